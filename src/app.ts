import { createHash } from 'node:crypto';
import anyAscii from 'any-ascii';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { type Authenticate, authenticator } from './auth/authenticate.ts';
import { issuerKeys } from './auth/keys.ts';
import { randomToken } from './auth/random-token.ts';
import { type TokenSettings, tokenChecker, tokenVerifier } from './auth/verify-token.ts';
import type { Config } from './config.ts';
import type { SharedDeps } from './domain/deps.ts';
import type { Mailer } from './domain/mail.ts';
import type { Store } from './domain/store.ts';
import { GRAPHQL_PATH, graphqlDoor } from './graphql/door.ts';
import { sandboxReachable as askForSandbox } from './graphql/explorer/sandbox.ts';
import { trustedDocuments } from './graphql/limits/trusted-documents.ts';
import { type Admit, admission } from './http/admission.ts';
import { bodiesInFlight } from './http/bodies-in-flight.ts';
import { boundConnections } from './http/connections.ts';
import { allowOrigins, LOOPBACK_ORIGIN } from './http/cors.ts';
import { refusalOf } from './http/failures.ts';
import { requireSpeed } from './http/least-speed.ts';
import { serveMedia } from './http/media.ts';
import { requireOneHost } from './http/one-host.ts';
import { serveFavicon } from './http/pages/favicon.ts';
import { INVITATION_PATH } from './http/pages/invitation.ts';
import { servePages } from './http/pages/routes.ts';
import { answerOneByOne } from './http/pipelining.ts';
import { sendNotFound, sendPlain, sendUnpaid } from './http/plain.ts';
import { serveProbes } from './http/probes.ts';
import { trustedProxies } from './http/proxies.ts';
import { type Charge, chargeByAddress, type RateLimit, rateLimit } from './http/rate-limit.ts';
import { TurnResponse } from './http/turn-response.ts';
import { refuseUnknownPaths } from './http/unknown-paths.ts';
import { isHandshake, openWebSockets } from './http/websockets.ts';
import { openImages } from './images/images.ts';
import { removeLeftovers, SETTLED_MS } from './images/leftovers.ts';
import { openPictureFiles } from './images/open-picture-files.ts';
import type { PictureFiles } from './images/picture-files.ts';
import { type Links, linksFrom } from './links.ts';
import { logMailer } from './mail/log.ts';
import type { Dialect } from './rest/dialect.ts';
import { mount, sendRefusal } from './rest/door.ts';
import { serveDocument } from './rest/openapi/routes.ts';
import { rooms } from './rest/rooms/routes.ts';
import { readTaste, type Taste } from './rest/selfcommunity/preferences/taste.ts';
import { selfCommunity } from './rest/selfcommunity/routes.ts';
import { mountWebSocket } from './rest/web-socket.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { observeRefused, observeRequests, REQUEST_ID, requestId } from './telemetry/observe-requests.ts';
import type { Tracing } from './telemetry/tracing.ts';

export interface AppDeps {
  readonly store: Store;
  /** The secret of the community tokens. */
  readonly secret: string;
  readonly now?: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed?: () => number;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Null for no traces. */
  readonly tracing: Tracing | null;
  /** Aborted once the process is to end: requests are still answered, but connections are not kept open. */
  readonly draining: AbortSignal;
  readonly sandboxReachable?: () => Promise<boolean>;
}

/** What is served, before anybody has set anything. */
export const DIALECTS = dialectsWith({});
/** Milliseconds between two of Node's searches for connections that are too slow. */
const CHECK_MS = 5_000;
/** Milliseconds between two searches for image files that no group has. */
const SWEEP_MS = 24 * 3_600_000;

/** Builds the whole service as one Fastify instance that does not listen yet. Closing it leaves the store open. */
export async function createApp(config: Config, given: AppDeps): Promise<FastifyInstance> {
  const { log, metrics, tracing, draining, now = () => new Date() } = given;
  const { limits, production } = config;
  const store = tracing?.traced(given.store) ?? given.store;
  const rate = limits.rate === null ? null : rateLimit(limits.rate, () => now().getTime());
  const charge = chargeByAddress(rate);
  const app = fastifyFor(config, { log, metrics, charge });
  boundConnections(app.server, limits.connections, trustedProxies(config.trustProxy));
  requireSpeed(app.server, limits.transfers);

  app.decorateRequest('room', null);
  answerOneByOne(app);
  observeRequests(app, { doorOf, metrics, tracing });
  requireOneHost(app);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    // While the process ends, each connection is used once more at most.
    if (draining.aborted) reply.header('connection', 'close');
    done();
  });
  await allowOrigins(app, production ? config.corsOrigins : [...config.corsOrigins, LOOPBACK_ORIGIN]);
  const files = await openPictureFiles(config, (reason) => log.error({ reason }, 'pictures cannot be reached'));
  await files.makeReady();
  await serveMedia(app, files);
  await sweepLeftovers(app, files, store);

  const tokens = tokenSettings(config, given);
  const door: DoorOptions = {
    deps: await sharedDeps(config, store, files, { log, now, tokens }),
    admit: admission(authenticatorFor(tokens, { ...given, store, now }), rate, bodiesInFlight(limits.bodiesAtOnce)),
    rate,
    charge,
    linksFor: linksOf(config),
  };
  await app.register(graphqlDoor, {
    ...door,
    limits,
    trusted: config.trustedDocuments === null ? null : trustedDocuments(config.trustedDocuments),
    metrics,
    production,
    sandboxReachable: given.sandboxReachable ?? askForSandbox,
  });
  const dialects = dialectsWith(readTaste(config.selfCommunityPreferences));
  const rest = { ...door, bodies: limits.bodies };
  const openWebSocket = openWebSockets(app, { limits, now, draining });
  for (const dialect of dialects) {
    await mount(app, dialect, rest);
    await mountWebSocket(app, dialect, rest, openWebSocket);
  }
  await serveDescriptions(app, config, { ...door, dialects });
  serveProbes(app, { store, metrics, draining, charge, metricsToken: config.metricsToken, production });
  refuseTheRest(app, charge);
  return app;
}

