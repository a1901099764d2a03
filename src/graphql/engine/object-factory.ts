import type { GraphQLFieldResolver } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Complete, fieldOf, type ObjectData, type Variables } from './run.ts';

/** Where the value of a field comes from. */
export type Origin =
  | { readonly of: 'type'; readonly name: string }
  | { readonly of: 'property'; readonly name: string }
  | {
      readonly of: 'resolver';
      readonly resolve: GraphQLFieldResolver<unknown, unknown>;
      /** Null where the field has none. */
      readonly readArguments: ((variables: Variables) => object) | null;
      /** The field's own in its operation: where a run keeps its arguments. */
      readonly number: number;
    };

export interface CompiledField {
  readonly key: string;
  readonly origin: Origin;
  readonly complete: Complete;
  /** Values of this kind are answered as they are. */
  readonly asItIs: 'string' | 'boolean' | null;
}

type MakeObject = Complete<ObjectData>;
type Factory = (fields: readonly CompiledField[]) => MakeObject;

/** Characters of code, of all factories together. */
const MAX_CODE = 2_000_000;
const NOTHING = Object.freeze({});
/** Longer ones are for graphql-js: each stands in the code three times. */
const NAME = /^[A-Za-z_]\w{0,99}$/;

/** By their code: documents that ask for the same share it, and what the engine makes of it. */
const factories = new LRUCache<string, Factory>({
  maxSize: MAX_CODE,
  sizeCalculation: (_factory, code) => code.length,
});

/**
 * Makes the objects of a selection by code of its own, sooner than a loop over its fields would. What comes into the
 * code, of a document and of the schema, are names alone, and quoted.
 */
export function objectFactory(fields: readonly CompiledField[]): MakeObject {
  const code = codeOf(fields);
  const factory: Factory = factories.get(code) ?? new Function('fieldOf', 'nothing', code)(fieldOf, NOTHING);
  factories.set(code, factory);
  return factory(fields);
}

/** One literal with everything in its place, of which each is then filled. */
function codeOf(fields: readonly CompiledField[]): string {
  const lines = (line: (field: CompiledField, index: number) => string) => fields.map(line).join('\n');
  return `'use strict';
return (fields) => {
  ${lines((_field, index) => `const { origin: { resolve: r${index}, readArguments: a${index}, number: n${index} }, complete: c${index} } = fields[${index}];`)}
  return (source, run) => {
    const properties = typeof source === 'object' && source !== null ? source : nothing;
    run.size += ${sizeOf(fields)};
    run.objects += 1;
    if (run.size > run.maxSize) throw new Error('too large');
    const object = { ${fields.map(({ key }) => `${quoted(key)}: null`).join(', ')} };
    let value;
    ${lines(
      (field, index) => `value = ${valueIn(field.origin, index)};
    object[${quoted(field.key)}] = ${scalarTest(field)} ? ${taken(field, index)}
      : fieldOf(value, run, object, ${quoted(field.key)}, c${index});`,
    )}
    return object;
  };
};`;
}

function valueIn(origin: Origin, index: number): string {
  if (origin.of === 'type') return quoted(origin.name);
  if (origin.of === 'property') return `properties[${quoted(origin.name)}]`;
  const args = origin.readArguments === null ? 'nothing' : `run.args[n${index}] ??= a${index}(run.variables)`;
  return `r${index}(source, ${args}, run.context)`;
}

/** What an object takes without its texts: of a field its key, in quotes, and a value as short as `null`. */
function sizeOf(fields: readonly CompiledField[]): number {
  return fields.reduce((size, { key }) => size + key.length + '"":null,'.length, '{}'.length);
}

function taken({ asItIs }: CompiledField, index: number): string {
  if (asItIs === null) return `c${index}(value, run)`;
  return asItIs === 'string' ? '(run.size += value.length, value)' : 'value';
}

/** The test for what needs no second look: it cannot be a promise. */
function scalarTest({ asItIs }: CompiledField): string {
  if (asItIs) return `typeof value === '${asItIs}'`;
  return "typeof value === 'string' || typeof value === 'number' || value instanceof Date";
}

function quoted(name: string): string {
  if (!NAME.test(name) || name === '__proto__') throw new Error('no name');
  return `'${name}'`;
}
