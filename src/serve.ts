import cluster from 'node:cluster';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { communitySecret } from './auth/secret.ts';
import { beginProcess, type Environment } from './begin-process.ts';
import type { Config } from './config.ts';
import { GRAPHQL_PATH } from './graphql/door.ts';
import { listen } from './http/listen.ts';
import { answerOn } from './http/sockets.ts';
import { makePrivate } from './private-files.ts';
import { PAGE_PATH } from './rest/openapi/routes.ts';
import { orExit } from './start-error.ts';
import { openStore } from './store/open.ts';
import { openLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { storeObserver } from './telemetry/store-observer.ts';
import { shareMetrics } from './workers/share-metrics.ts';

/** Milliseconds between two searches for connections that need not be waited for. */
const LOOK_MS = 100;

/** Runs the server until it is told to end. Calls `opened` with the address once requests are answered. */
export async function serve(env: Environment = process.env, opened = announce): Promise<void> {
  const told = toldToEnd();
  const config = await beginProcess(env);
  if (cluster.isWorker) return serveHere(config, tellAddress, told);
  if (config.workers === 1) return serveHere(config, opened, told);
  const { runWorkers } = await import('./workers/run-workers.ts');
  return runWorkers(config, opened, told);
}

async function serveHere(config: Config, opened: typeof announce, told: Promise<NodeJS.Signals>): Promise<void> {
  const { app, store, log, tracing, drain, connections, address } = await orExit(() => start(config));
  opened(config.publicUrl ?? address.replace('127.0.0.1', 'localhost'), config.production);

  log.info({ signal: await told }, 'ending');
  drain.abort();
  // A load balancer has this long to notice, and to send requests elsewhere.
  await wait(config.drainSeconds * 1_000);
  await close(app, connections, config.drainTimeoutSeconds * 1_000);
  await store.close();
  await tracing?.end();
  log.info('ended');
  // The channel to the primary process would keep a worker from ending.
  if (cluster.isWorker) process.disconnect();
}

/** Starts everything. Throws a `StartError` for whatever a setting can mend. */
async function start(config: Config) {
  const secret = communitySecret(config);
  const log = await openLog(config.logLevel, cluster.worker?.id);
  if (config.production && config.oidc !== null && config.oidc.audience === null) {
    log.warn('OIDC_AUDIENCE is not set: tokens that the issuer made for other services are accepted');
  }
  const metrics = cluster.isWorker ? shareMetrics(createMetrics()) : createMetrics();
  const tracing = config.tracing ? (await import('./telemetry/tracing.ts')).startTracing() : null;
  const store = await openStore(config.databaseUrl, {
    observer: storeObserver(metrics, log),
    postgres: config.postgres,
    onWarning: (warning) => log.warn(warning),
  });
  const drain = new AbortController();
  const deps = { store, secret: secret.value, log, metrics, tracing, draining: drain.signal };
  const app = await createApp(config, deps);
  const open = makePrivate(config);
  if (open.length > 0) log.warn({ open }, 'files that other users may read cannot be made private by this one');
  const connections = connectionsOf(app.server);
  const address = await listen(app, config);
  return { app, store, log, tracing, drain, connections, address };
}

/** Tells the address to a person at a terminal, and to a parent process with a channel; Fastify tells the log. */
function announce(address: string, production: boolean): void {
  if (process.stdout.isTTY) console.log(welcome(address, production));
  tellAddress(address);
}

function tellAddress(address: string): void {
  process.send?.({ address });
}

/** Resolves with the first signal to end. Later ones change nothing: a terminal and npm each send it. */
function toldToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
  });
}

function connectionsOf(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

/** Waits until all requests are answered; cuts off those that are not by the timeout, in ms. */
async function close(app: FastifyInstance, connections: ReadonlySet<Socket>, timeout: number): Promise<void> {
  const look = setInterval(() => {
    // Node does not count a connection as idle on which nothing has been asked yet.
    for (const socket of connections) if (answerOn(socket) === null && !socket.writableEnded) socket.destroy();
  }, LOOK_MS);
  const cut = setTimeout(() => app.server.closeAllConnections(), timeout);
  await app.close();
  clearInterval(look);
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
