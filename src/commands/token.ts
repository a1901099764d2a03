import { parseArgs } from 'node:util';
import { communitySecret } from '../auth/secret.ts';
import { signCommunityToken } from '../auth/sign-token.ts';
import { beginProcess } from '../begin-process.ts';
import { MAX_COMMUNITY_USER_ID } from '../domain/user.ts';
import { orExit } from '../start-error.ts';

const USAGE = `Prints a community token. Standard error says where the secret is that signed it.

  npm run -s token -- --user ID [--username NAME] [--name TEXT] [--expires SPAN]

  --user      the user's id, 1 to ${MAX_COMMUNITY_USER_ID}; the first request with the token makes the user
  --username  the username that a new user gets; user-ID when left out
  --name      the name that a new user gets
  --expires   how long it is valid, such as 30m, 2h or 7d; 1d when left out`;

function fail(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        user: { type: 'string' },
        username: { type: 'string' },
        name: { type: 'string' },
        expires: { type: 'string', default: '1d' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause));
  }
}

const { user, username, name, expires, help } = readArguments();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
if (user === undefined) fail('--user is missing.');
const userId = Number(user);
if (!/^\d+$/.test(user) || userId < 1 || userId > MAX_COMMUNITY_USER_ID) fail(`--user cannot be ${user}.`);
if (!/^\d+ ?[a-z]+$/i.test(expires)) fail(`--expires cannot be ${expires}.`);

const config = await beginProcess();
const secret = await orExit(() => communitySecret(config));
try {
  console.log(await signCommunityToken(secret.value, { userId, username, name, expires }));
  console.error(`Signed with the secret of ${secret.source}.`);
} catch (cause) {
  if (cause instanceof TypeError) fail(`--expires cannot be ${expires}.`);
  throw cause;
}
