import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { beginProcess } from '../begin-process.ts';
import { orExit } from '../start-error.ts';
import { openStore, storeLocation } from '../store/open.ts';
import { fail, printHelp } from './cli.ts';
import { type DirectoryLine, readDirectory } from './directory-file.ts';

/** Users in one transaction. A server that runs meanwhile waits some milliseconds for each. */
const PART = 500;
/** Milliseconds between two transactions, in which a running server gets to its own writes. */
const PAUSE_MS = 20;

const USAGE = `Adds or updates the users of a directory file. The whole file is checked first: where a line is wrong, none is
imported. Then they are imported ${PART} at a time, also while the server runs; run again, it completes.

  npm run users -- import FILE

FILE holds one JSON object a line:
  {"id": 7, "username": "anna", "realName": "Anna B", "avatarUrl": "https://...", "extId": "a-7"}
  {"issuer": "https://...", "subject": "...", "username": "bo", "realName": "Bo"}
"id" is the user_id of community tokens; "issuer" (left out: OIDC_ISSUER) and "subject" are those of OpenID
tokens. A user with neither can be invited, and is known by the username. "reviewer": true lets a user approve pages.

What everybody may read of a user, all of it optional:
  "bio": "I run.", "location": "Milan", "website": "https://...",
  "tags": [{"id": 3, "name": "Founder", "description": "", "color": "#b45309"}]`;

const [verb, file, ...rest] = process.argv.slice(2);
if (verb === '--help') printHelp(USAGE);
if (verb !== 'import' || file === undefined || rest.length > 0) fail(USAGE, 2);

const config = await beginProcess();
const text = await readFile(file, 'utf8').catch((cause: Error) => fail(`${file} cannot be read: ${cause.message}`));
const directory = readDirectory(text, config.oidc?.issuer ?? null);
if (!directory.ok) fail(`Nothing was imported: ${file}\n  ${directory.refusal.join('\n  ')}`);

const store = await orExit(() => openStore(config.databaseUrl, { postgres: config.postgres }));
const people = directory.value;
const conflict = await store.findImportConflict(people.map(({ user }) => user));
if (conflict !== null) {
  await store.close();
  fail(`Nothing was imported: ${file}, line ${people[conflict]?.line}: this username belongs to another user`);
}

const collided: DirectoryLine[] = [];
for (let start = 0; start < people.length; start += PART) {
  if (start > 0) await wait(PAUSE_MS);
  collided.push(...(await importPart(people.slice(start, start + PART))));
}
await store.close();

const imported = people.length - collided.length;
const database = storeLocation(config.databaseUrl);
console.log(`Imported ${imported} ${imported === 1 ? 'user' : 'users'} into ${database}.`);
if (collided.length > 0) {
  const lines = collided.map(({ line }) => `  ${file}, line ${line}: this username belongs to another user by now`);
  fail(`Not imported:\n${lines.join('\n')}`);
}

/** Imports all of these in one step; gives those whose usernames others took since the file was checked, and leaves them out. */
async function importPart(part: DirectoryLine[]): Promise<DirectoryLine[]> {
  const late: DirectoryLine[] = [];
  for (;;) {
    const done = await store.importUsers(
      part.map(({ user }) => user),
      new Date(),
    );
    if (done.ok) return late;
    late.push(...part.splice(done.index, 1));
  }
}
