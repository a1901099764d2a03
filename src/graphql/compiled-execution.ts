import { type ApolloServerPlugin, type GraphQLRequestContext, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { getVariableValues, Kind, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation } from './compile-operation.ts';
import type { CompiledOperation, ObjectData } from './compiled-operation.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import type { Variables } from './run.ts';

const MAX_OPERATIONS = 1_000;
/** Longer documents are few, and never compiled. */
const MAX_LENGTH = 20_000;
/** Of all documents together; a compiled field counts as so much text. */
const MAX_TOTAL_LENGTH = 1_000_000;
const LENGTH_OF_A_FIELD = 20;

/** What is known of an operation: that it came once, that graphql-js alone can execute it, or how to. */
type Known = 'seen' | 'left' | CompiledOperation;

/**
 * Executes queries that come again without going through their documents each time. Whatever would have an error in
 * its answer is dropped and left to graphql-js, as if nothing had run: so errors are found, ordered, logged and masked
 * in one way only. Mutations, which cannot run twice, are left to it from the beginning; so is introspection.
 *
 * graphql-jit is not used: 0.8.9 makes code of the text of a document, and runs what a caller hides in a string. A
 * plugin with `executionDidStart` hears nothing of what is executed here.
 */
export function compiledExecution(): ApolloServerPlugin<Context> {
  const cache = new LRUCache<string, Known>({ max: MAX_OPERATIONS, maxSize: MAX_TOTAL_LENGTH });
  return {
    async requestDidStart() {
      return { responseForOperation: (request) => respond(cache, request) };
    },
  };
}

async function respond(
  cache: LRUCache<string, Known>,
  request: GraphQLRequestContext<Context>,
): Promise<GraphQLResponse | null> {
  try {
    const data = await execute(cache, request);
    return data && { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
  } catch {
    return null;
  }
}

async function execute(
  cache: LRUCache<string, Known>,
  request: GraphQLRequestContext<Context>,
): Promise<ObjectData | null> {
  const { schema, operation, contextValue } = request;
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  const definitions = operation.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, request.request.variables ?? {}, { maxErrors: 1 });
  const compiled = coerced && recall(cache, request, coerced);
  if (!compiled) return null;
  // With loaders of its own, so that graphql-js would find nothing in its own that was read before.
  const loaders = createLoaders(contextValue);
  return compiled.run({ ...contextValue, loaders }, coerced);
}

/** Compiles an operation when it comes for the second time: many come only once. */
function recall(
  cache: LRUCache<string, Known>,
  request: GraphQLRequestContext<Context>,
  variables: Variables,
): CompiledOperation | null {
  const { queryHash, operation, source = '' } = request;
  if (source.length > MAX_LENGTH) return null;
  const booleans = Object.entries(variables).filter(([, value]) => typeof value === 'boolean');
  const key = JSON.stringify([queryHash, operation?.name?.value, booleans]);
  const known = cache.get(key);
  request.contextValue.metrics.lookedUp('operations', typeof known === 'object');
  if (known === undefined) cache.set(key, 'seen', { size: source.length });
  if (known !== 'seen') return typeof known === 'object' ? known : null;

  const compiled = compile(request, variables);
  const size = source.length + LENGTH_OF_A_FIELD * (compiled?.fields ?? 0);
  cache.set(key, compiled ?? 'left', { size });
  return compiled;
}

function compile(
  { schema, document, operation }: GraphQLRequestContext<Context>,
  variables: Variables,
): CompiledOperation | null {
  if (!document || !operation) return null;
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return compileOperation(operation, { schema, fragments, variables });
}
