import type { FastifyInstance } from 'fastify';

/**
 * Lets a request wait until those before it on the same connection have been answered. A client may send a thousand at
 * once, and what is answered to one that does not read would otherwise wait for it a thousand times.
 */
export function answerOneByOne(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, { raw }, done) => {
    // Node gives a response its connection when the one before it has been written.
    if (raw.socket === null) raw.once('socket', () => done());
    else done();
  });
}
