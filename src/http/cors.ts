import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PREFLIGHT_SECONDS = 86_400;
/** What browsers keep from pages without it; `content-type`, `cache-control` and the like they show always. */
const EXPOSED = [
  'Allow',
  'ETag',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');

/** Where a frontend runs while it is written: this machine, at whatever port. */
export const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Lets the pages of these origins, or with `*` of all, read what is answered. What has to be decided of a preflight is
 * left to the library, whose hook would cost every other request as much as a statement does.
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly (string | RegExp)[]): Promise<void> {
  const all = origins.includes('*');
  const mayCall = (origin: string) =>
    origins.some((allowed) => (typeof allowed === 'string' ? allowed === origin : allowed.test(origin)));
  if (origins.length > 0) {
    app.addHook('onRequest', (request, reply, done) => {
      const { origin } = request.headers;
      // Whoever keeps an answer has to know that others may get another.
      if (!all) reply.header('vary', 'Origin');
      if (all || (origin !== undefined && mayCall(origin))) {
        reply.header('access-control-allow-origin', all ? '*' : origin);
        reply.header('access-control-expose-headers', EXPOSED);
      }
      done();
    });
  }
  await app.register(async (preflights) => {
    await preflights.register(cors, {
      origin: all ? '*' : [...origins],
      methods: METHODS,
      exposedHeaders: EXPOSED,
      maxAge: PREFLIGHT_SECONDS,
      strictPreflight: false,
    });
  });
}
