import {
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLTypeResolver,
  getArgumentValues,
} from 'graphql';
import type { Context } from './context.ts';
import { type Complete, isPromise, type Run, startRun, type Variables, whenKnown } from './run.ts';

// What an operation is compiled to. Everything that is thrown here means: this is for graphql-js to answer.

export interface CompiledOperation {
  /** How many there are: a measure of the memory that it takes. */
  readonly fields: number;
  /** The data of an answer without errors; rejects when there would be any. */
  readonly run: (context: Context, variables: Variables) => Promise<ObjectData>;
}

export type ObjectData = Record<string, unknown>;

export interface CompiledField {
  readonly key: string;
  readonly resolve: (source: unknown, run: Run) => unknown;
  readonly complete: Complete;
}

export function operationOf(complete: Complete<ObjectData>, fields: number): CompiledOperation {
  return { fields, run: (context, variables) => startRun(complete, context, variables) };
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
  return (value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Error('serialized to null');
    return serialized;
  };
}

export function listOf(complete: Complete): Complete {
  return (list, run) => {
    if (!Array.isArray(list)) throw new Error('no array');
    const completed: unknown[] = [];
    for (const item of list) {
      const index = completed.push(null) - 1;
      if (isPromise(item)) {
        whenKnown(item, run, (known) => {
          completed[index] = complete(known, run);
        });
      } else completed[index] = complete(item, run);
    }
    return completed;
  };
}

export function oneOf(
  possible: ReadonlyMap<unknown, Complete>,
  resolveType: GraphQLTypeResolver<unknown, unknown>,
): Complete {
  return (value, run) => {
    const complete = possible.get(Reflect.apply(resolveType, undefined, [value, run.context]));
    if (!complete) throw new Error('no possible type');
    return complete(value, run);
  };
}

export function objectOf(fields: readonly CompiledField[]): Complete<ObjectData> {
  return (source, run) => {
    const object: ObjectData = {};
    for (const { key, resolve, complete } of fields) {
      const value = resolve(source, run);
      if (isPromise(value)) {
        // It has its place among the others before it is known.
        object[key] = null;
        whenKnown(value, run, (known) => {
          object[key] = complete(known, run);
        });
      } else object[key] = complete(value, run);
    }
    return object;
  };
}

export function typename(key: string, name: string): CompiledField {
  return { key, resolve: () => name, complete: (value) => value };
}

export function propertyOf(name: string): CompiledField['resolve'] {
  return (source) => {
    if (!isRecord(source)) return undefined;
    const value = source[name];
    if (typeof value === 'function') throw new Error('a method');
    return value;
  };
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

export function resultOf(resolver: Resolver): CompiledField['resolve'] {
  return (source, { context }) => Reflect.apply(resolver, undefined, [source, {}, context]);
}

export function resultWith(
  resolver: Resolver,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  number: number,
): CompiledField['resolve'] {
  return (source, run) => {
    run.args[number] ??= getArgumentValues(field, node, run.variables);
    return Reflect.apply(resolver, undefined, [source, run.args[number], run.context]);
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
