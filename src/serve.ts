import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { communitySecret } from './auth/secret.ts';
import { orExit, readConfigOrExit } from './config.ts';
import { GRAPHQL_PATH } from './graphql/door.ts';
import { PAGE_PATH } from './rest/openapi/routes.ts';
import { openStoreOrExit } from './store/open.ts';
import { openLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { storeObserver } from './telemetry/store-observer.ts';

/** What has not ended by then, once the process is to end, is cut off. */
const LAST_ANSWERS_MS = 3_000;

/** Runs the server until it is told to end. */
export async function serve(): Promise<void> {
  const told = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

  const config = readConfigOrExit(process.env);
  const secret = orExit(() => communitySecret(config));
  const log = await openLog(config.logLevel);
  if (config.production && config.oidc !== null && config.oidc.audience === null) {
    log.warn('OIDC_AUDIENCE is not set: tokens that the issuer made for other services are accepted');
  }
  const metrics = createMetrics();
  const tracing = config.tracing ? (await import('./telemetry/tracing.ts')).startTracing() : null;
  const store = await openStoreOrExit(config.databaseUrl, { observer: storeObserver(metrics, log) });
  const drain = new AbortController();
  const app = await createApp(config, { store, secret, log, metrics, tracing, draining: drain.signal });
  const address = await app.listen({ port: config.port, host: config.host });
  console.log(welcome(config.publicUrl ?? address.replace('127.0.0.1', 'localhost'), config.production));

  await told;
  drain.abort();
  // Time for whoever sends requests here to notice, and to send them elsewhere.
  await wait(config.drainSeconds * 1_000);
  await close(app);
  await store.close();
  await tracing?.end();
}

async function close(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
  await app.close();
  clearTimeout(cut);
}

function welcome(address: string, production: boolean): string {
  return `Guildhall is open at ${address}

  GraphQL         ${address}${GRAPHQL_PATH}${production ? '' : '   (Apollo Sandbox or GraphiQL, in a browser)'}
  SelfCommunity   ${address}/api/v2/group/
  Rooms           ${address}/v1/rooms/groups
  REST, described ${address}${PAGE_PATH}

A token to call them with, for user 7:  npm run -s token -- --user 7
`;
}
