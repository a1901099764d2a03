import {
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLBoolean,
  type GraphQLField,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { argumentsReader } from './arguments.ts';
import { collectFields, type FieldNodes, type Selected } from './collect-fields.ts';
import { type CompiledOperation, leaf, listOf, operationOf, optional, possibleOf, required } from './completers.ts';
import { type CompiledField, type Origin, objectFactory } from './object-factory.ts';
import type { Complete, ObjectData } from './run.ts';

/** Of one operation, counting those of a fragment wherever it is spread; more is not worth the memory. */
const MAX_FIELDS = 1_000;

interface Compilation {
  readonly selected: Selected;
  /** The names of the operation's variables. */
  readonly variables: readonly string[];
  /** How many there are so far. */
  fields: number;
}

/**
 * Finds out once what of an execution is the same every time: which fields there are, of which types, and what
 * resolves them. Null for what is left to graphql-js. `@skip` and `@include` are decided here, so that the result is
 * only for requests that have the same Booleans among their variables.
 */
export function compileOperation(operation: OperationDefinitionNode, selected: Selected): CompiledOperation | null {
  const root = selected.schema.getRootType(operation.operation);
  if (!root) return null;
  const variables = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  const compilation: Compilation = { selected, variables, fields: 0 };
  try {
    return operationOf(compileObject(compilation, root, [operation]), compilation.fields);
  } catch {
    // Too large, too deep, wrong, or with something in it that is not done here.
    return null;
  }
}

type Selecting = readonly Pick<FieldNode, 'selectionSet'>[];

function compileType(compilation: Compilation, type: GraphQLOutputType, nodes: Selecting): Complete {
  const complete = compilePresent(compilation, getNullableType(type), nodes);
  return isNonNullType(type) ? required(complete) : optional(complete);
}

function compilePresent(compilation: Compilation, type: GraphQLOutputType, nodes: Selecting): Complete {
  if (isListType(type)) return listOf(compileType(compilation, type.ofType, nodes));
  if (isLeafType(type)) return leaf(type);
  if (isAbstractType(type)) return compileAbstract(compilation, type, nodes);
  if (isObjectType(type)) return compileObject(compilation, type, nodes);
  throw new Error(`no such type: ${type}`);
}

function compileAbstract(compilation: Compilation, type: GraphQLAbstractType, nodes: Selecting): Complete {
  const { resolveType } = type;
  if (!resolveType || resolveType.length > 2) throw new Error('its types cannot be told apart here');
  const possible = new Map<string, Complete>();
  for (const object of compilation.selected.schema.getPossibleTypes(type)) {
    possible.set(object.name, compileObject(compilation, object, nodes));
  }
  return possibleOf(possible, resolveType);
}

function compileObject(compilation: Compilation, type: GraphQLObjectType, nodes: Selecting): Complete<ObjectData> {
  if (type.isTypeOf) throw new Error('its values are not checked here');
  const fields: CompiledField[] = [];
  for (const [key, fieldNodes] of collectFields(compilation.selected, type, nodes)) {
    fields.push(compileField(compilation, type, key, fieldNodes));
  }
  return objectFactory(fields);
}

function compileField(
  compilation: Compilation,
  type: GraphQLObjectType,
  key: string,
  nodes: FieldNodes,
): CompiledField {
  compilation.fields += 1;
  if (compilation.fields > MAX_FIELDS) throw new Error('too many fields');
  const name = nodes[0].name.value;
  if (name === '__typename') {
    return { key, origin: { of: 'type', name: type.name }, complete: (value) => value, asItIs: 'string' };
  }
  const field = type.getFields()[name];
  if (!field) throw new Error('introspection');
  const origin = compileOrigin(compilation, field, nodes[0]);
  return { key, origin, complete: compileType(compilation, field.type, nodes), asItIs: asItIs(field.type) };
}

function compileOrigin(
  { variables, fields }: Compilation,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Origin {
  const { name, resolve, args } = field;
  if (!resolve) return { of: 'property', name };
  if (resolve.length > 3) throw new Error('there is no info here');
  const readArguments = args.length === 0 ? null : argumentsReader(field, node, variables);
  return { of: 'resolver', resolve, readArguments, number: fields };
}

/** What these types serialize, values of the right kind, is the value itself. */
function asItIs(type: GraphQLOutputType): CompiledField['asItIs'] {
  const present = getNullableType(type);
  if (present === GraphQLString || present === GraphQLID) return 'string';
  return present === GraphQLBoolean ? 'boolean' : null;
}
