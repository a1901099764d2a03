import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Refuses unknown paths before any of a body is read. */
export function refuseUnknownPaths(
  app: FastifyInstance,
  refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) refuse(request, reply);
    else done();
  });
  // Also for routes that find nothing themselves.
  app.setNotFoundHandler(refuse);
}
