import { communitySecret } from '../auth/secret.ts';
import { signCommunityToken } from '../auth/sign-token.ts';
import { beginProcess } from '../begin-process.ts';
import { MAX_COMMUNITY_USER_ID } from '../domain/user.ts';
import { orExit } from '../start-error.ts';
import { failWithUsage, readArguments } from './cli.ts';

const USAGE = `Prints a community token. Standard error says where the secret is that signed it.

  npm run -s token -- --user ID [--username NAME] [--name TEXT] [--expires SPAN]

  --user      the user's id, 1 to ${MAX_COMMUNITY_USER_ID}; the first request with the token makes the user
  --username  the username that a new user gets; user-ID when left out
  --name      the name that a new user gets
  --expires   how long it is valid, such as 30m, 2h or 7d; 1d when left out`;

const { values } = readArguments(USAGE, {
  options: {
    user: { type: 'string' },
    username: { type: 'string' },
    name: { type: 'string' },
    expires: { type: 'string', default: '1d' },
  },
});
const { user, username, name, expires } = values;
if (user === undefined) failWithUsage('--user is missing.', USAGE);
const userId = Number(user);
const isUserId = /^\d+$/.test(user) && userId >= 1 && userId <= MAX_COMMUNITY_USER_ID;
if (!isUserId) failWithUsage(`--user cannot be ${user}.`, USAGE);
if (!/^\d+ ?[a-z]+$/i.test(expires)) failWithUsage(`--expires cannot be ${expires}.`, USAGE);

const config = await beginProcess();
const secret = await orExit(() => communitySecret(config));
try {
  console.log(await signCommunityToken(secret.value, { userId, username, name, expires }));
  console.error(`Signed with the secret of ${secret.source}.`);
} catch (cause) {
  if (cause instanceof TypeError) failWithUsage(`--expires cannot be ${expires}.`, USAGE);
  throw cause;
}
