import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartOf } from './chart.ts';
import { stopAll } from './children.ts';
import { compare, compareWorkers } from './compare.ts';
import { largeData, makeFolder, postgresData, removeLargeData, smallData, usualData } from './data.ts';
import { type Bench, type Cell, measure } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { MAX_OTHERS } from './others.ts';
import { postgresReportOf } from './postgres-report.ts';
import { number, reportOf } from './report.ts';
import type { Results } from './results.ts';
import { measureRounds, measureStarts } from './rounds.ts';
import { type Growth, measureGrowth } from './scale.ts';
import { serverOf } from './servers.ts';
import { type WorkloadName, workloadOf } from './workloads.ts';

const RESULTS = {
  table: new URL('results.md', import.meta.url),
  chart: new URL('results.svg', import.meta.url),
  postgres: new URL('results-postgres.md', import.meta.url),
};
const PROFILE_PLAN = { warmUpSeconds: 2, warmUpAnswers: 0, seconds: 8, secondsAlone: 0 };

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
  else if (options.profile) await profile(options, options.profile);
  else if (options.postgres) await runOnPostgres(options);
  else await run(options);
} catch (cause) {
  // What ends the run is then that its processes have ended.
  if (!brokenOff) throw cause;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
  if (options.large && !options.keep) removeLargeData();
}

async function run(options: Options): Promise<void> {
  const { large, write, servers } = options;
  const bench = await usualData(folder, servers.includes('postgraphile'));
  const starts = await measureStarts(bench, options);
  const measured = await measureCells(bench, options);
  const growth = large ? await measureLarge(bench) : [];
  const results = { ...measured, starts, growth };
  const report = reportOf(results, options);
  console.log(`\n${report}`);
  if (!write) return;
  writeFileSync(RESULTS.table, report);
  writeFileSync(RESULTS.chart, chartOf(results));
}

async function runOnPostgres(options: Options): Promise<void> {
  const measured = await measureCells(await postgresData(folder), options);
  const report = postgresReportOf({ ...measured, starts: [], growth: [] }, options);
  console.log(`\n${report}`);
  if (options.write) writeFileSync(RESULTS.postgres, report);
}

/** Measures all cells. Those that something else disturbed are not published, but named. */
async function measureCells(bench: Bench, options: Options): Promise<Pick<Results, 'cells' | 'disturbed'>> {
  const cells = await measureRounds(bench, options, tell);
  const isDisturbed = ({ others }: Cell) => options.write && others > MAX_OTHERS;
  return { cells: cells.filter((cell) => !isDisturbed(cell)), disturbed: cells.filter(isDisturbed) };
}

async function measureLarge(usual: Bench): Promise<readonly Growth[]> {
  console.log('making the large data, or taking what is kept of it');
  const large = await largeData(folder);
  return measureGrowth(await smallData(folder), usual, large, options.rounds);
}

async function profile({ postgres }: Options, name: WorkloadName): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), 'guildhall-profile-'));
  const bench = postgres ? await postgresData(folder) : await usualData(folder, false);
  const server = serverOf(postgres ? 'one' : 'guildhall');
  const nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${kept}`];
  tell(await measure(bench, server, workloadOf(name), PROFILE_PLAN, 0, nodeArgs));
  console.log(`the profile is in ${kept}: open it in the developer tools of Chrome`);
}

function tell({ server, workload, round, many, one, peakMegabytes, others }: Cell): void {
  const alone = one ? `, alone p50 ${one.p50.toFixed(3)} ms` : '';
  const line = [
    `round ${round + 1} ${workload.padEnd(2)} ${server.padEnd(14)} ${many.perSecond.toFixed(0).padStart(6)}/s`,
    `${many.cpuPerRequest.toFixed(0)} µs, p50 ${number(many.p50, 2)} ms, p99 ${number(many.p99, 2)} ms${alone}`,
    `peak ${number(peakMegabytes, 0)} MB, generator ${many.generatorCpu.toFixed(2)}, others ${others.toFixed(2)}`,
  ].join(', ');
  console.log(line);
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`);
    process.exit(2);
  }
}
