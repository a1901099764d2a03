import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartOf } from './chart.ts';
import { stopAll } from './children.ts';
import { compare, compareWorkers } from './compare.ts';
import { largeData, makeFolder, removeLargeData, smallData, usualData } from './data.ts';
import { type Bench, type Cell, measure } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { MAX_OTHERS } from './others.ts';
import { reportOf } from './report.ts';
import { measureRounds, measureStarts } from './rounds.ts';
import { type Growth, measureGrowth } from './scale.ts';
import { serverOf } from './servers.ts';
import { type WorkloadName, workloadOf } from './workloads.ts';

const RESULTS = { table: new URL('results.md', import.meta.url), chart: new URL('results.svg', import.meta.url) };
const PROFILE_PLAN = { warmUpSeconds: 2, seconds: 8, secondsAlone: 0 };

const options = optionsOrExit();
const folder = makeFolder();
let brokenOff = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    brokenOff = true;
    process.exitCode = 1;
    stopAll();
  });
}
try {
  if (options.against !== null) await compare(options, folder);
  else if (options.workers !== null) await compareWorkers(options.workers, options, folder);
  else if (options.profile) await profile(options.profile);
  else await run(options);
} catch (cause) {
  // What ends the run is then that its processes have ended.
  if (!brokenOff) throw cause;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
  if (options.large && !options.keep) removeLargeData();
}

async function run({ large, write, servers }: Options): Promise<void> {
  const bench = await usualData(folder, servers.includes('postgraphile'));
  const measured = withoutPostgres(bench);
  const starts = await measureStarts(bench, measured);
  const cells = await measureRounds(bench, measured, (cell) => console.log(lineOf(cell)));
  const growth = large ? await measureLarge(bench) : [];
  const results = { cells, starts, growth };
  const report = reportOf(results, options, measured.notes);
  console.log(`\n${report}`);
  if (!write) return;
  const loudest = cells.toSorted((one, other) => other.others - one.others)[0];
  if (loudest !== undefined && loudest.others > MAX_OTHERS) {
    const { workload, server, others } = loudest;
    throw new Error(
      `nothing is written: something else took ${others.toFixed(2)} of a core during ${workload} of ${server}`,
    );
  }
  writeFileSync(RESULTS.table, report);
  writeFileSync(RESULTS.chart, chartOf(results));
}

function withoutPostgres({ bases }: Bench): Options & { readonly notes: readonly string[] } {
  if (bases.postgres !== null || !options.servers.includes('postgraphile')) return { ...options, notes: [] };
  const note = 'PostGraphile was left out: there is no PostgreSQL on this machine.';
  console.log(note);
  return { ...options, servers: options.servers.filter((name) => name !== 'postgraphile'), notes: [note] };
}

async function measureLarge(usual: Bench): Promise<readonly Growth[]> {
  console.log('making the large data, or taking what is kept of it');
  const large = await largeData(folder);
  return measureGrowth(await smallData(folder), usual, large, options.rounds);
}

async function profile(name: WorkloadName): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), 'guildhall-profile-'));
  const bench = await usualData(folder, false);
  const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${kept}`];
  console.log(lineOf(await measure(bench, serverOf('guildhall'), workloadOf(name), PROFILE_PLAN, 0, nodeArgs)));
  console.log(`the profile is in ${kept}: open it in the developer tools of Chrome`);
}

function lineOf({ server, workload, round, many, one, peakMegabytes, others }: Cell): string {
  const alone = one ? `, alone p50 ${one.p50.toFixed(3)} ms` : '';
  return [
    `round ${round + 1} ${workload.padEnd(2)} ${server.padEnd(14)} ${many.perSecond.toFixed(0).padStart(6)}/s`,
    `${many.cpuPerRequest.toFixed(0)} µs, p50 ${many.p50.toFixed(2)} ms, p99 ${many.p99.toFixed(2)} ms${alone}`,
    `peak ${peakMegabytes} MB, generator ${many.generatorCpu.toFixed(2)}, others ${others.toFixed(2)}`,
  ].join(', ');
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`);
    process.exit(2);
  }
}
