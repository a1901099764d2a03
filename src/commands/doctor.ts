import { type Config, readConfig } from '../config.ts';
import type { Maintenance } from '../domain/maintenance.ts';
import { openPictureFiles } from '../images/open-picture-files.ts';
import { maintenanceOf } from '../store/maintenance.ts';
import { fail, messageOf, readArguments } from './cli.ts';
import { examine } from './examine.ts';

const USAGE = `Checks that the database and its pictures are as they have to be, whether or not the server is running.

  npm run doctor [-- --fix] [--json]

  --fix   put wrong counts of members right first, and say which; nothing else is ever written
  --json  one JSON object a line, and the last line on standard error

Prints one line for each thing that is wrong. Ends with 0 when nothing is, with 1 when something is, and with 2 when it
could not check. It looks at one moment of the database; comparing the search index of users takes as much room for a
while as the index does, beside the database or in SQLITE_TMPDIR. Of a database that an older version made, it checks
only how it is stored: "npm run migrate" brings it on.`;

/** Exit code where nothing can be said about the database. */
const NOT_CHECKED = 2;

function readSettings(): Config {
  try {
    return readConfig(process.env, false);
  } catch (cause) {
    return fail(messageOf(cause), NOT_CHECKED);
  }
}

/** The number of migrations that have yet to run; ends the process where the database is not one of Guildhall's. */
async function expectOwn(database: Maintenance): Promise<number> {
  const reason = await database.whyUnreadable();
  if (reason !== null) fail(`${database.location} cannot be checked: it ${reason}.`, NOT_CHECKED);
  return database.missingMigrations();
}

const { values } = readArguments(USAGE, {
  options: { fix: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const { fix, json } = values;
const settings = readSettings();
const database = maintenanceOf(settings.databaseUrl);
const { location } = database;
if (!(await database.exists())) fail(`${location} cannot be checked: it is not there.`, NOT_CHECKED);

const say = (check: string, line: Readonly<Record<string, string>>) =>
  console.log(json ? JSON.stringify({ check, ...line }) : `${check}: ${Object.values(line).join()}`);

/** The last line, which tells what was looked at. */
function summary(findings: number, missing: number): string {
  const wrong = findings === 0 ? 'Nothing is' : findings === 1 ? '1 thing is' : `${findings} things are`;
  const older =
    ', of which its storage alone was checked: an older version made it, and "npm run migrate" brings it on';
  return `${wrong} wrong with ${location}${missing > 0 ? older : ''}.`;
}

try {
  const missing = await expectOwn(database);
  if (missing > 0 && fix) {
    fail(`${location} cannot be fixed: an older version made it; run "npm run migrate" first.`, NOT_CHECKED);
  }
  if (fix) for await (const fixed of database.fixCounters()) say('counters', { fixed });
  const all = missing > 0 ? database.storageFindings() : examine(database, await openPictureFiles(settings));
  let findings = 0;
  for await (const { check, finding } of all) {
    findings += 1;
    say(check, { finding });
  }
  (json ? console.error : console.log)(summary(findings, missing));
  process.exitCode = findings === 0 ? 0 : 1;
} catch (cause) {
  fail(`${location} cannot be checked: ${messageOf(cause)}`, NOT_CHECKED);
}