/** What every door is given. */
interface DoorOptions {
  readonly deps: SharedDeps;
  readonly admit: Admit;
  readonly rate: RateLimit | null;
  readonly charge: Charge;
  readonly linksFor: (request: FastifyRequest) => Links;
}

/** Fastify with its timeouts; refuses, in the words of its door, what cannot be matched with a route. */
function fastifyFor(
  { limits: { seconds }, trustProxy }: Config,
  { log, metrics, charge }: Pick<AppDeps, 'log' | 'metrics'> & { readonly charge: Charge },
): FastifyInstance {
  return Fastify({
    loggerInstance: log,
    // One line a request, written by `observeRequests`.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    // Routes declare no schemas to Fastify, which would load their compilers.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // A child logger for each request would cost more than most requests do; lines about one name its id.
    childLoggerFactory: (logger) => logger,
    requestTimeout: seconds.request * 1_000,
    connectionTimeout: seconds.idle * 1_000,
    keepAliveTimeout: seconds.idle * 1_000,
    http: {
      ServerResponse: TurnResponse,
      // Most requests have no body: Node then makes no stream for it. R3 takes 5 % less processor time (2026-11-30).
      optimizeEmptyRequests: true,
      // Other paths are answered without an upgrade: many clients ask for one to HTTP/2 with any request.
      shouldUpgradeCallback: (request) => isHandshake(request) && isWebSocketPath(request.url ?? ''),
      headersTimeout: seconds.headers * 1_000,
      connectionsCheckingInterval: CHECK_MS,
    },
    trustProxy: trustProxy === null ? false : [...trustProxy],
    // Requests that come while the process ends are answered.
    return503OnClosing: false,
    // A subject of 255 characters, each of them percent-encoded.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    // Errors before any route is found: a path that cannot be decoded.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const door = doorOf(request.url);
      const dialect = DIALECTS.find(({ name }) => name === door);
      reply.header(REQUEST_ID, request.id).header('x-content-type-options', 'nosniff');
      const unpaid = charge(request, reply);
      if (dialect) sendRefusal(dialect, reply, unpaid ?? refusalOf(error) ?? { code: 'NO_SUCH_PATH' });
      else if (unpaid) sendUnpaid(reply, unpaid);
      else sendPlain(reply, 400, 'This request cannot be read.');
      observeRefused(request, reply, door, metrics);
    },
  });
}

/** What operations need, whatever door calls them. */
async function sharedDeps(
  config: Config,
  store: Store,
  files: PictureFiles,
  { log, now, tokens }: Pick<AppDeps, 'log'> & { readonly now: () => Date; readonly tokens: TokenSettings },
): Promise<SharedDeps> {
  const check = tokenChecker(tokens);
  return {
    store,
    images: openImages(files, config.limits.imageMemory),
    now,
    transliterate: anyAscii,
    digest: (content) => createHash('sha256').update(content).digest('hex'),
    mailer: await mailerFor(config, log),
    mailsPerDay: config.limits.mailsPerDay,
    maxJoinRequests: config.limits.joinRequests,
    newToken: randomToken,
    async checkToken(token) {
      const checked = await check(token, now());
      return checked.ok ? 'GOOD' : checked.refusal.code;
    },
    openIdIssuer: config.oidc?.issuer ?? null,
    anonymousRead: config.anonymousRead,
  };
}

/** How the tokens of the community and of the OpenID issuer that is set are verified. */
function tokenSettings(
  { oidc, profileClaims }: Config,
  { secret, elapsed = monotonic, log }: Pick<AppDeps, 'secret' | 'elapsed' | 'log'>,
): TokenSettings {
  const failed = (cause: unknown) => log.warn({ err: cause }, 'OpenID tokens cannot be checked by new keys');
  return { secret, openId: oidc && { ...oidc, keys: issuerKeys({ ...oidc, elapsed, failed }) }, profileClaims };
}

