import type { GraphQLLeafType, GraphQLTypeResolver } from 'graphql';
import {
  type CompletedRun,
  type Completer,
  isPromise,
  type ObjectData,
  putItem,
  startRun,
  type Variables,
} from './run.ts';

// What an operation is compiled to. Whatever is thrown here is an error of a field, and ends the run.

export interface CompiledOperation {
  /** The number of its fields: a measure of the memory that it takes. */
  readonly fields: number;
  /** Answers with data without errors; with null where there would be any, or more than `maxBytes` as JSON. */
  readonly run: (context: unknown, variables: Variables, maxBytes: number) => Promise<CompletedRun<ObjectData> | null>;
}

export function operationOf(complete: Completer<ObjectData>, fields: number): CompiledOperation {
  return { fields, run: (context, variables, maxBytes) => startRun(complete, context, variables, maxBytes) };
}

export function optional(complete: Completer): Completer {
  return (value, run) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(value, run);
  };
}

export function required(complete: Completer): Completer {
  return (value, run) => {
    if (value === null || value === undefined) throw new Error('null where there cannot be');
    if (value instanceof Error) throw value;
    return complete(value, run);
  };
}

export function leaf(type: GraphQLLeafType): Completer {
  return (value, run) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Error('serialized to null');
    if (typeof serialized === 'string') run.size += serialized.length;
    return serialized;
  };
}

export function listOf(complete: Completer): Completer {
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
  possible: ReadonlyMap<unknown, Completer>,
  resolveType: GraphQLTypeResolver<unknown, unknown>,
): Completer {
  return (value, run) => {
    const type: unknown = Reflect.apply(resolveType, undefined, [value, run.context]);
    leaveAlone(type);
    const complete = possible.get(type);
    if (!complete) throw new Error('no possible type');
    return complete(value, run);
  };
}

const ignore = () => undefined;

/** Takes the rejection of a promise that nobody awaits any more, for which Node would end the process. */
function leaveAlone(value: unknown): void {
  if (isPromise(value)) value.then(ignore, ignore);
}
