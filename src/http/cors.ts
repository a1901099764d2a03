import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PREFLIGHT_SECONDS = 86_400;
/** Response headers that browsers would otherwise hide from pages; they always show `content-type` and the like. */
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

/** Origins of a frontend in development: this machine, at any port. */
export const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Lets pages of these origins, or with `*` of all, read the answers. Preflights are left to the library. The headers of
 * other answers are set here: the library would set some of them for pages that may read nothing. Neither is faster
 * (R3 1.00, 2026-11-30).
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly (string | RegExp)[]): Promise<void> {
  const all = origins.includes('*');
  const mayCall = (origin: string) =>
    origins.some((allowed) => (typeof allowed === 'string' ? allowed === origin : allowed.test(origin)));
  if (origins.length > 0) {
    app.addHook('onRequest', (request, reply, done) => {
      const { origin } = request.headers;
      // Caches must keep one answer for each origin.
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
