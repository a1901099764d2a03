import { type Bench, type Cell, measure, measureStart, type Plan } from './measure.ts';
import type { Options } from './options.ts';
import { MAX_OTHERS } from './others.ts';
import { CONTENDERS, measureRaw, RAW } from './raw.ts';
import { POSTGRES_SERVERS, SERVERS, serverOf } from './servers.ts';
import { differ } from './statistics.ts';
import { type WorkloadName, workloadOf } from './workloads.ts';

export interface Start {
  readonly server: string;
  readonly ms: number;
}

const STARTS = 5;
/** What the quick form leaves out for want of time. */
const QUICK_SERVERS = { starts: ['guildhall', 'f'] };
const QUICK_WORKLOADS = { alone: ['W1', 'W2', 'W3'], peers: ['W1', 'W2', 'W3'] };
/** These are measured with one connection, too. */
const ALONE: readonly string[] = ['guildhall', 'f', 'f-each'];
/** What others are compared with. */
const REFERENCES: readonly string[] = ['f', 'p', 'one'];
/** How often a cell is measured anew that something else disturbed. */
const MAX_AGAIN = 2;

/** Starts every server some times, one after the other, round after round. */
export async function measureStarts(bench: Bench, { servers, quick }: Options): Promise<readonly Start[]> {
  const starts: Start[] = [];
  const plain = SERVERS.map(({ name }) => name).filter((name) => servers.includes(name) && !name.includes('-'));
  const measured = plain.filter((name) => !quick || QUICK_SERVERS.starts.includes(name));
  for (let round = 0; round < STARTS; round += 1) {
    for (const name of rotated(measured, round)) {
      starts.push({ server: name, ms: await measureStart(bench, serverOf(name)) });
    }
  }
  return starts;
}

/**
 * Every server under every workload, round after round, and in each round in another order; then once more each cell
 * whose rounds differ, beside what it is compared with.
 */
export async function measureRounds(
  bench: Bench,
  options: Options,
  report: (cell: Cell) => void,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const measureAll = async (servers: readonly string[], workload: WorkloadName, round: number): Promise<void> => {
    for (const name of rotated(servers, round)) {
      const cell = await measureUndisturbed(bench, name, workload, round, options);
      report(cell);
      cells.push(cell);
    }
  };
  const serversOf = (workload: WorkloadName) => options.servers.filter((name) => isMeasured(name, workload, options));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const workload of options.workloads) await measureAll(serversOf(workload), workload, round);
  }
  for (const workload of options.workloads) {
    await measureAll(differing(cells, serversOf(workload), workload), workload, options.rounds);
  }
  return cells;
}

/** Servers whose rounds differ, with what they are compared with; all of them where the rounds of that differ. */
function differing(cells: readonly Cell[], servers: readonly string[], workload: WorkloadName): readonly string[] {
  const unstable = servers.filter((name) =>
    differ(
      cells.filter((cell) => cell.server === name && cell.workload === workload).map(({ many }) => many.perSecond),
    ),
  );
  if (unstable.length === 0) return [];
  if (unstable.some((name) => REFERENCES.includes(name))) return servers;
  return servers.filter((name) => unstable.includes(name) || REFERENCES.includes(name));
}

/** What is to be published is measured again where something else took the processor meanwhile. */
async function measureUndisturbed(
  bench: Bench,
  name: string,
  workload: WorkloadName,
  round: number,
  options: Options,
): Promise<Cell> {
  const plan = planFor(name, workload, options);
  const measureOnce = () =>
    name === RAW.name
      ? measureRaw(bench, workloadOf(workload), plan, round)
      : measure(bench, serverOf(name), workloadOf(workload), plan, round);
  let cell = await measureOnce();
  for (let again = 0; options.write && cell.others > MAX_OTHERS && again < MAX_AGAIN; again += 1) {
    cell = await measureOnce();
  }
  return cell;
}

function isMeasured(name: string, workload: WorkloadName, { quick }: Options): boolean {
  const contenders = [...CONTENDERS, ...POSTGRES_SERVERS];
  if (!contenders.some((one) => one.name === name && one.workloads.includes(workload))) return false;
  return !quick || ALONE.includes(name) || QUICK_WORKLOADS.peers.includes(workload);
}

function planFor(name: string, workload: WorkloadName, { quick }: Options): Plan {
  const isAlone = ALONE.includes(name) && serverOf('f').workloads.includes(workload);
  if (!quick) return { warmUpSeconds: 3, warmUpAnswers: 20_000, seconds: 3, secondsAlone: isAlone ? 2 : 0 };
  const secondsAlone = isAlone && QUICK_WORKLOADS.alone.includes(workload) ? 1 : 0;
  return { warmUpSeconds: 1, warmUpAnswers: 0, seconds: 2, secondsAlone };
}

export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const from = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
