import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAll } from '../children.ts';
import { removeWaitsData, waitsData } from './data.ts';
import type { Dear } from './dear.ts';
import { dearBodies } from './dear-bodies.ts';
import { dearConnections } from './dear-connections.ts';
import { dearDocuments } from './dear-documents.ts';
import { dearPictures } from './dear-pictures.ts';
import { dearReads } from './dear-reads.ts';
import { measure, type Reading } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { isWithin, lineOf, nameOf, type Row, reportOf } from './report.ts';

const RESULTS = new URL('../waits.md', import.meta.url);
/** Megabytes of heap that docs/settings.md recommends where memory is short. */
const SMALL_HEAP_MB = 256;
const DEAR: readonly Dear[] = [...dearBodies, ...dearDocuments, ...dearReads, ...dearPictures, ...dearConnections].sort(
  (one, other) => one.point - other.point,
);

const options = optionsOrExit();
const folder = await mkdtemp(join(tmpdir(), 'guildhall-waits-'));
let brokenOff = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    brokenOff = true;
    process.exitCode = 1;
    stopAll();
  });
}
try {
  await run(options);
} catch (cause) {
  // What ends the run is then that its processes have ended.
  if (!brokenOff) throw cause;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
  if (!options.keep) removeWaitsData();
}

async function run({ servers, limitMs, only, write }: Options): Promise<void> {
  console.log('making the data, or taking what is kept of it');
  const made: { readonly checkout: string; readonly data: string }[] = [];
  for (const { checkout } of servers) made.push({ checkout, data: await waitsData(checkout) });

  const rows: Row[] = [];
  for (const row of runsOf(only)) {
    const readings: Reading[] = [];
    console.log(`${row.dear.point}: ${nameOf(row)}`);
    for (const server of made) {
      if (brokenOff) return;
      const { production } = row.dear;
      const { heapMegabytes } = row;
      const reading = await measure(
        row.dear,
        { ...server, folder: join(folder, 'hall'), heapMegabytes, production },
        limitMs,
      );
      console.log(`   ${isWithin(reading, limitMs) ? ' ' : '!'} ${lineOf(reading)}`);
      readings.push(reading);
    }
    rows.push({ ...row, readings });
  }

  const report = reportOf(
    rows,
    servers.map(({ name }) => name),
    limitMs,
  );
  console.log(`\n${report}`);
  const beyond = rows.filter(({ readings }) => readings.slice(-1).some((reading) => !isWithin(reading, limitMs)));
  console.log(`${beyond.length} of ${rows.length} are beyond the limit`);
  if (beyond.length > 0) process.exitCode = 1;
  if (write) writeFileSync(RESULTS, report);
}

function runsOf(only: readonly string[]): readonly Omit<Row, 'readings'>[] {
  const isChosen = ({ point, name }: Dear) =>
    only.length === 0 || only.some((part) => part === String(point) || (!/^\d+$/.test(part) && name.includes(part)));
  return DEAR.filter(isChosen).flatMap((dear) => [
    { dear, heapMegabytes: null },
    ...(dear.onSmallHeap ? [{ dear, heapMegabytes: SMALL_HEAP_MB }] : []),
  ]);
}

function optionsOrExit(): Options {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    process.exit(0);
  }
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`);
    process.exit(2);
  }
}
