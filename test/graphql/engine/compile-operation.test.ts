import { buildSchema, execute, getOperationAST, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fragmentsOf } from '../../../src/graphql/engine/collect-fields.ts';
import { compileOperation } from '../../../src/graphql/engine/compile-operation.ts';
import type { Variables } from '../../../src/graphql/engine/run.ts';

const SCHEMA = `
  type Query {
    text(size: Int!): String
    number: Int
    numbers: [Int]
    required: [String!]!
    thing: Thing
    any: Any
  }
  type Mutation { change: Thing }
  type Subscription { changes: Thing }
  interface Any { id: ID }
  type Thing implements Any { id: ID thing: Thing }
  type Other { id: ID }
`;

const ALL = '{ text(size: 1) number numbers required thing { id } any { id } }';
const context = { isContext: true };
type Resolve = (...parameters: never[]) => unknown;

function schemaWith(fields: Readonly<Record<string, Resolve>>) {
  const schema = buildSchema(SCHEMA);
  const all = { required: () => [], ...fields };
  for (const [name, resolve] of Object.entries(all)) {
    Object.assign(schema.getQueryType()?.getFields()[name] ?? {}, { resolve });
  }
  Object.assign(schema.getType('Any') ?? {}, { resolveType: ({ is }: { is: unknown }) => is });
  return schema;
}

function compile(schema: ReturnType<typeof schemaWith>, query = ALL, variables = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return compileOperation(operation, { schema, fragments: fragmentsOf(document), variables });
}

/** The data; null where what was compiled leaves the operation to graphql-js. */
async function run(schema: ReturnType<typeof schemaWith>) {
  const compiled = compile(schema);
  if (!compiled) throw new Error('not compiled');
  return (await compiled.run(context, {}, 1_000_000))?.data ?? null;
}

/**
 * What a resolver of this field gives, and who answers then: `compiled`, as graphql-js does; `graphql-js`, which can do
 * more; or `nobody` without an error in the answer.
 */
const CASES: readonly (readonly [field: string, gives: string, by: 'compiled' | 'graphql-js' | 'nobody', Resolve])[] = [
  ['numbers', 'promises', 'compiled', () => [1, Promise.resolve(2), null]],
  ['numbers', 'a set', 'graphql-js', () => new Set([1])],
  ['numbers', 'an error among others', 'nobody', () => [1, new Error('no')]],
  ['text', 'an error', 'nobody', () => new Error('no')],
  ['text', 'the promise of an error', 'nobody', async () => new Error('no')],
  ['text', 'a rejection', 'nobody', () => Promise.reject('no')],
  ['number', 'text', 'nobody', () => 'one'],
  ['number', 'no number', 'nobody', () => Number.NaN],
  ['number', 'a list', 'nobody', () => [1]],
  ['required', 'nothing', 'nobody', () => null],
  ['required', 'a list with a hole', 'nobody', () => ['a', null]],
  ['required', 'a list with the promise of a hole', 'nobody', () => [Promise.resolve(null)]],
  ['required', 'rejections', 'nobody', () => [Promise.reject('a'), Promise.reject('b')]],
  ['thing', 'text', 'compiled', () => 'thing'],
  ['thing', 'the promise of a property', 'compiled', () => ({ id: Promise.resolve(7) })],
  ['thing', 'a method', 'graphql-js', () => ({ id: () => 7 })],
  ['thing', 'an object without the property', 'compiled', () => ({})],
  ['any', 'an object of a possible type', 'compiled', () => ({ id: 1, is: 'Thing' })],
  ['any', 'an object of another type', 'nobody', () => ({ is: 'Other' })],
  ['any', 'the promise of a type', 'graphql-js', () => ({ is: Promise.resolve('Thing') })],
  ['any', 'an object of no type', 'nobody', () => ({})],
];

