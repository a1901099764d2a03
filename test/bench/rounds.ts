import { type Bench, type Cell, measure, measureStart, type Plan } from './measure.ts';
import type { Options } from './options.ts';
import { serverOf } from './servers.ts';
import { type WorkloadName, workloadOf } from './workloads.ts';

export interface Start {
  readonly server: string;
  readonly ms: number;
}

const STARTS = 5;
/** What the quick form leaves out for want of time. */
const QUICK_SERVERS = { starts: ['guildhall', 'f'], alone: ['guildhall', 'f', 'f-each'] };
const QUICK_WORKLOADS = { alone: ['W1', 'W2', 'W3'], peers: ['W1', 'W2', 'W3'] };

/** Starts every server some times, one after the other, round after round. */
export async function measureStarts(bench: Bench, { servers, quick }: Options): Promise<readonly Start[]> {
  const starts: Start[] = [];
  const measured = servers.filter((name) => name !== 'f-each' && (!quick || QUICK_SERVERS.starts.includes(name)));
  for (let round = 0; round < STARTS; round += 1) {
    for (const name of rotated(measured, round)) {
      starts.push({ server: name, ms: await measureStart(bench, serverOf(name)) });
    }
  }
  return starts;
}

/** Every server under every workload, round after round, and in each round in another order. */
export async function measureRounds(
  bench: Bench,
  options: Options,
  report: (cell: Cell) => void,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    for (const workload of options.workloads) {
      const servers = options.servers.filter((name) => isMeasured(name, workload, options));
      for (const name of rotated(servers, round)) {
        const plan = planFor(name, workload, options);
        const cell = await measure(bench, serverOf(name), workloadOf(workload), plan, round);
        report(cell);
        cells.push(cell);
      }
    }
  }
  return cells;
}

function isMeasured(name: string, workload: WorkloadName, { quick }: Options): boolean {
  if (!serverOf(name).workloads.includes(workload)) return false;
  return !quick || QUICK_SERVERS.alone.includes(name) || QUICK_WORKLOADS.peers.includes(workload);
}

function planFor(name: string, workload: WorkloadName, { quick }: Options): Plan {
  if (!quick) return { warmUpSeconds: 6, seconds: 6, secondsAlone: workload.startsWith('D') ? 0 : 4 };
  const alone = QUICK_SERVERS.alone.includes(name) && QUICK_WORKLOADS.alone.includes(workload);
  return { warmUpSeconds: 1, seconds: 2, secondsAlone: alone ? 1 : 0 };
}

export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const from = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
