import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { sqliteFile } from '../store/open.ts';
import { fixCounters } from '../store/sqlite/checks/fix-counters.ts';
import { migrations } from '../store/sqlite/checks/storage.ts';
import { openReadOnly } from '../store/sqlite/read-only.ts';
import { examine } from './examine.ts';

const USAGE = `Checks that the database and its pictures are as they have to be, whether or not the server is running.

  npm run doctor [-- --fix] [--json]

  --fix   put wrong counts of members right first, and say which; nothing else is ever written
  --json  one JSON object a line

Prints one line for each thing that is wrong. Ends with 0 when nothing is, with 1 when something is, and with 2 when it
could not check. It looks at one moment of the database; comparing the search index of users takes as much room for a
while as the index does, beside the database or in SQLITE_TMPDIR.`;

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        fix: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (cause) {
    return fail(`${cause instanceof Error ? cause.message : cause}\n\n${USAGE}`);
  }
}

function readSettings(): Config {
  try {
    return readConfig(process.env);
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Ends the process where the tables are not those that the checks ask. */
function expectMigrated(database: string): void {
  const client = openReadOnly(database);
  const [problem] = migrations.find(client);
  client.close();
  if (problem !== undefined) fail(`${database} cannot be checked: of its migrations, ${problem}.`);
}

const { fix, json, help } = readArguments();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
const { databaseUrl, mediaDir } = readSettings();
const database = sqliteFile(databaseUrl);
if (!existsSync(database)) fail(`${database} cannot be checked: it is not there.`);
// Read once, by the first connection: a temporary folder may be in memory, and small.
process.env['SQLITE_TMPDIR'] ??= dirname(database);

const say = (check: string, line: Readonly<Record<string, string>>) =>
  console.log(json ? JSON.stringify({ check, ...line }) : `${check}: ${Object.values(line).join()}`);

try {
  expectMigrated(database);
  if (fix) for (const fixed of fixCounters(database)) say('counters', { fixed });
  let findings = 0;
  for await (const { check, finding } of examine(database, mediaDir)) {
    findings += 1;
    say(check, { finding });
  }
  if (!json)
    console.log(
      findings === 0 ? 'Nothing is wrong.' : `${findings} ${findings === 1 ? 'thing is' : 'things are'} wrong.`,
    );
  process.exitCode = findings === 0 ? 0 : 1;
} catch (cause) {
  fail(`${database} cannot be checked: ${cause instanceof Error ? cause.message : cause}`);
}
