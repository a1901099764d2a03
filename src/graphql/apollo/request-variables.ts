import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Variables } from '../engine/run.ts';
import { type ReadVariables, variablesReader } from '../engine/variables.ts';

interface OperationOfRequest {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Variables | undefined };
}

/** What was read, by the request: once for all plugins. */
const read = new WeakMap<object, ReadVariables>();

/** Reads the variables of a request to Apollo. */
export function variablesOf({ schema, operation, request }: OperationOfRequest): ReadVariables {
  const variables = read.get(request) ?? variablesReader(schema, operation)(request.variables ?? {});
  read.set(request, variables);
  return variables;
}
