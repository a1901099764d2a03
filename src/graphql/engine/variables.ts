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
import { coerce, type Path, type Report } from './coercion.ts';
import type { Variables } from './run.ts';

/** Errors that are reported of the variables of one request; reading ends at the last. */
export const MAX_ERRORS = 5;

export interface ReadVariables {
  readonly values: Variables;
  /** The first `MAX_ERRORS` errors. If there are any, the values are of no use. */
  readonly errors: readonly GraphQLError[];
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** Makes the default anew each time, as whoever gets it may change it; null for none. */
  readonly makeDefault: (() => unknown) | null;
  readonly definition: VariableDefinitionNode;
}

/** Thrown to end the reading once there are `MAX_ERRORS` errors. */
class TooManyErrors extends Error {}

/**
 * Makes the reader of a valid operation's variables, which reads them as graphql-js does, without looking up their types
 * each time. Its errors have the words of graphql-js, without the values.
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
  return new GraphQLError(message, { nodes });
}

/** Writes where a value stands, as in ` at "input.userIds[3]"`; nothing for the variable itself. */
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
  if (!isInputType(type)) throw new Error(`$${variable.name.value} has no input type, though its operation is valid`);
  const makeDefault = defaultValue ? () => valueFromAST(defaultValue, type) : null;
  return { name: variable.name.value, type, makeDefault, definition };
}
