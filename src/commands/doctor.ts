import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { sqliteFile } from '../store/open.ts';
import { missingMigrations, whyUnreadable } from '../store/sqlite/connection/migrations.ts';
import { openReadOnly } from '../store/sqlite/connection/read-only.ts';
import { storageChecks } from '../store/sqlite/maintenance/checks/storage.ts';
import { fixCounters } from '../store/sqlite/maintenance/fix-counters.ts';
import { fail, messageOf, readArguments } from './cli.ts';
import { examine, type Finding, findIn } from './examine.ts';

const USAGE = `Checks that the database and its pictures are as they have to be, whether or not the server is running.

  npm run doctor [-- --fix] [--json]

  --fix   put wrong counts of members right first, and say which; nothing else is ever written
  --json  one JSON object a line, and the last line on standard error

Prints one line for each thing that is wrong. Ends with 0 when nothing is, with 1 when something is, and with 2 when it
could not check. It looks at one moment of the database; comparing the search index of users takes as much room for a
while as the index does, beside the database or in SQLITE_TMPDIR. Of a database that an older version made, it checks the
file alone: a server that starts brings it on.`;

/** Exit code where nothing can be said about the database. */
const NOT_CHECKED = 2;

function readSettings(): Config {
  try {
    return readConfig(process.env);
  } catch (cause) {
    return fail(messageOf(cause), NOT_CHECKED);
  }
}

/** How many migrations have yet to run; ends the process where the tables are not those of this version or an older one. */
function expectOwn(database: string): number {
  const client = openReadOnly(database);
  const reason = whyUnreadable(client);
  const missing = reason === null ? missingMigrations(client) : 0;
  client.close();
  if (reason !== null) fail(`${database} cannot be checked: it ${reason}.`, NOT_CHECKED);
  return missing;
}

const { values } = readArguments(USAGE, {
  options: { fix: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const { fix, json } = values;
const { databaseUrl, mediaDir } = readSettings();
const database = resolve(sqliteFile(databaseUrl));
if (!existsSync(database)) fail(`${database} cannot be checked: it is not there.`, NOT_CHECKED);
// Read once, by the first connection: a temporary folder may be in memory, and small.
process.env['SQLITE_TMPDIR'] ??= dirname(database);

const say = (check: string, line: Readonly<Record<string, string>>) =>
  console.log(json ? JSON.stringify({ check, ...line }) : `${check}: ${Object.values(line).join()}`);

/** The last line, which tells what was looked at. */
function summary(findings: number, missing: number): string {
  const wrong = findings === 0 ? 'Nothing is' : findings === 1 ? '1 thing is' : `${findings} things are`;
  const older =
    ', of which the file alone was checked: an older version made it, and a server that starts brings it on';
  return `${wrong} wrong with ${database}${missing > 0 ? older : ''}.`;
}

try {
  const missing = expectOwn(database);
  if (missing > 0 && fix) {
    fail(`${database} cannot be fixed: an older version made it; start a server once.`, NOT_CHECKED);
  }
  if (fix) for (const fixed of fixCounters(database)) say('counters', { fixed });
  const all: AsyncIterable<Finding> | Iterable<Finding> =
    missing > 0 ? findIn(database, storageChecks) : examine(database, mediaDir);
  let findings = 0;
  for await (const { check, finding } of all) {
    findings += 1;
    say(check, { finding });
  }
  (json ? console.error : console.log)(summary(findings, missing));
  process.exitCode = findings === 0 ? 0 : 1;
} catch (cause) {
  fail(`${database} cannot be checked: ${messageOf(cause)}`, NOT_CHECKED);
}
