// Compiles an operation: finds out once what is the same in each execution, the fields, their types and their resolvers.
// What it compiles answers as graphql-js does, or not at all: whatever it cannot do so is left to graphql-js.
import {
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLBoolean,
  GraphQLError,
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
  OperationTypeNode,
} from 'graphql';
import { argumentsReader } from './arguments.ts';
import { hasOneMutation } from './attempt.ts';
import { collectFields, type FieldNodes, type SelectionScope } from './collect-fields.ts';
import { type CompiledOperation, leaf, listOf, operationOf, optional, possibleOf, required } from './completers.ts';
import { NotCompilable } from './not-compilable.ts';
import { type CompiledField, type Origin, objectFactory } from './object-factory.ts';
import type { Completer, ObjectData } from './run.ts';

/** Fields of one operation, those of a fragment counted wherever it is spread. A thousand take 400 KB of memory. */
const MAX_FIELDS = 1_000;

interface Compilation {
  readonly scope: SelectionScope;
  /** The names of the operation's variables. */
  readonly variables: readonly string[];
  /** Fields that have been compiled so far. */
  fields: number;
}

/**
 * Compiles an operation that is valid; null for one that graphql-js alone executes. `@skip` and `@include` are decided
 * here, so that the result is only for requests whose Boolean variables are those of the scope.
 */
export function compileOperation(operation: OperationDefinitionNode, scope: SelectionScope): CompiledOperation | null {
  const root = scope.schema.getRootType(operation.operation);
  if (!root) return null;
  if (operation.operation !== OperationTypeNode.QUERY && !hasOneMutation(operation)) return null;
  const variables = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  const compilation: Compilation = { scope, variables, fields: 0 };
  try {
    return operationOf(compileObject(compilation, root, [operation]), compilation.fields);
  } catch (cause) {
    if (isLeftToGraphQLJs(cause)) return null;
    throw cause;
  }
}

/** graphql-js throws `GraphQLError`s for wrong arguments and directives, and V8 a `RangeError` where its stack ends. */
function isLeftToGraphQLJs(cause: unknown): boolean {
  return cause instanceof NotCompilable || cause instanceof GraphQLError || cause instanceof RangeError;
}

type SelectionNodes = readonly Pick<FieldNode, 'selectionSet'>[];

function compileType(compilation: Compilation, type: GraphQLOutputType, nodes: SelectionNodes): Completer {
  const complete = compilePresent(compilation, getNullableType(type), nodes);
  return isNonNullType(type) ? required(complete) : optional(complete);
}

function compilePresent(compilation: Compilation, type: GraphQLOutputType, nodes: SelectionNodes): Completer {
  if (isListType(type)) return listOf(compileType(compilation, type.ofType, nodes));
  if (isLeafType(type)) return leaf(type);
  if (isAbstractType(type)) return compileAbstract(compilation, type, nodes);
  if (isObjectType(type)) return compileObject(compilation, type, nodes);
  throw new Error(`no such type: ${type}`);
}

function compileAbstract(compilation: Compilation, type: GraphQLAbstractType, nodes: SelectionNodes): Completer {
  const { resolveType } = type;
  if (!resolveType || resolveType.length > 2) throw new NotCompilable(`${type} has no resolveType of two parameters`);
  const possible = new Map<string, Completer>();
  for (const object of compilation.scope.schema.getPossibleTypes(type)) {
    possible.set(object.name, compileObject(compilation, object, nodes));
  }
  return possibleOf(possible, resolveType);
}

function compileObject(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: SelectionNodes,
): Completer<ObjectData> {
  if (type.isTypeOf) throw new NotCompilable(`${type} has isTypeOf`);
  const fields: CompiledField[] = [];
  for (const [key, fieldNodes] of collectFields(compilation.scope, type, nodes)) {
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
  if (compilation.fields > MAX_FIELDS) throw new NotCompilable('too many fields');
  const name = nodes[0].name.value;
  if (name === '__typename') {
    return { key, origin: { of: 'type', name: type.name }, complete: (value) => value, asItIs: 'string' };
  }
  const field = type.getFields()[name];
  if (!field) throw new NotCompilable('introspection');
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
  if (resolve.length > 3) throw new NotCompilable(`the resolver of ${name} takes the info`);
  const readArguments = args.length === 0 ? null : argumentsReader(field, node, variables);
  return { of: 'resolver', resolve, readArguments, number: fields };
}

/** The kind of values that a type serializes to themselves; null for none. */
function asItIs(type: GraphQLOutputType): CompiledField['asItIs'] {
  const present = getNullableType(type);
  if (present === GraphQLString || present === GraphQLID) return 'string';
  return present === GraphQLBoolean ? 'boolean' : null;
}
