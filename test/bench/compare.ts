/*
 * Two builds of Guildhall, or one and several processes of it, against each other: short cells in turns, in two
 * generations of fresh processes. What slows the machine down for a while is in both cells of a pair, and so hardly in
 * their ratio.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Build, buildHere, buildIn, checkOut, removeCheckout } from './builds.ts';
import { type Figures, measureLoad, startReady } from './measure.ts';
import type { Options } from './options.ts';
import { MAX_OTHERS, watchOthers } from './others.ts';
import { type RunningProxy, startProxy } from './proxy.ts';
import { number, table } from './report.ts';
import type { Server } from './servers.ts';
import { farthest, median, spread } from './statistics.ts';
import { type Workload, workloadOf } from './workloads.ts';

interface Pair {
  readonly before: Figures;
  readonly after: Figures;
}

/** A server under load, directly or by a proxy. */
interface Loaded {
  readonly build: Build;
  readonly server: Server;
  readonly proxy: RunningProxy | null;
}

type Way = Pick<Options, 'quick' | 'through' | 'connections'>;

const GENERATIONS = 2;
const PAIRS_A_GENERATION = 5;
/** Pairs of a generation that are measured again at most. */
const MAX_AGAIN = 3;
const PLAN = { warmUpSeconds: 3, seconds: 2 };
const QUICK_PLAN = { warmUpSeconds: 1, seconds: 1 };
const FIGURES = [
  ['answers/s', 'perSecond', 0],
  ['CPU µs', 'cpuPerRequest', 1],
  ['p50 ms', 'p50', 3],
  ['p99 ms', 'p99', 3],
] as const;

/** Prints how this working tree compares with a commit, which is checked out meanwhile. */
export async function compare(options: Options, folder: string): Promise<void> {
  const revision = options.against ?? 'HEAD';
  const checkout = join(folder, 'checkout');
  try {
    await checkOut(revision, checkout);
    const builds = [await buildIn(checkout, join(folder, 'before')), await buildHere(join(folder, 'after'))] as const;
    await compareBuilds(
      builds,
      { title: `This working tree against ${revision}`, sides: ['before', 'after'] },
      options,
    );
  } finally {
    removeCheckout(checkout);
  }
}

/** Prints how several processes of this working tree on one port compare with one, each on data of its own. */
export async function compareWorkers(workers: number, options: Options, folder: string): Promise<void> {
  const one = await buildHere(join(folder, 'one'));
  const several = {
    kind: { ...one.kind, env: { ...one.kind.env, WORKERS: String(workers) } },
    bench: { ...one.bench, folder: join(folder, 'several') },
  };
  const title = `${workers} processes on one port against one, on ${availableParallelism()} cores`;
  await compareBuilds([one, several], { title, sides: ['one', String(workers)] }, options);
}

/** What is compared, in words. */
interface Comparison {
  readonly title: string;
  readonly sides: readonly [before: string, after: string];
}

async function compareBuilds(builds: readonly [Build, Build], comparison: Comparison, options: Options): Promise<void> {
  const rows: (readonly string[])[] = [];
  let generator = 0;
  const othersShare = watchOthers();
  for (const name of options.workloads.filter((one) => builds[0].kind.workloads.includes(one))) {
    const pairs = await comparePairs(builds, workloadOf(name), options);
    const measured = rowsOf(name, pairs);
    for (const row of measured) console.log(row.join('  '));
    rows.push(...measured);
    generator = Math.max(generator, ...pairs.flatMap((pair) => [pair.before.generatorCpu, pair.after.generatorCpu]));
  }
  console.log(`\n${reportOf(rows, comparison, options, { generator, others: othersShare() })}`);
}

async function comparePairs(builds: readonly [Build, Build], workload: Workload, way: Way): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let generation = 0; generation < GENERATIONS; generation += 1) {
    pairs.push(...(await compareGeneration(builds, workload, way)));
  }
  return pairs;
}

async function compareGeneration(
  builds: readonly [Build, Build],
  workload: Workload,
  way: Way,
): Promise<readonly Pair[]> {
  const { warmUpSeconds, seconds } = way.quick ? QUICK_PLAN : PLAN;
  const started: Loaded[] = [];
  const startOne = async (build: Build) => {
    const loaded = await startLoaded(build, workload, way);
    started.push(loaded);
    return loaded;
  };
  const load = ({ build, server, proxy }: Loaded, length: number) =>
    measureLoad(
      build.bench,
      { ...server, ports: proxy === null ? server.ports : [proxy.port] },
      workload,
      way.connections,
      length,
    );
  try {
    const [before, after] = [await startOne(builds[0]), await startOne(builds[1])];
    // Entries of an object are measured in the order in which they are written.
    const measurePair = async (turn: number): Promise<Pair> =>
      turn % 2 === 0
        ? { before: await load(before, seconds), after: await load(after, seconds) }
        : { after: await load(after, seconds), before: await load(before, seconds) };

    for (const one of started) await load(one, warmUpSeconds);
    const pairs: Pair[] = [];
    for (let turn = 0; turn < PAIRS_A_GENERATION; turn += 1) pairs.push(await measurePair(turn));
    for (let again = 0; again < MAX_AGAIN; again += 1) {
      const place = disturbed(pairs);
      if (place === null) break;
      pairs[place] = await measurePair(place);
    }
    return pairs;
  } finally {
    for (const { server, proxy } of started) {
      await proxy?.stop();
      await server.stop();
    }
  }
}

async function startLoaded(build: Build, workload: Workload, { through }: Way): Promise<Loaded> {
  const server = await startReady(build.bench, build.kind, workload);
  try {
    const proxy = through === null ? null : await startProxy(server.ports[0], join(build.bench.folder, through));
    return { build, server, proxy };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

/** The pair with the cell that is farthest from the others of its build. */
function disturbed(pairs: readonly Pair[]): number | null {
  return farthest(pairs.map(({ before }) => before.perSecond)) ?? farthest(pairs.map(({ after }) => after.perSecond));
}

function rowsOf(workload: string, pairs: readonly Pair[]): readonly (readonly string[])[] {
  return FIGURES.map(([title, figure, digits]) => {
    const [before, after] = [pairs.map((pair) => pair.before[figure]), pairs.map((pair) => pair.after[figure])];
    const ratios = pairs.map((pair) => pair.after[figure] / pair.before[figure]);
    const [low = null, high = null] = spread(ratios) ?? [];
    return [
      workload,
      title,
      number(median(before), digits),
      number(median(after), digits),
      number(median(ratios), 3),
      `${number(low, 3)} to ${number(high, 3)}`,
    ];
  });
}

function reportOf(
  rows: readonly (readonly string[])[],
  { title, sides }: Comparison,
  { through, connections }: Way,
  { generator, others }: { readonly generator: number; readonly others: number },
): string {
  const way = `${connections} connection${connections === 1 ? '' : 's'}${through === null ? '' : ` by ${through}`}`;
  return [
    `${title}, ${way}, ${GENERATIONS * PAIRS_A_GENERATION} pairs of cells in turns.`,
    table(['', '', ...sides, 'ratio', 'without its lowest and highest'], rows),
    `The load generator took at most ${generator.toFixed(2)} of a core. Something else took ${others.toFixed(2)} of a core${others > MAX_OTHERS ? ': DO NOT PUBLISH THIS' : ''}.`,
  ].join('\n\n');
}
