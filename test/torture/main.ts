import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Figures, tell } from './figures.ts';
import { torture } from './torture.ts';

const USAGE = `npm run torture [-- --kills 100] [--seed 1] [--write]

Kills real servers under writes, and holds what they left behind against what they had acknowledged.
  --kills   how many times, 100 when left out
  --seed    decides the choices; one of the clock's when left out
  --write   writes the figures to test/torture/results.md, too`;

const RESULTS = new URL('results.md', import.meta.url);

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (values.help || !Number.isSafeInteger(kills) || !Number.isSafeInteger(seed)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 1);
}

// What is alive and what is on the disk is cleaned away as the process exits.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const onKill = (figures: Figures) => {
  if (figures.kills % 10 === 0) console.log(`${figures.kills} kills`);
};
console.log(`seed ${seed}`);
const { figures, violations } = await torture({ kills, seed, onKill });

const told = tell(figures, violations.length);
console.log(`\n${told}`);
for (const { check, detail } of violations.slice(0, 20)) console.error(`VIOLATION ${check}: ${detail}`);
if (violations.length > 0) {
  console.error(
    `${violations.length} violations with seed ${seed}: npm run torture -- --kills ${kills} --seed ${seed}`,
  );
  process.exitCode = 1;
} else if (values.write) {
  await writeFile(RESULTS, `\`npm run torture -- --kills ${kills} --seed ${seed}\`:\n\n${told}`);
}
