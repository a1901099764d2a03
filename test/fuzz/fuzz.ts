import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { newDatabase, type OwnDatabase } from '../support/postgres.ts';
import { command, pathOf } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { momentNow } from '../support/wait-meter.ts';
import { type Random, randomFrom } from '../torture/random.ts';
import { picturesOf } from './broken-images.ts';
import { type Cast, castOf, type FuzzedData, populate } from './cast.ts';
import { exchangeFetched, exchangeRaw, type Outcome } from './exchange.ts';
import { countOutcome, type Figures, newFigures } from './figures.ts';
import { type Finding, findingKey, shrink } from './findings.ts';
import { generator } from './generate.ts';
import type { FuzzRequest } from './requests.ts';
import { readDocument } from './seeds.ts';
import { environmentOf, type FuzzedServer, startFuzzedServer } from './server.ts';
import { problemsOf, SLOW_MS } from './verdict.ts';
import { type WaitWatch, watchWaits } from './waits.ts';

export type FuzzedEngine = keyof typeof DATABASES;

export interface FuzzOptions {
  readonly seed: number;
  readonly production: boolean;
  readonly engine: FuzzedEngine;
  /** Ends with whichever comes first. */
  readonly seconds: number;
  readonly requests?: number;
  /** How long a request may make others wait, in ms. */
  readonly waitLimitMs: number;
  readonly onSecond?: (figures: Figures) => void;
}

export interface FuzzReport {
  readonly figures: Figures;
  readonly findings: readonly Finding[];
}

const WORKERS = 6;
const MOST_FINDINGS = 20;
/** As much as all caches together may take, and the code that is compiled. */
const HEAP_GROWTH_MB = 80;
/** By then the caches hold much of what they ever will. */
const WARM_AFTER = 20_000;
const HEAP_GROWTH_ONCE_WARM_MB = 32;
const MOST_RSS_MB = 512;
/** What is logged as a fault is looked for among so many requests. */
const REMEMBERED = 400;

interface Sent {
  readonly request: FuzzRequest;
  readonly from: number;
  readonly to: number;
}

/** All that the parts of one run share. */
interface Run {
  readonly server: FuzzedServer;
  readonly figures: Figures;
  readonly findings: Map<string, Finding>;
  readonly sent: Sent[];
  readonly waits: WaitWatch;
}

/** A database of the run's own. */
const DATABASES = {
  sqlite: async (folder: string) => ({ url: `file:${join(folder, 'guildhall.db')}`, drop: async () => {} }),
  // On the server that the run has started.
  postgres: newDatabase,
} satisfies Readonly<Record<string, (folder: string) => Promise<Pick<OwnDatabase, 'url' | 'drop'>>>>;

/** Sends one server requests that are wrong in all ways, and holds what it answers against what it may. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-fuzz-'));
  const database = await DATABASES[options.engine](folder);
  const data = { databaseUrl: database.url, media: join(folder, 'media') };
  let server: FuzzedServer | null = null;
  // Synchronous, because a process that is interrupted waits for nothing.
  const cleanUp = () => {
    server?.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  process.once('exit', cleanUp);
  try {
    await populate(data);
    server = await startFuzzedServer(data, options.production);
    return await fuzzServer(server, data, options);
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
    await database.drop();
  }
}

async function fuzzServer(server: FuzzedServer, data: FuzzedData, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, production, waitLimitMs } = options;
  const figures = newFigures(seed, production);
  const run: Run = {
    server,
    figures,
    findings: new Map(),
    sent: [],
    waits: await watchWaits(server.port, waitLimitMs),
  };
  const random = randomFrom(seed);
  const cast = await castOf(random);
  await askNormally(run, cast);
  if (!production) await send(`${server.url}/graphql?graphiql`, { headers: { accept: 'text/html' } });
  figures.rss.start = await server.rss();
  figures.heap.start = await server.heap();

  const next = await requestsFor(server, { random, seed, cast });
  await sendAll(run, options, random, next);
  await collectWaits(run, waitLimitMs);

  await settle(run, cast);
  await server.end();
  await collectFaults(run);
  await askDoctor(run, data, production);
  return { figures, findings: [...run.findings.values()] };
}

async function requestsFor(
  { url }: FuzzedServer,
  { random, seed, cast }: { random: Random; seed: number; cast: Cast },
) {
  const { body } = await send(`${url}/openapi.json`);
  const schema = buildSchema(await readFile(pathOf('schema.graphql'), 'utf8'));
  return generator({ random, seed, cast, schema, document: readDocument(body), pictures: await picturesOf(random) });
}

async function sendAll(run: Run, options: FuzzOptions, random: Random, next: () => FuzzRequest): Promise<void> {
  const { figures, server } = run;
  const { seconds, requests = Number.POSITIVE_INFINITY, onSecond } = options;
  const startedAt = performance.now();
  let left = requests;
  const isOver = () => left <= 0 || performance.now() - startedAt > seconds * 1000 || server.hasEnded() || isFull(run);
  const work = async () => {
    while (!isOver()) {
      left -= 1;
      const request = next();
      const byClient = request.wire === undefined && request.kind !== 'path' && random.chance(0.3);
      await sendOne(run, request, byClient);
    }
  };
  let isWarm = false;
  const watch = setInterval(async () => {
    figures.seconds = (performance.now() - startedAt) / 1000;
    figures.rss.peak = Math.max(figures.rss.peak, await server.rss());
    onSecond?.(figures);
    if (isWarm || figures.requests < WARM_AFTER) return;
    isWarm = true;
    figures.heap.warm = await server.heap();
  }, 500);
  await Promise.all(Array.from({ length: WORKERS }, work)).finally(() => clearInterval(watch));
  figures.seconds = (performance.now() - startedAt) / 1000;
}

const isFull = ({ findings }: Run) => findings.size >= MOST_FINDINGS;

async function sendOne(run: Run, request: FuzzRequest, byClient: boolean): Promise<void> {
  const { server, figures, sent } = run;
  const [from, moment] = [Date.now(), momentNow()];
  const outcome = await exchange(server, request, byClient);
  run.waits.note(request, moment);
  sent.push({ request, from, to: Date.now() });
  if (sent.length > REMEMBERED) sent.shift();
  countOutcome(figures, request, outcome);
  for (const problem of problemsOf(request, outcome)) await report(run, problem, { request, outcome });
  await collectFaults(run);
}

/** What took too long, or found its connection closed, is asked again: it may have had to wait for another, or for us. */
async function exchange(server: FuzzedServer, request: FuzzRequest, byClient: boolean): Promise<Outcome> {
  const first =
    (byClient ? await exchangeFetched(server.url, request) : null) ?? (await exchangeRaw(server.port, request));
  const isDoubtful = first.kind !== 'answer' || first.answer.ms > SLOW_MS;
  return isDoubtful && !server.hasEnded() ? exchangeRaw(server.port, request) : first;
}

