import { type Figure, figureOf, growthOf, type Load, peakOf, type Results, ratioOf, startOf } from './results.ts';
import { ALL_SEARCHES, SEARCHES } from './searches.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

export interface Target {
  readonly title: string;
  readonly limit: number;
  readonly atMost: boolean;
  readonly unit: '' | ' MB' | ' ms';
  /** Null when this run has not measured it. */
  readonly figure: number | null;
}

/** What Guildhall has promised itself. */
export function targetsOf(results: Results): readonly Target[] {
  const to = (other: string, workload: WorkloadName, load: Load = 'many', figure: Figure = 'perSecond') =>
    ratioOf(results, ['guildhall', workload], [other, workload], load, figure);
  const toOther = (workload: WorkloadName, other: WorkloadName) =>
    ratioOf(results, ['guildhall', workload], ['guildhall', other]);
  const grown = (what: string) => {
    const growth = results.growth.find((one) => one.what === what);
    return growth ? growthOf(growth) : null;
  };
  return [
    least('W1 to (f), both durable, one commit for many', 0.95, to('f', 'W1')),
    least('W2 to (f)', 0.92, to('f', 'W2')),
    least('W3 to (f)', 0.7, to('f', 'W3')),
    least('M to (f)', 0.92, to('f', 'M')),
    least('S to (f)', 0.92, to('f', 'S')),
    least('R1 to (f)', 0.95, to('f', 'R1')),
    least('R3 to (f)', 0.92, to('f', 'R3')),
    least('W1 to (f) with a commit for each, both durable', 5, to('f-each', 'W1')),
    least('W1 to bare SQLite', 0.25, to('raw', 'W1')),
    least('W2 to its bare statements', 0.6, to('raw', 'W2')),
    most('W1 at 1 connection, p50 to that of (f)', 1.1, to('f', 'W1', 'one', 'p50')),
    most('W3 at 1 connection, p50 to that of (f)', 1.25, to('f', 'W3', 'one', 'p50')),
    most('peak memory under W2', 200, peakOf(results, 'guildhall', 'W2'), ' MB'),
    most('start to first answer', 300, startOf(results, 'guildhall'), ' ms'),
    ...WORKLOADS.flatMap(({ name, title, plainForm }) =>
      plainForm === undefined ? [] : [least(`${title}, to ${plainForm}`, 0.95, toOther(name, plainForm))],
    ),
    least('W2 with 1,000 documents to one', 0.85, toOther('D2', 'W2')),
    least('W3 with 1,000 documents to one', 0.85, toOther('D3', 'W3')),
    most('peak memory under W2 with 1,000 documents to one', 1.5, memoryWithDocuments(results)),
    least('W1 at 1,000,000 groups to 20,000', 0.9, grown('W1')),
    least('W3 at 1,000,000 groups to 20,000', 0.9, grown('W3')),
    ...[...Object.keys(SEARCHES), ALL_SEARCHES].map((what) =>
      most(`time of a search at 1,000,000 groups to 10,000: ${what}`, 3, grown(what)),
    ),
  ];
}

/** The same on PostgreSQL, where what Guildhall is compared with commits each write alone. */
export function postgresTargetsOf(results: Results): readonly Target[] {
  const toP = (workload: WorkloadName) => ratioOf(results, ['one', workload], ['p', workload]);
  const ofTwo = (figure?: Figure) => ratioOf(results, ['two', 'W1'], ['one', 'W1'], 'many', figure);
  return [
    least('W1 to (p)', 4, toP('W1')),
    least('W2 to (p)', 0.85, toP('W2')),
    least('W3 to (p)', 0.85, toP('W3')),
    least('S to (p)', 0.85, toP('S')),
    most('W1 of two instances to one: processor time of a write, all processes', 1.1, ofTwo('cpuPerRequest')),
    least('W1 of two instances to one: answers in all', 0.9, ofTwo()),
  ];
}

function least(title: string, limit: number, figure: number | null): Target {
  return { title, limit, atMost: false, unit: '', figure };
}

function most(title: string, limit: number, figure: number | null, unit: Target['unit'] = ''): Target {
  return { title, limit, atMost: true, unit, figure };
}

function memoryWithDocuments(results: Results): number | null {
  const [many, one] = [peakOf(results, 'guildhall', 'D2'), peakOf(results, 'guildhall', 'W2')];
  return many === null || one === null ? null : many / one;
}

export function isMet({ figure, limit, atMost }: Target): boolean {
  return figure !== null && (atMost ? figure <= limit : figure >= limit);
}

/** How busy the load generator was at most, of one core: near 1 it is what was measured. */
export function busiestGenerator(results: Results): number {
  const shares = results.cells.map(
    ({ server, workload }) => figureOf(results, server, workload, 'many', 'generatorCpu') ?? 0,
  );
  return Math.max(0, ...shares);
}
