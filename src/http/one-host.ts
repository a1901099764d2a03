import type { FastifyInstance } from 'fastify';
import { RefusedRequest } from './refusals.ts';

/**
 * Refuses requests with more than one Host header. Node takes the first and ignores the others, one of which a proxy in
 * front may have used. Node itself refuses those of HTTP/1.1 without any.
 */
export function requireOneHost(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { rawHeaders } }, _reply, done) => {
    if (hostsIn(rawHeaders) > 1) done(new RefusedRequest({ code: 'MALFORMED' }));
    else done();
  });
}

/** Counts Host headers; in Node's raw headers, names and values alternate. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
