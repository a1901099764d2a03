import {
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { MAX_ERRORS } from '../apollo/format-error.ts';
import { coerce, type Path, type Report } from './coercion.ts';
import type { Variables } from './run.ts';

export interface ReadVariables {
  readonly values: Variables;
  /** What is wrong with them; the values are of no use then. At most `MAX_ERRORS`. */
  readonly errors: readonly GraphQLError[];
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** Made anew each time, as whatever gets it may change it. Null where there is none. */
  readonly makeDefault: (() => unknown) | null;
  readonly definition: VariableDefinitionNode;
}

/** By request: they are read once for all that looks at them. */
const known = new WeakMap<object, ReadVariables>();

/** The variables of a request to Apollo. */
export function variablesOf({
  schema,
  operation,
  request,
}: {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Variables | undefined };
}): ReadVariables {
  const read = known.get(request) ?? variablesReader(schema, operation)(request.variables ?? {});
  known.set(request, read);
  return read;
}

/** Thrown once there are as many errors as are told. */
class TooManyErrors extends Error {}

/**
 * Reads the variables of a valid operation as graphql-js does, without looking up their types each time. What is wrong
 * with them is said in the same words, but for the values, and ends at the fifth error.
 */
export function variablesReader(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (given: Variables) => ReadVariables {
  const variables = variableDefinitions.map((definition) => readDefinition(schema, definition));
  return (given) => {
    const values: Record<string, unknown> = {};
    const errors: GraphQLError[] = [];
    try {
      for (const variable of variables) readVariable(variable, given, values, errors);
    } catch (cause) {
      if (!(cause instanceof TooManyErrors)) throw cause;
    }
    return { values, errors };
  };
}

function readVariable(
  { name, type, makeDefault, definition }: Variable,
  given: Variables,
  values: Record<string, unknown>,
  errors: GraphQLError[],
): void {
  const report = (problem: string): undefined => {
    const isLast = errors.length === MAX_ERRORS - 1;
    errors.push(isLast ? wrong(TOO_MANY) : wrong(`Variable "$${name}" ${problem}`, definition));
    if (isLast) throw new TooManyErrors();
  };
  if (!Object.hasOwn(given, name)) {
    if (makeDefault) values[name] = makeDefault();
    else if (isNonNullType(type)) report(`of required type "${type}" was not provided.`);
  } else if (given[name] === null && isNonNullType(type)) {
    report(`of non-null type "${type}" must not be null.`);
  } else {
    const reportValue: Report = (path, problem) => report(`got invalid value${placeOf(name, path)}; ${problem}`);
    values[name] = coerce(given[name], type, null, reportValue);
  }
}

const TOO_MANY = 'Too many errors processing variables, error limit reached. Execution aborted.';

function wrong(message: string, ...nodes: readonly VariableDefinitionNode[]): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } });
}

/** As in `input.userIds[3]`; nothing for the variable itself. */
function placeOf(name: string, path: Path): string {
  if (path === null) return '';
  let place = '';
  for (let part: Path = path; part !== null; part = part.above) {
    place = (typeof part.key === 'number' ? `[${part.key}]` : `.${part.key}`) + place;
  }
  return ` at "${name}${place}"`;
}

function readDefinition(schema: GraphQLSchema, definition: VariableDefinitionNode): Variable {
  const { variable, defaultValue } = definition;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) throw new Error('no type of a variable');
  const makeDefault = defaultValue ? () => valueFromAST(defaultValue, type) : null;
  return { name: variable.name.value, type, makeDefault, definition };
}
