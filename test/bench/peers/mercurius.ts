import Fastify from 'fastify';
import mercurius from 'mercurius';
import { type Context, contextOf, port, resolvers, transport, typeDefs } from './graphql.ts';

declare module 'mercurius' {
  interface MercuriusContext extends Context {}
}

/** With DataLoader: its own loaders, cached or not, took twice the processor time for W2. */
const app = Fastify({ logger: false, http: transport });
await app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: async (request) => {
    const context = await contextOf(request.headers);
    if (context === null) throw new mercurius.ErrorWithProps('bad token', {}, 401);
    return context;
  },
});
process.once('SIGTERM', () => app.close());
await app.listen({ port, host: '127.0.0.1' });
