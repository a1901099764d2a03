import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLError } from 'graphql';
import { type Context, contextOf, port, resolvers, typeDefs } from './graphql.ts';

/** Apollo Server as its first page of documentation starts it, with the plugins that it has by itself. */
const server = new ApolloServer<Context>({ typeDefs, resolvers });

await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  context: async ({ req }) => {
    const context = await contextOf(req.headers);
    if (context === null) {
      throw new GraphQLError('bad token', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
    }
    return context;
  },
});
