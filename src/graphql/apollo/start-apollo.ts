import { readFile } from 'node:fs/promises';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Limits } from '../../config/limits.ts';
import { countedProperty } from '../engine/answer-size.ts';
import { executedWithoutLocations } from '../engine/document-size.ts';
import { type OperationLimits, operationLimits, unknownDirectivesOnce } from '../limits/operation-limits.ts';
import type { Context } from '../request-context.ts';
import { resolvers } from '../resolvers/resolvers.ts';
import { boundedCache, bytesOfDocument, bytesOfText } from './bounded-cache.ts';
import { errorLocations } from './error-locations.ts';
import { errorFormatter, MAX_ERRORS } from './format-error.ts';
import { readiesSchema } from './ready-schema.ts';

const MIB = 1024 * 1024;
const MAX_DOCUMENTS = 16 * MIB;
/** The texts of automatic persisted queries. */
const MAX_PERSISTED = 8 * MIB;
export const SCHEMA = new URL('../../../schema.graphql', import.meta.url);

export interface ApolloOptions {
  readonly production: boolean;
  readonly plugins: readonly ApolloServerPlugin<Context>[];
  readonly limits: OperationLimits & Pick<Limits['operation'], 'tokens' | 'answer'>;
  readonly logFault: (error: unknown) => void;
  /** Told how long the resolver of a field at the root took. */
  readonly resolverEnded: (field: string, seconds: number) => void;
}

/** Apollo Server with the whole schema, bound to no transport. */
export async function startApollo({
  production,
  plugins,
  limits,
  logFault,
  resolverEnded,
}: ApolloOptions): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    typeDefs: await readFile(SCHEMA, 'utf8'),
    resolvers,
    fieldResolver: countedProperty(limits.answer),
    introspection: !production,
    includeStacktraceInErrorResponses: false,
    // The door sees to it, by another rule.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    // Apollo's own count a document as its JSON, which is a quarter of what it takes.
    documentStore: boundedCache(MAX_DOCUMENTS, bytesOfDocument),
    cache: boundedCache(MAX_PERSISTED, bytesOfText),
    validationRules: [operationLimits(limits), unknownDirectivesOnce],
    // One more error says that there are more. In production nothing is told of the schema's names.
    validationOptions: { maxErrors: MAX_ERRORS - 1, hideSuggestions: production },
    formatError: errorFormatter({ production, logFault }),
    plugins: [
      readiesSchema(resolverEnded),
      executedWithoutLocations,
      errorLocations,
      ...plugins,
      ApolloServerPluginCacheControlDisabled(),
      // The door has pages of its own.
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
