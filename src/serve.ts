import { once } from 'node:events';
import { createApp } from './app.ts';
import { communitySecret } from './auth/secret.ts';
import { readConfigOrExit } from './config.ts';
import { GRAPHQL_PATH } from './graphql/door.ts';
import { openStore } from './store/open.ts';

/** Runs the server until it is told to end. */
export async function serve(): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

  const config = readConfigOrExit(process.env);
  const store = await openStore(config.databaseUrl);
  const app = await createApp(config, { store, secret: communitySecret(config) });
  const address = await app.listen({ port: config.port, host: config.host });

  const shown = config.publicUrl ?? address.replace('127.0.0.1', 'localhost');
  console.log(welcome(shown, config.production));

  await stopped;
  await app.close();
  await store.close();
}

function welcome(address: string, production: boolean): string {
  return `Guildhall is open at ${address}

  GraphQL         ${address}${GRAPHQL_PATH}${production ? '' : '   (Apollo Sandbox, in a browser)'}
  SelfCommunity   ${address}/api/v2/group/
  Rooms           ${address}/v1/rooms/groups

A token to call them with, for user 7:  npm run -s token -- --user 7
`;
}
