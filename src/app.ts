import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import cors from '@fastify/cors';
import staticFiles from '@fastify/static';
import anyAscii from 'any-ascii';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { authenticator } from './auth/authenticate.ts';
import { issuerKeys } from './auth/keys.ts';
import { tokenVerifier } from './auth/verify-token.ts';
import type { Config } from './config.ts';
import type { Deps } from './domain/deps.ts';
import type { Mailer } from './domain/mail.ts';
import type { Store } from './domain/store.ts';
import { graphqlDoor } from './graphql/door.ts';
import { refusalOf } from './http/failures.ts';
import { openImages } from './images/images.ts';
import { findLeftovers } from './images/leftovers.ts';
import { type Links, linksFrom, MEDIA_PATH } from './links.ts';
import { logMailer } from './mail/log.ts';
import { smtpMailer } from './mail/smtp.ts';
import { mount, sendRefusal } from './rest/mount.ts';
import { rooms } from './rest/rooms/routes.ts';
import { selfCommunity } from './rest/selfcommunity/routes.ts';

export interface AppDeps {
  readonly store: Store;
  /** The secret of the community tokens. */
  readonly secret: string;
  readonly now?: () => Date;
}

const DIALECTS = [selfCommunity, rooms];
const DEFAULT_IMAGES = fileURLToPath(new URL('./images/defaults', import.meta.url));
const YEAR_MS = 365 * 24 * 3_600_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** The whole service as one Fastify instance that listens nowhere yet. Closing it leaves the store open. */
export async function createApp(
  config: Config,
  { store, secret, now = () => new Date() }: AppDeps,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: config.logLevel, serializers: { req: loggedRequest } },
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A subject of 255 characters, each of them percent-encoded.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    // What goes wrong before any route is found: a path that cannot be decoded.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const dialect = DIALECTS.find(({ prefixes }) => prefixes.some((prefix) => request.url.startsWith(`${prefix}/`)));
      if (dialect) sendRefusal(dialect, reply, refusalOf(error) ?? { code: 'NOT_FOUND', kind: 'path' });
      else sendPlain(reply, 400, 'This request cannot be read.');
    },
  });

  const deps: Deps = {
    store,
    images: openImages(config.mediaDir),
    now,
    transliterate: anyAscii,
    digest: (content) => createHash('sha256').update(content).digest('hex'),
    mailer: mailerFor(config, app.log),
    newToken: () => randomBytes(24).toString('base64url'),
    openIdIssuer: config.oidc?.issuer ?? null,
    anonymousRead: config.anonymousRead,
    inFlight: new Set(),
  };
  const openId = config.oidc && { ...config.oidc, keys: issuerKeys(config.oidc.issuer, config.oidc.jwksUrl, now) };
  const authenticate = authenticator(tokenVerifier({ secret, openId }), store, now);
  const linksFor = (request: FastifyRequest): Links => linksFrom(config.publicUrl ?? ownAddress(request));

  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  await app.register(cors, {
    origin: config.corsOrigins.includes('*') ? '*' : [...config.corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['Retry-After'],
    maxAge: 86_400,
    strictPreflight: false,
  });
  mkdirSync(config.mediaDir, { recursive: true });
  if (await store.wasOpenedAlone()) {
    const leftovers = await findLeftovers(config.mediaDir);
    app.addHook('onListen', async () => {
      const removed = await leftovers.remove((keys) => store.findNamedImages(keys));
      if (removed > 0) app.log.info({ removed }, 'removed image files that no group has');
    });
  }
  await app.register(staticFiles, {
    root: [resolve(config.mediaDir), DEFAULT_IMAGES],
    prefix: MEDIA_PATH,
    // Finished images alone: nothing else that may lie there, or above it.
    allowedPath: (path) => /^\/[0-9a-z]+-[a-z]+\.webp$/.test(path),
    index: false,
    immutable: true,
    maxAge: YEAR_MS,
    dotfiles: 'ignore',
  });
  await app.register(graphqlDoor, { deps, authenticate, linksFor, production: config.production });
  for (const dialect of DIALECTS) await mount(app, dialect, { deps, authenticate, linksFor });

  app.get('/healthz', async (request, reply) => {
    try {
      await store.ping();
      return { status: 'ok' };
    } catch (cause) {
      request.log.error({ err: cause }, 'the database cannot be read');
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
  app.setNotFoundHandler((_request, reply) => sendPlain(reply, 404, 'There is nothing at this path.'));
  app.setErrorHandler((error, request, reply) => {
    if (refusalOf(error)) return sendPlain(reply, 400, 'This request cannot be read.');
    request.log.error({ err: error }, 'fault');
    return sendPlain(reply, 500, 'Something went wrong on our side.');
  });
  return app;
}

/** Addresses without what lets somebody in: the query, and the token of an invitation. */
function loggedRequest({ method, url, ip }: FastifyRequest) {
  const [path = ''] = url.split('?');
  return { method, path: path.replace(/(\/accept\/).+$/, '$1...'), ip };
}

/** Mail goes to the server that is set, or else to the log. */
function mailerFor(
  { smtpUrl, mailFrom, inviteUrl, publicUrl, port, production }: Config,
  log: FastifyBaseLogger,
): Mailer {
  const own = `${publicUrl ?? `http://localhost:${port}`}/v1/rooms/{id}/accept-invite?token={token}`;
  const link = inviteUrl ?? own;
  if (smtpUrl === null) {
    return logMailer({ inviteUrl: link, production, log: (details, message) => log.warn(details, message) });
  }
  const logFailure = (cause: unknown) => log.error({ err: cause }, 'an invitation could not be mailed');
  return smtpMailer({ smtpUrl, from: mailFrom, inviteUrl: link, logFailure });
}

/** For paths that belong to no door. */
function sendPlain(reply: FastifyReply, status: 400 | 404 | 500, message: string): FastifyReply {
  return reply.code(status).send({ error: message });
}

/** Where the caller reached this server; only what can be a host is taken over from the header. */
function ownAddress({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? host : 'localhost'}`;
}
