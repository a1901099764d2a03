import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { setup } from '../support/postgres-server.ts';
import { type Figures, tell } from './figures.ts';
import { type Finding, keep, toldShortly } from './findings.ts';
import { type FuzzedEngine, fuzz } from './fuzz.ts';
import { replay } from './replay.ts';

const USAGE = `npm run fuzz [-- --seconds 120] [--requests N] [--seed 1] [--wait-limit 100] [--engine postgres] [--replay FILE]

Sends real servers requests that are wrong in all ways: one in production, for three quarters of the time, and one not.
  --seconds   for how long, 120 when left out
  --requests  at most so many to each server
  --seed      decides the choices; one of the clock's when left out
  --wait-limit  how long a request may make others wait, in ms: 100 when left out, and 250 on a busy machine
  --engine    sqlite when left out; postgres starts a server of it for the time of the run
  --replay    sends the bytes of FILE to a new server, and shows what it answers and logs

Prints the figures, and for each finding the smallest request that was found for it; ends with 1 when there are any.`;

const ENGINES = ['sqlite', 'postgres'] as const;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    requests: { type: 'string', default: '1000000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'wait-limit': { type: 'string', default: '100' },
    engine: { type: 'string', default: 'sqlite' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const [seconds, requests, seed] = [Number(values.seconds), Number(values.requests), Number(values.seed)];
const waitLimitMs = Number(values['wait-limit']);
const engine: FuzzedEngine | null = ENGINES.find((name) => name === values.engine) ?? null;
if (
  values.help ||
  engine === null ||
  !(seconds > 0) ||
  !(waitLimitMs > 0) ||
  !Number.isSafeInteger(requests) ||
  !Number.isSafeInteger(seed)
) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 1);
}

// What is alive and what is on the disk is cleaned away as the process exits.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

async function tellFinding({ problem, request, detail }: Finding, name: string): Promise<void> {
  console.error(`\nFINDING ${problem}`);
  if (request) console.error(`  kept as ${await keep(request, name)}\n  ${toldShortly(request)}`);
  if (detail) console.error(`  ${detail.trimEnd().replaceAll('\n', '\n  ')}`);
}

if (values.replay !== undefined) {
  console.log(await replay(await readFile(values.replay)));
} else {
  const endPostgres = engine === 'postgres' ? await setup() : undefined;
  let found = 0;
  for (const [production, share] of [
    [true, 0.75],
    [false, 0.25],
  ] as const) {
    let told = 0;
    const onSecond = (figures: Figures) => {
      if (figures.seconds < told + 15) return;
      told = figures.seconds;
      console.log(`${figures.requests} requests, ${figures.rss.peak} MB at most`);
    };
    const { figures, findings } = await fuzz({
      seed,
      production,
      engine,
      seconds: seconds * share,
      requests,
      waitLimitMs,
      onSecond,
    });
    console.log(`\n${tell(figures)}`);
    for (const finding of findings) {
      found += 1;
      await tellFinding(finding, `${seed}-${found}`);
    }
  }
  await endPostgres?.();
  console.log(`\n${found} findings with seed ${seed}`);
  if (found > 0) process.exitCode = 1;
}