describe('a compiled operation', () => {
  it.each(CASES)('of which %s gives %s is answered by %s', async (field, _gives, by, resolve) => {
    const schema = schemaWith({ [field]: resolve });
    const { data, errors } = await execute({ schema, document: parse(ALL), contextValue: context });

    const answered = await run(schema);

    expect(errors !== undefined).toBe(by === 'nobody');
    expect(answered && JSON.stringify(answered)).toBe(by === 'compiled' ? JSON.stringify(data) : null);
  });

  it('fails once, however many of its fields do', async () => {
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('late');
    };

    // Nobody waits for the first field any more when the second fails; Node ends a process for such a rejection.
    expect(await run(schemaWith({ text: late, number: () => 'one' }))).toBeNull();
    expect(await run(schemaWith({ text: () => Promise.reject('no'), thing: late }))).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('asks for nothing more once it has failed', async () => {
    const asked: string[] = [];
    const later = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return {
        get id() {
          return asked.push('id');
        },
      };
    };

    expect(await run(schemaWith({ thing: later, text: () => Promise.reject('no') }))).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual([]);
  });
});

const LONG = 'x'.repeat(101);
const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}: number`).join(' ');
const nested = (depth: number) => `{ thing ${'{ thing '.repeat(depth)} { id } ${'}'.repeat(depth)} }`;
const OPERATIONS: [what: string, isCompiled: boolean, query: string, variables?: Variables][] = [
  ['fields of every kind', true, ALL],
  ['aliases', true, '{ a: number b: number }'],
  [
    'fragments',
    true,
    '{ ...A ... on Query { number } } fragment A on Query { thing { ...B } } fragment B on Any { id }',
  ],
  ['__typename', true, '{ __typename thing { __typename } }'],
  ['a variable', true, 'query ($size: Int!) { text(size: $size) }', { size: 1 }],
  ['a field that is left out', true, 'query ($if: Boolean!) { number @skip(if: $if) numbers }', { if: true }],
  ['a thousand fields', true, `{ ${fields(1_000)} }`],
  ['a thousand and one fields', false, `{ ${fields(1_001)} }`],
  ['fields a hundred deep', true, nested(100)],
  ['introspection of the schema', false, '{ __schema { queryType { name } } }'],
  ['introspection of a type', false, '{ number __type(name: "Thing") { name } }'],
  ['a name of more than a hundred characters', false, `{ ${LONG}: number }`],
  ['an alias that no literal can have', false, '{ __proto__: number }'],
  ['a directive that is wrong', false, 'query ($if: Boolean) { number @skip(if: $if) }', { if: null }],
  ['one mutation', true, 'mutation { change { id } }'],
  ['two mutations', false, 'mutation { a: change { id } b: change { id } }'],
  [
    'a mutation that may be left out',
    false,
    'mutation ($if: Boolean!) { change @skip(if: $if) { id } }',
    { if: false },
  ],
  ['a mutation in a fragment', false, 'mutation { ... { change { id } } }'],
  ['a subscription', false, 'subscription { changes { id } }'],
];

describe('whether an operation is compiled', () => {
  it.each<(typeof OPERATIONS)[number]>(OPERATIONS)('that has %s: %s', (_what, isCompiled, query, variables = {}) => {
    expect(compile(schemaWith({}), query, variables) !== null).toBe(isCompiled);
  });

  it('depends on its resolvers: they do not take the info of their field', () => {
    const text = (_source: unknown, _args: unknown, _context: unknown, info: { fieldName: string }) => info.fieldName;

    expect(compile(schemaWith({ text }))).toBeNull();
  });

  it('depends on its types: they do not check their values', () => {
    const schema = schemaWith({});
    const thing = schema.getType('Thing');
    if (isObjectType(thing)) thing.isTypeOf = () => true;

    expect(compile(schema)).toBeNull();
  });

  it('is not decided by a fault, which is thrown', () => {
    const schema = schemaWith({});
    const fault = new TypeError('a fault');
    Object.assign(schema.getType('Thing') ?? {}, {
      getFields() {
        throw fault;
      },
    });

    expect(() => compile(schema)).toThrow(fault);
  });
});
