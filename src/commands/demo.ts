import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { communitySecret } from '../auth/secret.ts';
import { signCommunityToken } from '../auth/sign-token.ts';
import { beginProcess, type Environment } from '../begin-process.ts';
import type { Config } from '../config.ts';
import { CAST } from '../demo/community.ts';
import { foundCommunity } from '../demo/found-community.ts';
import { GRAPHQL_PATH } from '../graphql/door.ts';
import { folderFiles } from '../images/folder-files.ts';
import { openImages } from '../images/images.ts';
import { serve } from '../serve.ts';
import { orExit } from '../start-error.ts';
import { openStore } from '../store/open.ts';

const USAGE = `Starts a server with an example community, the same each time, in a folder of its own that is removed at the end.

  npm run demo

PORT, HOST, PUBLIC_URL, CORS_ORIGINS and LOG_LEVEL (warn) count; all other settings are those of development.`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Settings of whoever starts it that count: none that leads to other data, or to a secret that is in use. */
const PASSED_ON = ['PORT', 'HOST', 'PUBLIC_URL', 'CORS_ORIGINS', 'LOG_LEVEL'];

if (process.argv.length > 2) {
  console.log(USAGE);
  process.exit(process.argv[2] === '--help' ? 0 : 2);
}

const end = () => process.exit(0);
for (const signal of SIGNALS) process.on(signal, end);
const folder = mkdtempSync(join(tmpdir(), 'guildhall-demo-'));
// Some of its files may be being written.
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const env = settings(folder);
const config = await beginProcess(env);
const secret = await orExit(() => communitySecret(config));
console.error('Making an example community, which takes some seconds.');
await fill(config);
const greeting = await greet(secret.value);

const served = serve(env, (address) => console.log(greeting(address)));
// From here on the server ends by itself, but for what it does not know: a terminal that was closed.
for (const signal of SIGNALS) process.off(signal, end);
process.on('SIGHUP', () => process.kill(process.pid, 'SIGTERM'));
await served;

function settings(data: string): Environment {
  return {
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    DATABASE_URL: `file:${join(data, 'guildhall.db')}`,
    MEDIA_DIR: join(data, 'media'),
    DRAIN_SECONDS: '0',
  };
}

async function fill({ databaseUrl, mediaDir, limits }: Config): Promise<void> {
  mkdirSync(mediaDir);
  const store = await openStore(databaseUrl);
  await foundCommunity(store, openImages(folderFiles(mediaDir), limits.imageMemory));
  await store.close();
}

async function greet(secret: string) {
  const token = (userId: number) => signCommunityToken(secret, { userId, expires: '1d' });
  const { manager, member, stranger, reviewer } = CAST;
  const tokens = `MANAGER=${await token(manager)}
MEMBER=${await token(member)}
STRANGER=${await token(stranger)}
REVIEWER=${await token(reviewer)}`;

  return (address: string) => `Guildhall's example community is open at ${address}

  Explorer  ${address}${GRAPHQL_PATH}   (put one of the tokens into Token)

Tokens for a day: of who manages ten groups, of a member of them, of a stranger to all groups, and of who reviews pages.

${tokens}

  curl -s ${address}/api/v2/user/${member}/groups/ -H "authorization: Bearer $MEMBER"

Ctrl-C ends it, and removes all of it.
`;
}
