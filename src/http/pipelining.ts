import type { FastifyInstance } from 'fastify';

/**
 * Makes a request wait until those before it on the same connection have been answered. A client can send a thousand at
 * once; if it does not read, a thousand answers would otherwise wait for it in memory.
 */
export function answerOneByOne(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, { raw }, done) => {
    // Node gives a response its connection once the response before it has been written.
    if (raw.socket === null) raw.once('socket', () => done());
    else done();
  });
}