/** Recognizes tokens, and whom they speak for. */
function authenticatorFor(
  tokens: TokenSettings,
  {
    store,
    now,
    elapsed = monotonic,
    metrics,
  }: Pick<AppDeps, 'store' | 'elapsed' | 'metrics'> & { readonly now: () => Date },
): Authenticate {
  return authenticator({
    verify: tokenVerifier(tokens),
    store,
    now,
    elapsed,
    keysGeneration: () => tokens.openId?.keys.generation() ?? 0,
    lookedUp: (known) => metrics.lookedUp('tokens', known),
  });
}

/**
 * Removes the image files that no group has, once the server listens and then each day. A server that opened the
 * database alone, with a folder of its own, knows at once that nobody is about to name what was there before it.
 */
async function sweepLeftovers(app: FastifyInstance, files: PictureFiles, store: Store): Promise<void> {
  const isAlone = 'folder' in files.source && (await store.wasOpenedAlone());
  const settled = () => Date.now() - SETTLED_MS;
  const opened = isAlone ? Date.now() : settled();
  const sweep = async (before: number) => {
    try {
      const removed = await removeLeftovers(files, store, before);
      if (removed > 0) app.log.info({ removed }, 'removed image files that no group has');
    } catch (cause) {
      app.log.error({ err: cause }, 'image files that no group has cannot be looked for');
    }
  };
  const sweeps = setInterval(() => sweep(settled()), SWEEP_MS);
  sweeps.unref();
  app.addHook('onClose', async () => clearInterval(sweeps));
  app.addHook('onListen', () => sweep(opened));
}

/** Serves the OpenAPI document and the pages for people; an address pays for them as for everything else. */
async function serveDescriptions(
  app: FastifyInstance,
  { publicUrl, port, oidc, production }: Config,
  { charge, linksFor, dialects }: Pick<DoorOptions, 'charge' | 'linksFor'> & { readonly dialects: readonly Dialect[] },
): Promise<void> {
  const { version } = manifest;
  await app.register(async (open) => {
    open.addHook('onRequest', async (request, reply) => {
      const unpaid = charge(request, reply);
      return unpaid ? sendUnpaid(reply, unpaid) : undefined;
    });
    serveDocument(open, { dialects, version, address: publicUrl ?? `http://localhost:${port}` });
    servePages(open, { version, production, issuer: oidc?.issuer ?? null, linksFor });
  });
  await serveFavicon(app);
}

/** Answers what no route answers: paths that are not there, and faults. */
function refuseTheRest(app: FastifyInstance, charge: Charge): void {
  refuseUnknownPaths(app, (request, reply) => {
    const unpaid = charge(request, reply);
    return unpaid ? sendUnpaid(reply, unpaid) : sendNotFound(reply);
  });
  app.setErrorHandler((error, request, reply) => {
    if (refusalOf(error)) return sendPlain(reply, 400, 'This request cannot be read.');
    request.log.error({ err: error, reqId: request.id }, 'fault');
    return sendPlain(reply, 500, 'Something went wrong on our side.');
  });
}

function dialectsWith(taste: Taste): readonly Dialect[] {
  return [selfCommunity(taste), rooms];
}

function monotonic(): number {
  return performance.now();
}

function noSchemas(): never {
  throw new Error('a route with a schema: requests are read by their dialects');
}

/** The door that a request came to, whether or not it was admitted. */
function doorOf(url: string): string {
  if (url.startsWith(GRAPHQL_PATH)) return 'graphql';
  const isOwn = ({ prefixes, webSocket }: Dialect) =>
    prefixes.some((prefix) => url.startsWith(`${prefix}/`)) || webSocket?.path === pathOf(url);
  return DIALECTS.find(isOwn)?.name ?? 'none';
}

function isWebSocketPath(url: string): boolean {
  return DIALECTS.some(({ webSocket }) => webSocket?.path === pathOf(url));
}

/** The path of a URL as routes know it, without a slash at its end. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/$/, '');
}

/** Sends mail to the server that is set, or else to the log. */
async function mailerFor(
  { smtpUrl, mailFrom, inviteUrl, publicUrl, port, production }: Config,
  log: FastifyBaseLogger,
): Promise<Mailer> {
  const own = `${publicUrl ?? `http://localhost:${port}`}${INVITATION_PATH}?room={id}&token={token}`;
  const link = inviteUrl ?? own;
  if (smtpUrl === null) {
    return logMailer({ inviteUrl: link, production, log: (details, message) => log.warn(details, message) });
  }
  const logFailure = (cause: unknown) => log.error({ err: cause }, 'an invitation could not be mailed');
  const { smtpMailer } = await import('./mail/smtp.ts');
  return smtpMailer({ smtpUrl, from: mailFrom, inviteUrl: link, logFailure });
}

/** The links in answers: below the public address, or else below the one that the caller used. */
function linksOf({ publicUrl, mediaPublicUrl }: Config): DoorOptions['linksFor'] {
  if (publicUrl === null) return (request) => linksFrom(ownAddress(request), mediaPublicUrl);
  const links = linksFrom(publicUrl, mediaPublicUrl);
  return () => links;
}

/** The address at which the caller reached this server; a header that cannot be a host is not believed. */
function ownAddress({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? host : 'localhost'}`;
}
