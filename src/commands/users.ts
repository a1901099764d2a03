import { readFile } from 'node:fs/promises';
import { readConfigOrExit } from '../config.ts';
import { openStore } from '../store/open.ts';
import { readDirectory } from './directory-file.ts';

const USAGE = `Adds or updates the users of a directory file: all of them, or none.

  npm run users -- import FILE

FILE holds one JSON object a line:
  {"id": 7, "username": "anna", "realName": "Anna B", "avatarUrl": "https://...", "extId": "a-7"}
  {"issuer": "https://...", "subject": "...", "username": "bo", "realName": "Bo"}
"id" is the user_id of community tokens; "issuer" (left out: OIDC_ISSUER) and "subject" are those of OpenID
tokens. A user with neither can be invited, and is known by the username. "reviewer": true lets a user approve pages.`;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const [verb, file, ...rest] = process.argv.slice(2);
if (verb === '--help') {
  console.log(USAGE);
  process.exit(0);
}
if (verb !== 'import' || file === undefined || rest.length > 0) fail(USAGE);

const config = readConfigOrExit(process.env);
const text = await readFile(file, 'utf8').catch((cause: Error) => fail(`${file} cannot be read: ${cause.message}`));
const directory = readDirectory(text, config.oidc?.issuer ?? null);
if (!directory.ok) fail(`Nothing was imported: ${file}, ${directory.refusal}`);

const store = await openStore(config.databaseUrl);
const people = directory.value;
const imported = await store.importUsers(
  people.map(({ user }) => user),
  new Date(),
);
await store.close();
if (!imported.ok) {
  fail(`Nothing was imported: ${file}, line ${people[imported.index]?.line}: this username belongs to another user`);
}
console.log(`Imported ${people.length} ${people.length === 1 ? 'user' : 'users'}.`);
