import { once } from 'node:events';
import { createApp } from './app.ts';
import { communitySecret } from './auth/secret.ts';
import { readConfigOrExit } from './config.ts';
import { GRAPHQL_PATH } from './graphql/door.ts';
import { openStore } from './store/open.ts';

const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

const config = readConfigOrExit(process.env);
const store = await openStore(config.databaseUrl);
const app = await createApp(config, { store, secret: communitySecret(config) });
const address = await app.listen({ port: config.port, host: config.host });

const shown = config.publicUrl ?? address.replace('127.0.0.1', 'localhost');
console.log(`Guildhall is open at ${shown}

  GraphQL         ${shown}${GRAPHQL_PATH}${config.production ? '' : '   (Apollo Sandbox, in a browser)'}
  SelfCommunity   ${shown}/api/v2/group/
  Rooms           ${shown}/v1/rooms/groups

A token to call them with, for user 7:  npm run -s token -- --user 7
`);

await stopped;
await app.close();
await store.close();
