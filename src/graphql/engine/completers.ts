import type { GraphQLLeafType, GraphQLTypeResolver } from 'graphql';
import type { Context } from '../request-context.ts';
import { type Complete, isPromise, type ObjectData, putItem, startRun, type Variables } from './run.ts';

// What an operation is compiled to. Everything that is thrown here means: this is for graphql-js to answer.

export interface CompiledOperation {
  /** How many there are: a measure of the memory that it takes. */
  readonly fields: number;
  /** The data of an answer without errors; null when there would be any. */
  readonly run: (
    context: Context,
    variables: Variables,
    mostBytes: number,
    /** Told how many objects there are in the data. */
    ended?: (objects: number) => void,
  ) => Promise<ObjectData | null>;
}

const nobody = () => undefined;

export function operationOf(complete: Complete<ObjectData>, fields: number): CompiledOperation {
  return {
    fields,
    run: (context, variables, mostBytes, ended = nobody) => startRun(complete, context, variables, mostBytes, ended),
  };
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
    try {
      for (const item of list) putItem(item, run, completed, complete);
    } catch (cause) {
      for (const item of list) leaveAlone(item);
      throw cause;
    }
    return completed;
  };
}

export function possibleOf(
  possible: ReadonlyMap<unknown, Complete>,
  resolveType: GraphQLTypeResolver<unknown, unknown>,
): Complete {
  return (value, run) => {
    const type: unknown = Reflect.apply(resolveType, undefined, [value, run.context]);
    leaveAlone(type);
    const complete = possible.get(type);
    if (!complete) throw new Error('no possible type');
    return complete(value, run);
  };
}

/** What is promised, and not awaited any more, may be rejected: Node would end the process for it. */
function leaveAlone(value: unknown): void {
  if (isPromise(value)) value.then(nobody, nobody);
}
