import { createServer } from 'node:http';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { contextOf, port, resolvers, transport, typeDefs } from './graphql.ts';

/** With what the documentation has for speed: parsed and validated documents are remembered, which it does by itself, and JIT. */
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: [useGraphQlJit()],
  logging: false,
  graphiql: false,
  landingPage: false,
  cors: false,
  multipart: false,
  context: async ({ request }) => {
    const context = await contextOf({ authorization: request.headers.get('authorization') ?? '' });
    if (context === null) throw new GraphQLError('bad token', { extensions: { http: { status: 401 } } });
    return context;
  },
});
createServer(transport, yoga).listen(port, '127.0.0.1');
