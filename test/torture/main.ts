import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ENGINES } from './engine.ts';
import { type Figures, tell } from './figures.ts';
import { torture } from './torture.ts';

const USAGE = `npm run torture [-- --engine postgres] [--kills 100] [--database-kills 10] [--seed 1] [--write]

Kills real servers under writes, and holds what they left behind against what they had acknowledged.
  --engine          sqlite when left out, or postgres: two instances on a PostgreSQL of their own
  --kills           how many times a server is killed; when left out 100, and 50 on PostgreSQL
  --database-kills  how many times PostgreSQL itself is killed, 10 when left out
  --seed            decides the choices; one of the clock's when left out
  --write           writes the figures to test/torture/results.md, or results-postgres.md, too`;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    kills: { type: 'string' },
    'database-kills': { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { engine } = values;
const isOnPostgres = engine === 'postgres';
const kills = Number(values.kills ?? (isOnPostgres ? 50 : 100));
const databaseKills = isOnPostgres ? Number(values['database-kills']) : 0;
const seed = Number(values.seed);
if (values.help || ENGINES[engine] === undefined || ![kills, databaseKills, seed].every(Number.isSafeInteger)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 1);
}

// What is alive and what is on the disk is cleaned away as the process exits.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const onKill = (figures: Figures) => {
  const done = figures.kills + figures.databaseKills;
  if (done % 10 === 0) console.log(`${done} kills`);
};
console.log(`seed ${seed}`);
const { figures, violations } = await torture({ engine, kills, databaseKills, seed, onKill });

const command = isOnPostgres
  ? `npm run torture -- --engine postgres --kills ${kills} --database-kills ${databaseKills} --seed ${seed}`
  : `npm run torture -- --kills ${kills} --seed ${seed}`;
const results = new URL(isOnPostgres ? 'results-postgres.md' : 'results.md', import.meta.url);
const told = tell(figures, violations.length);
console.log(`\n${told}`);
for (const { check, detail } of violations.slice(0, 20)) console.error(`VIOLATION ${check}: ${detail}`);
if (violations.length > 0) {
  console.error(`${violations.length} violations with seed ${seed}: ${command}`);
  process.exitCode = 1;
} else if (values.write) {
  await writeFile(results, `\`${command}\`:\n\n${told}`);
}
