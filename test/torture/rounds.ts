import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { checkDatabase, checkOrphans, type Data, type ImageCheck } from './checks.ts';
import type { Life } from './delivery.ts';
import type { Figures } from './figures.ts';
import type { Account, Check, Violation } from './ledger.ts';
import type { Random } from './random.ts';
import { examine, onCopy } from './remains.ts';
import { freePort, type ServerProcess, startServerProcess } from './server-process.ts';
import type { Writer } from './writer.ts';

const SHORTEST_LIFE_MS = 100;
/** From a SIGTERM to the kill; a server that has nothing left to do is gone before. */
const ENDING_MS = 60;
/** From the first sight of the database to the kill: the migrations take about as long. */
const MIGRATION_MS = 20;
const FIRST_START_MS = 800;
const SWEPT_WITHIN_MS = 5000;
const ENDED_WITHIN_MS = 60_000;

/** One run of torture. */
export interface Run {
  readonly folder: string;
  readonly data: Data;
  readonly port: number;
  /** From the first answer, or the first write when that is later, to the kill. */
  readonly longestLifeMs: number;
  readonly random: Random;
  readonly figures: Figures;
  readonly violations: Violation[];
  /** All that are alive. */
  readonly servers: Set<ServerProcess>;
  readonly checkImages: ImageCheck;
}

export interface Living {
  readonly server: ServerProcess;
  readonly life: Life;
  /** Null as long as nobody writes. */
  readonly working: Promise<unknown> | null;
}

/** With writers who knock until it opens, if any; null when it does not start, which is a violation. */
export async function start(run: Run, writers: readonly Writer[] = []): Promise<Living | null> {
  const server = spawn(run, run.data, run.port);
  const life = { url: `http://127.0.0.1:${run.port}`, isEnding: false, isOver: false };
  const working = writers.length > 0 ? Promise.all(writers.map((writer) => writer.work(life))) : null;
  if (await isStarted(run, server)) return { server, life, working };
  life.isOver = true;
  await kill(server);
  await working;
  return null;
}

async function isStarted(run: Run, server: ServerProcess): Promise<boolean> {
  try {
    run.figures.restartsMs.push(await server.answering());
    return true;
  } catch (cause) {
    violate(run, 'start', String(cause));
    return false;
  }
}

function spawn({ servers }: Run, data: Data, port: number): ServerProcess {
  const server = startServerProcess(data, port);
  servers.add(server);
  void server.ended.then(() => servers.delete(server));
  return server;
}

async function kill(server: ServerProcess): Promise<void> {
  server.signal('SIGKILL');
  await server.ended;
}

/** Lets all writers write, and kills the server at a random instant; with a SIGTERM just before, when it is to end. */
export async function killUnderWrites(
  run: Run,
  { server, life, working }: Living,
  writers: readonly Writer[],
  isToEnd: boolean,
) {
  const { random, figures } = run;
  const writing = working ?? Promise.all(writers.map((writer) => writer.work(life)));
  await sleep(SHORTEST_LIFE_MS + random.below(run.longestLifeMs - SHORTEST_LIFE_MS));
  if (isToEnd) {
    life.isEnding = true;
    server.signal('SIGTERM');
    await sleep(random.below(ENDING_MS));
    figures.killsWhileEnding += 1;
  }
  life.isOver = true;
  await kill(server);
  await writing;
  figures.kills += 1;
}

/** A start that does not come to its end, and has all texts to fold. */
export async function killStart(run: Run): Promise<void> {
  unfold(run.data);
  const server = spawn(run, run.data, run.port);
  const [typical = FIRST_START_MS] = run.figures.restartsMs;
  await sleep(run.random.below(typical * 1.2));
  await kill(server);
  run.figures.killsDuringStart += 1;
}

/** Leaves a database as one whose migrations have run, and nothing after them. */
function unfold({ database }: Data): void {
  const client = new Sqlite(database);
  client.exec(`update foldings set version = 'another', up_to = 0;
    update groups set folded = '', name_sort = ''; update users set folded = '', username_sort = ''`);
  client.close();
}

/** The same where there is nothing yet, most often while the tables are made; the next start must do. */
export async function killFirstStart(run: Run): Promise<void> {
  const folder = join(run.folder, 'first');
  const data = { database: join(folder, 'guildhall.db'), media: join(folder, 'media') };
  const port = await freePort(run.random);
  const server = spawn(run, data, port);
  while (!existsSync(data.database) && run.servers.has(server)) await sleep(1);
  await sleep(run.random.below(MIGRATION_MS));
  await kill(server);
  run.figures.killsDuringFirstStart += 1;
  const tables = await onCopy(data, async (copy) =>
    copy.prepare("select * from sqlite_master where name = 'groups'").all(),
  );
  if (tables.length === 0) run.figures.killsBeforeTables += 1;

  const next = spawn(run, data, port);
  if (!(await isStarted(run, next))) return;
  await kill(next);
  run.violations.push(...(await onCopy(data, async (copy) => checkDatabase(copy))));
  await rm(folder, { recursive: true });
}

/** Counts what a server left behind, and what is wrong with it. */
export async function checkRemains({ data, figures, violations, checkImages }: Run, accounts: readonly Account[]) {
  const remains = await examine(data, checkImages, accounts);
  violations.push(...remains.violations);
  figures.orphans += remains.orphans.length;
  figures.written += remains.written;
  figures.unwritten += remains.unwritten;
}

/** While nobody writes: the files that a killed server left behind are to be gone soon after the next one's start. */
export async function awaitSweep({ data, violations }: Run): Promise<void> {
  const beside = new Sqlite(data.database, { readonly: true });
  try {
    const until = performance.now() + SWEPT_WITHIN_MS;
    let orphans = await checkOrphans(beside, data);
    while (orphans.length > 0 && performance.now() < until) {
      await sleep(50);
      orphans = await checkOrphans(beside, data);
    }
    violations.push(...orphans);
  } finally {
    beside.close();
  }
}

/** As an operator would. */
export async function end(run: Run, { server, life }: Living): Promise<void> {
  life.isEnding = true;
  server.signal('SIGTERM');
  const inTime = new AbortController();
  const late = sleep(ENDED_WITHIN_MS, 'late', { signal: inTime.signal }).catch(() => 'never');
  const outcome = await Promise.race([server.ended, late]);
  inTime.abort();
  life.isOver = true;
  if (outcome === 'late') violate(run, 'end', `it is there ${ENDED_WITHIN_MS} ms after a SIGTERM`);
  else if (server.exitCode() !== 0) violate(run, 'end', `it ended with ${server.exitCode()}: ${server.output()}`);
}

export function violate({ violations }: Run, check: Check, detail: string): void {
  violations.push({ check, detail });
}
