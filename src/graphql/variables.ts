import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isLeafType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import type { Variables } from './run.ts';

interface Variable {
  readonly name: string;
  readonly isRequired: boolean;
  /** Made anew each time, as whatever gets it may change it. Null where there is none. */
  readonly makeDefault: (() => unknown) | null;
  /** Throws for a wrong value. */
  readonly coerce: (value: unknown) => unknown;
}

/**
 * Reads the variables of a valid operation as graphql-js does, without looking up their types each time. Null when
 * anything is wrong with them, which is for graphql-js to say.
 */
export function variablesReader(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (given: Variables) => Variables | null {
  const variables = variableDefinitions.map((definition) => readDefinition(schema, definition));
  return (given) => {
    const read: Record<string, unknown> = {};
    try {
      for (const { name, isRequired, makeDefault, coerce } of variables) {
        if (Object.hasOwn(given, name)) read[name] = coerce(given[name]);
        else if (makeDefault) read[name] = makeDefault();
        else if (isRequired) return null;
      }
    } catch {
      return null;
    }
    return read;
  };
}

function readDefinition(
  schema: GraphQLSchema,
  { variable, type: node, defaultValue }: VariableDefinitionNode,
): Variable {
  const type = typeFromAST(schema, node);
  if (!isInputType(type)) throw new Error('no type of a variable');
  return {
    name: variable.name.value,
    isRequired: isNonNullType(type),
    makeDefault: defaultValue ? () => valueFromAST(defaultValue, type) : null,
    coerce: coercion(type),
  };
}

function coercion(type: GraphQLInputType): Variable['coerce'] {
  const leaf = isNonNullType(type) ? type.ofType : type;
  if (!isLeafType(leaf)) return (value) => coerceInputValue(value, type);
  return (value) => {
    const parsed: unknown = value === null || value === undefined ? value : leaf.parseValue(value);
    return parsed === null || parsed === undefined ? coerceInputValue(value, type) : parsed;
  };
}
