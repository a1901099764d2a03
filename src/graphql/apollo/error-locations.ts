import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isObjectType,
  parse,
  type SourceLocation,
} from 'graphql';
import { collectFields, type FieldNodes, fragmentsOf, type SelectionScope } from '../engine/collect-fields.ts';
import type { RequestContext } from '../request-context.ts';
import { variablesOf } from './request-variables.ts';

/** Fields of one answer that are located: for each, the selections on its path are gone through. */
const MAX_LOCATED = 100;

/**
 * Adds to each error of a field where the field stands in its document. Documents are executed without locations, as
 * graphql-js would count lines for each error: here the document is parsed once more, for all errors of the answer.
 */
export const errorLocations: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ schema, source = '', operation, operationName, request, response: { body } }) {
        if (!operation || body.kind !== 'single' || !body.singleResult.errors?.some(({ path }) => path)) return;
        const document = parse(source);
        const located = getOperationAST(document, operationName);
        const root = schema.getRootType(operation.operation);
        if (!located || !root) return;
        const { values: variables } = variablesOf({ schema, operation, request });
        const scope = { schema, fragments: fragmentsOf(document), variables };
        const locate = locatorOf((keys) => locationOf(keys, [located], root, scope));
        body.singleResult.errors = body.singleResult.errors.map(locate);
      },
    };
  },
};

type LocationFinder = (keys: readonly string[]) => SourceLocation | null;

function locatorOf(find: LocationFinder): (error: GraphQLFormattedError) => GraphQLFormattedError {
  const known = new Map<string, SourceLocation | null>();
  return (error) => {
    const { message, path, ...rest } = error;
    if (!path) return error;
    const keys = path.filter((part) => typeof part === 'string');
    const name = keys.join('.');
    if (!known.has(name) && known.size < MAX_LOCATED) known.set(name, find(keys));
    const location = known.get(name) ?? null;
    return location === null ? error : { message, locations: [location], path, ...rest };
  };
}

/** The first place of the field that response keys lead to; below an interface, for any of its types. */
function locationOf(
  [key, ...below]: readonly string[],
  nodes: Parameters<typeof collectFields>[2],
  parent: GraphQLNamedType,
  scope: SelectionScope,
): SourceLocation | null {
  for (const type of objectTypes(parent, scope.schema)) {
    const found = key === undefined ? null : nodesOf(key, nodes, type, scope);
    if (found === null) continue;
    const [{ name, loc }] = found;
    if (below.length === 0) return loc ? { line: loc.startToken.line, column: loc.startToken.column } : null;
    const field = type.getFields()[name.value];
    const location = field ? locationOf(below, found, getNamedType(field.type), scope) : null;
    if (location !== null) return location;
  }
  return null;
}

type ObjectType = Parameters<typeof collectFields>[1];

function nodesOf(
  key: string,
  nodes: Parameters<typeof collectFields>[2],
  type: ObjectType,
  scope: SelectionScope,
): FieldNodes | null {
  try {
    return collectFields(scope, type, nodes).get(key) ?? null;
  } catch (cause) {
    // A directive of another type's fields has no value; an object of this type there was none.
    if (cause instanceof GraphQLError) return null;
    throw cause;
  }
}

function objectTypes(type: GraphQLNamedType, schema: GraphQLSchema): readonly ObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}
