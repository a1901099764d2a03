import type { GraphQLLeafType, GraphQLTypeResolver } from 'graphql';
import type { Context } from './context.ts';
import { type Complete, type ObjectData, putItem, startRun, type Variables } from './run.ts';

// What an operation is compiled to. Everything that is thrown here means: this is for graphql-js to answer.

export interface CompiledOperation {
  /** How many there are: a measure of the memory that it takes. */
  readonly fields: number;
  /** The data of an answer without errors; null when there would be any. */
  readonly run: (context: Context, variables: Variables, mostBytes: number) => Promise<ObjectData | null>;
}

export function operationOf(complete: Complete<ObjectData>, fields: number): CompiledOperation {
  return { fields, run: (context, variables, mostBytes) => startRun(complete, context, variables, mostBytes) };
}

export function optional(complete: Complete): Complete {
  return (value, run) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(value, run);
  };
}

export function required(complete: Complete): Complete {
  return (value, run) => {
    if (value === null || value === undefined) throw new Error('null where there cannot be');
    if (value instanceof Error) throw value;
    return complete(value, run);
  };
}

export function leaf(type: GraphQLLeafType): Complete {
  return (value, run) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Error('serialized to null');
    if (typeof serialized === 'string') run.size += serialized.length;
    return serialized;
  };
}

export function listOf(complete: Complete): Complete {
  return (list, run) => {
    if (!Array.isArray(list)) throw new Error('no array');
    const completed: unknown[] = [];
    for (const item of list) putItem(item, run, completed, complete);
    return completed;
  };
}

export function possibleOf(
  possible: ReadonlyMap<unknown, Complete>,
  resolveType: GraphQLTypeResolver<unknown, unknown>,
): Complete {
  return (value, run) => {
    const complete = possible.get(Reflect.apply(resolveType, undefined, [value, run.context]));
    if (!complete) throw new Error('no possible type');
    return complete(value, run);
  };
}
