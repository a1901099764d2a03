import fc from 'fast-check';
import type { Random } from '../torture/random.ts';
import { NO_JSON, NUMBERS, TEXTS } from './edge-values.ts';

const RAW = Symbol('JSON text');

/** Text that goes into JSON as it is, whether or not it is any. */
export interface Raw {
  readonly [RAW]: string;
}

export const raw = (text: string): Raw => ({ [RAW]: text });

const nested = (levels: number, open = '[', close = ']') => raw(open.repeat(levels) + close.repeat(levels));

const STRUCTURES: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [[[1]]],
  { '': '' },
  { length: 5 },
  { length: 1e9 },
  { id: {} },
  [undefined],
  nested(500),
  nested(5000),
  nested(40, '{"a":', '}'),
  nested(3000, '{"a":', '1}'.slice(1)),
  nested(20, '[{"a":', '}]'),
  ...['__proto__', 'constructor', 'toString', 'prototype'].flatMap((key) => [
    raw(`{"${key}":{"name":"a","isAdmin":true}}`),
    raw(`{"${key}":null}`),
    raw(`{"${key}":{"prototype":{"name":"a"}}}`),
  ]),
  raw('{"toString":1,"valueOf":null}'),
  raw('{"then":true}'),
  raw('{"type":"Buffer","data":[1,2,3]}'),
  raw('{"a":1,"a":2,"a":{"a":3,"a":4}}'),
];

export interface Values {
  text(): string;
  /** A number as JSON spells it. */
  number(): Raw;
  any(): unknown;
}

/** Values at the edges of what can be sent; the same for the same seed. */
export function valuesOf(random: Random, seed: number): Values {
  const numRuns = 300;
  const binary = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { seed, numRuns });
  const graphemes = fc.sample(fc.string({ unit: 'grapheme', maxLength: 60 }), { seed, numRuns });
  const json = fc.sample(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), { seed, numRuns });
  const text = () => random.pick(random.chance(0.7) ? TEXTS : random.chance(0.5) ? binary : graphemes);
  const number = () => raw(random.pick(NUMBERS));
  const makers: readonly (() => unknown)[] = [
    text,
    text,
    number,
    () => random.pick(STRUCTURES),
    () => random.pick(json),
    () => (random.chance(0.2) ? raw(random.pick(NO_JSON)) : text()),
    () => Array.from({ length: random.below(4) }, text),
  ];
  return { text, number, any: () => random.pick(makers)() };
}

const MAX_JSON_LENGTH = 16 * 1024 * 1024;

export function writeJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (isRaw(value)) return value[RAW];
  if (Array.isArray(value)) return `[${bounded(value).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join()}}`;
}

/** As many items as the server reads any of: mutated again and again, there would be more than a string can hold. */
function bounded(items: readonly unknown[]): string[] {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = writeJson(item);
    length += text.length;
    if (length > MAX_JSON_LENGTH) break;
    texts.push(text);
  }
  return texts;
}

export function isRaw(value: object): value is Raw {
  return RAW in value;
}
