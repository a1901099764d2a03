import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { checkAnswers, firstAnswer } from './answers.ts';
import { cpuSeconds, peakMegabytes } from './children.ts';
import { type LoadResult, putUnderLoad } from './load.ts';
import { watchOthers } from './others.ts';
import { connectionString, countRows, waitUntilLearned } from './postgres.ts';
import type { Size } from './seed.ts';
import { type Bases, type Server, type ServerKind, startServer } from './servers.ts';
import { type Request, type Workload, type WorkloadName, workloadOf } from './workloads.ts';

export interface Plan {
  readonly warmUpSeconds: number;
  /**
   * Answers before a cell is timed. Until it has given as many, V8 is still compiling what a server runs, and a slow
   * machine gives them later than after `warmUpSeconds`.
   */
  readonly warmUpAnswers: number;
  readonly seconds: number;
  /** With one connection; 0 for not at all. */
  readonly secondsAlone: number;
}

/** What all measurements on the same data share. */
export interface Bench {
  readonly folder: string;
  readonly bases: Bases;
  readonly size: Size;
  readonly tokens: readonly string[];
}

export interface Figures {
  readonly perSecond: number;
  /** In ms; NaN where nobody waited. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the processor time of the server, of all its instances, and of a database server of theirs. */
  readonly cpuPerRequest: number;
  /** What of it that database server took; 0 where there is none. */
  readonly databaseCpuPerRequest: number;
  /** Share of one core. */
  readonly generatorCpu: number;
}

export interface Cell {
  readonly server: string;
  readonly workload: WorkloadName;
  readonly round: number;
  readonly many: Figures;
  readonly one: Figures | null;
  readonly peakMegabytes: number;
  /** What something else took of one core meanwhile. */
  readonly others: number;
}

export const CONNECTIONS = 64;
/** Times of `warmUpSeconds`, for a server that needs too long for `warmUpAnswers`. */
const MAX_WARM_UPS = 4;
/** More than a run sends, so that none repeats another's. */
const NUMBERS_A_RUN = 2_000_000;
let numbersUsed = 0;

/** One server under one workload, in a process and on a copy of the data of its own. */
export async function measure(
  bench: Bench,
  kind: ServerKind,
  workload: Workload,
  plan: Plan,
  round: number,
  nodeArgs: readonly string[] = [],
): Promise<Cell> {
  const server = await startReady(bench, kind, workload, nodeArgs);
  try {
    await warmUp(bench, server, workload, plan);
    // What the warm-up wrote would be learned at the cost of what is timed, and the more of it the faster it was written.
    if (server.postgres !== null && workload.creates) await waitUntilLearned(server.postgres.url);
    const othersShare = watchOthers();
    const many = await measureLoad(bench, server, workload, CONNECTIONS, plan.seconds);
    const peak = sum(server.pids.map(peakMegabytes));
    const one = plan.secondsAlone > 0 ? await measureLoad(bench, server, workload, 1, plan.secondsAlone) : null;
    const others = othersShare();
    return { server: kind.name, workload: workload.name, round, many, one, peakMegabytes: peak, others };
  } finally {
    await server.stop();
  }
}

async function warmUp(bench: Bench, server: Server, workload: Workload, plan: Plan): Promise<void> {
  // Each instance gets a part of the load, and warms up the longer.
  const seconds = plan.warmUpSeconds * server.ports.length;
  let answers = 0;
  for (let times = 1; ; times += 1) {
    const { perSecond } = await measureLoad(bench, server, workload, CONNECTIONS, seconds);
    answers += perSecond * seconds;
    const isWarm = answers >= plan.warmUpAnswers || times >= MAX_WARM_UPS;
    if (isWarm && answers >= (workload.warmUpAnswers ?? 0)) return;
  }
}

/** A server for one workload, which answers it as all others do. */
export async function startReady(
  bench: Bench,
  kind: ServerKind,
  workload: Workload,
  nodeArgs: readonly string[] = [],
): Promise<Server> {
  const { env = {} } = workload;
  const server = await startServer(kind, bench.bases, join(bench.folder, kind.name), { nodeArgs, env });
  try {
    const [token = ''] = bench.tokens;
    // Where there are trusted documents, it answers no others.
    const first = workload.env === undefined ? workloadOf('W3') : workload;
    await firstAnswer(server, bench.size, token, performance.now(), first);
    await checkAnswers(server, workload, bench.size, token);
    return server;
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

/** From its start until a group can be read, in ms. */
export async function measureStart({ folder, bases, size, tokens }: Bench, kind: ServerKind): Promise<number> {
  const server = await startServer(kind, bases, join(folder, kind.name));
  try {
    return await firstAnswer(server, size, tokens[0] ?? '', server.startedAt);
  } finally {
    await server.stop();
  }
}

/** A load on a server that runs. With `only`, of these requests alone. */
export async function measureLoad(
  bench: Bench,
  server: Server,
  workload: Workload,
  connections: number,
  seconds: number,
  only?: readonly Request[],
): Promise<Figures> {
  const requests = only ?? (await workload.requests(server.kind.dialect, bench.size));
  const firstNumber = numbersUsed;
  if (workload.creates) numbersUsed += NUMBERS_A_RUN;
  const groups = workload.creates ? await countGroups(server) : 0;
  const before = cpuSecondsOf(server);
  const file = join(bench.folder, 'requests');
  const { ports } = server;
  const result = await putUnderLoad({ ports, requests, tokens: bench.tokens, connections, seconds, firstNumber, file });
  const after = cpuSecondsOf(server);

  mustBeSound(server, workload, result);
  const made = workload.creates ? (await countGroups(server)) - groups : result.requests;
  if (made < result.requests) {
    throw new Error(`${server.kind.name} answered ${result.requests} creations and made ${made}`);
  }
  return {
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    cpuPerRequest: ((after.all - before.all) / result.requests) * 1e6,
    databaseCpuPerRequest: ((after.database - before.database) / result.requests) * 1e6,
    generatorCpu: result.generatorCpuSeconds / result.seconds,
  };
}

function cpuSecondsOf({ pids, postgres }: Server): { readonly all: number; readonly database: number } {
  // PostgreSQL starts a process for each connection, and others for a moment.
  const database = postgres === null ? 0 : cpuSeconds(postgres.pid, 'with ended children');
  return { all: database + sum(pids.map((pid) => cpuSeconds(pid))), database };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, more) => total + more, 0);
}

function mustBeSound({ kind }: Server, { name }: Workload, { requests, failed }: LoadResult): void {
  if (failed > 0 || requests === 0) throw new Error(`${kind.name} failed ${failed} of ${requests} requests of ${name}`);
}

async function countGroups({ kind, database, postgres }: Server): Promise<number> {
  if (postgres !== null) return countRows(postgres.url, 'groups');
  if (kind.dialect === 'postgraphile') return countRows(connectionString(database), 'app.groups');
  const db = new Sqlite(database, { readonly: true });
  try {
    return db.prepare<[], number>('select count(*) from groups').pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
