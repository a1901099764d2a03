import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './children.ts';
import type { Bench, Cell, Plan } from './measure.ts';
import { watchOthers } from './others.ts';
import type { RawResult } from './peers/raw.ts';
import { type Contender, SERVERS } from './servers.ts';
import type { Workload } from './workloads.ts';

/** What SQLite itself can do: the statements of a workload without a server around them. */
export const RAW: Contender = {
  name: 'raw',
  title: 'bare SQLite, without a server',
  workloads: ['W1', 'W2', 'W3'],
  durability: 'synchronous=FULL, one commit for 64 groups and memberships, without triggers and other indexes',
};

export const CONTENDERS: readonly Contender[] = [...SERVERS, RAW];

const SCRIPT = fileURLToPath(new URL('peers/raw.ts', import.meta.url));

/** One workload's statements, in a process and on a copy of the data of its own. */
export async function measureRaw(bench: Bench, workload: Workload, plan: Plan, round: number): Promise<Cell> {
  const folder = join(bench.folder, RAW.name);
  mkdirSync(folder, { recursive: true });
  try {
    const file = join(folder, 'bench.db');
    copyFileSync(bench.bases.peers ?? '', file);
    const numbers = [bench.size.groups, plan.warmUpSeconds, plan.seconds].map(String);
    const othersShare = watchOthers();
    const output = await runToEnd(process.execPath, [SCRIPT, workload.name, file, ...numbers], folder);
    const others = othersShare();
    return { ...cellOf(JSON.parse(output) as RawResult), workload: workload.name, round, others };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nobody waits for an answer, and nobody asks. */
function cellOf({ count, seconds, cpuSeconds, peakMegabytes }: RawResult) {
  const many = {
    perSecond: count / seconds,
    p50: Number.NaN,
    p99: Number.NaN,
    cpuPerRequest: (cpuSeconds / count) * 1e6,
    databaseCpuPerRequest: 0,
    generatorCpu: 0,
  };
  return { server: RAW.name, many, one: null, peakMegabytes };
}