async function report(run: Run, problem: string, { request, outcome }: { request: FuzzRequest; outcome: Outcome }) {
  const key = findingKey(problem, request);
  if (run.findings.has(key) || isFull(run)) return;
  const answer = outcome.kind === 'answer' ? outcome.answer.everything : outcome.got;
  run.findings.set(key, { problem, request, detail: answer.slice(0, 1500) });
  const smallest = await shrink(request, async (smaller) => {
    if (run.server.hasEnded()) return false;
    return problemsOf(smaller, await exchangeRaw(run.server.port, smaller)).includes(problem);
  });
  run.findings.set(key, { problem, request: smallest, detail: answer.slice(0, 1500) });
}

/** What was logged as a fault, with the request that was under way then. */
async function collectFaults({ server, findings, sent }: Run): Promise<void> {
  for (const { at, text } of server.faults()) {
    const request = sent.findLast(({ from, to }) => from <= at + 1 && at <= to + 1)?.request ?? null;
    const problem = `logged: ${text.replace(/"(time|reqId)":"[^"]*",?/g, '').slice(0, 300)}`;
    const key = findingKey(problem, null);
    if (!findings.has(key)) findings.set(key, { problem, request, detail: text.slice(0, 3000) });
  }
}

/** What made others wait, also when it was sent alone. */
async function collectWaits({ server, figures, findings, waits }: Run, limitMs: number): Promise<void> {
  const confirmed = server.hasEnded() ? [] : await waits.confirm((request) => exchangeRaw(server.port, request));
  figures.slowestWaitMs = waits.slowest();
  await waits.stop();
  for (const { request, ms } of confirmed) {
    const problem = `others waited longer than ${limitMs} ms`;
    const key = `${findingKey(problem, request)} ${request.body?.toString('latin1', 0, 60) ?? request.target.slice(0, 60)}`;
    if (findings.size < MOST_FINDINGS)
      findings.set(key, { problem, request, detail: `${ms.toFixed(0)} ms at the least` });
  }
}

/** No more memory than it may take, and a server that still answers all who ask as they should. */
async function settle(run: Run, cast: Cast): Promise<void> {
  const { server, findings } = run;
  const { rss, heap } = run.figures;
  const add = (problem: string) => void findings.set(problem, { problem, request: null, detail: '' });
  await askNormally(run, cast);
  heap.settled = await server.heap();
  if (heap.settled === null) return add('the server has ended');
  rss.settled = await server.rss();
  rss.peak = Math.max(rss.peak, rss.settled);
  const once = {
    new: (heap.start ?? 0) + HEAP_GROWTH_MB,
    warm: (heap.warm ?? heap.settled) + HEAP_GROWTH_ONCE_WARM_MB,
  };
  const most = Math.min(once.new, once.warm);
  if (heap.settled > most) add(`${heap.settled} MB of the heap are needed, where ${most} MB are enough`);
  if (rss.peak > MOST_RSS_MB) add(`memory grew to ${rss.peak} MB, where ${MOST_RSS_MB} MB are enough`);
}

async function askNormally({ server, findings }: Run, cast: Cast): Promise<void> {
  const token = cast.ownToken;
  const json = { query: '{ viewer { username } }' };
  const answers = await Promise.all([
    send(`${server.url}/graphql`, { token, json }),
    send(`${server.url}/api/v2/user/me/`, { token }),
    send(`${server.url}/v1/rooms/search?query=group`, { token }),
  ]).catch((cause: unknown) => [{ status: 0, body: String(cause) }]);
  for (const { status, body } of answers) {
    if (status === 200 && body.errors === undefined) continue;
    const problem = `a normal request is answered with ${status}`;
    findings.set(problem, { problem, request: null, detail: JSON.stringify(body) });
  }
}

/** What the doctor finds, but for what the tests' PostgreSQL spares to be quick. */
async function askDoctor({ findings }: Run, data: FuzzedData, production: boolean): Promise<void> {
  const { code, stdout, stderr } = await command(environmentOf(data, production), 'doctor');
  const told = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('durability: '));
  // The last line is a summary.
  if (code === 0 || (code === 1 && told.length === 1)) return;
  const problem = 'the doctor finds something in the database';
  findings.set(problem, { problem, request: null, detail: `${stdout}${stderr}` });
}
