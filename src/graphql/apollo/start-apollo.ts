import { readFile } from 'node:fs/promises';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Limits } from '../../config/limits.ts';
import { bytesOfDocument, bytesOfText } from '../engine/document-size.ts';
import { MAX_ERRORS } from '../engine/variables.ts';
import { type OperationLimits, operationLimits, unknownDirectivesOnce } from '../limits/operation-limits.ts';
import type { RequestContext } from '../request-context.ts';
import { resolvers } from '../resolvers/resolvers.ts';
import { SCHEMA_FILE } from '../schema-file.ts';
import { countedProperty } from './answer-limit.ts';
import { boundedCache } from './bounded-cache.ts';
import { errorLocations } from './error-locations.ts';
import { errorFormatter } from './format-error.ts';
import { readiesSchema } from './ready-schema.ts';
import { executedWithoutLocations } from './without-locations.ts';

const MIB = 1024 * 1024;
/** Bytes of parsed documents that are kept. */
const MAX_DOCUMENT_BYTES = 16 * MIB;
/** Bytes of the texts of automatic persisted queries that are kept. */
const MAX_PERSISTED_BYTES = 8 * MIB;

export interface ApolloOptions {
  readonly production: boolean;
  readonly plugins: readonly ApolloServerPlugin<RequestContext>[];
  readonly limits: OperationLimits & Pick<Limits['operation'], 'tokens' | 'answer'>;
  readonly logFault: (error: unknown) => void;
  /** Takes the time of the resolver of a field at the root. */
  readonly resolverEnded: (field: string, seconds: number) => void;
}

/** Starts Apollo Server with the whole schema, bound to no transport. */
export async function startApollo({
  production,
  plugins,
  limits,
  logFault,
  resolverEnded,
}: ApolloOptions): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    typeDefs: await readFile(SCHEMA_FILE, 'utf8'),
    resolvers,
    fieldResolver: countedProperty(limits.answer),
    introspection: !production,
    includeStacktraceInErrorResponses: false,
    // The door refuses such requests by another rule: see `isCrossSite`.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    // Apollo's own store counts a document as its JSON, which is a quarter of what it takes.
    documentStore: boundedCache(MAX_DOCUMENT_BYTES, bytesOfDocument),
    cache: boundedCache(MAX_PERSISTED_BYTES, bytesOfText),
    validationRules: [operationLimits(limits), unknownDirectivesOnce],
    // graphql-js adds one error that says there are more. In production no names of the schema are told.
    validationOptions: { maxErrors: MAX_ERRORS - 1, hideSuggestions: production },
    formatError: errorFormatter({ production, logFault }),
    plugins: [
      readiesSchema(resolverEnded),
      executedWithoutLocations,
      errorLocations,
      ...plugins,
      ApolloServerPluginCacheControlDisabled(),
      // The explorer has pages of its own.
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
