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
import { collectFields, type FieldNodes, type Selected } from '../engine/collect-fields.ts';
import { variablesOf } from '../engine/variables.ts';
import { fragmentsOf } from '../limits/cost.ts';
import type { Context } from '../request-context.ts';

/** Fields of one answer that are looked for: for each, the selections on its path are gone through. */
const MAX_LOCATED = 100;

/**
 * Tells where in its document a field stands that has an error. Documents are executed without locations, as graphql-js
 * would count lines for each error: here the document of an answer with errors is read once more, for all of them.
 */
export const errorLocations: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ schema, source = '', operation, operationName, request, response: { body } }) {
        if (!operation || body.kind !== 'single' || !body.singleResult.errors?.some(({ path }) => path)) return;
        const document = parse(source);
        const located = getOperationAST(document, operationName);
        const root = schema.getRootType(operation.operation);
        if (!located || !root) return;
        const { values: variables } = variablesOf({ schema, operation, request });
        const selected = { schema, fragments: fragmentsOf(document), variables };
        const locate = locatorOf((keys) => locationOf(keys, [located], root, selected));
        body.singleResult.errors = body.singleResult.errors.map(locate);
      },
    };
  },
};

type Find = (keys: readonly string[]) => SourceLocation | null;

function locatorOf(find: Find): (error: GraphQLFormattedError) => GraphQLFormattedError {
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

/** The first place where the field is asked for that response keys lead to; of an interface, for any of its types. */
function locationOf(
  [key, ...below]: readonly string[],
  nodes: Parameters<typeof collectFields>[2],
  parent: GraphQLNamedType,
  selected: Selected,
): SourceLocation | null {
  for (const type of objectTypes(parent, selected.schema)) {
    const found = key === undefined ? null : nodesOf(key, nodes, type, selected);
    if (found === null) continue;
    const [{ name, loc }] = found;
    if (below.length === 0) return loc ? { line: loc.startToken.line, column: loc.startToken.column } : null;
    const field = type.getFields()[name.value];
    const location = field ? locationOf(below, found, getNamedType(field.type), selected) : null;
    if (location !== null) return location;
  }
  return null;
}

type ObjectType = Parameters<typeof collectFields>[1];

function nodesOf(
  key: string,
  nodes: Parameters<typeof collectFields>[2],
  type: ObjectType,
  selected: Selected,
): FieldNodes | null {
  try {
    return collectFields(selected, type, nodes).get(key) ?? null;
  } catch (cause) {
    // A directive without a value, for a type that there was no object of.
    if (cause instanceof GraphQLError) return null;
    throw cause;
  }
}

function objectTypes(type: GraphQLNamedType, schema: GraphQLSchema): readonly ObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}
