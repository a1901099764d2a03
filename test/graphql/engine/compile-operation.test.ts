import { buildSchema, execute, getOperationAST, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileOperation } from '../../../src/graphql/engine/compile-operation.ts';
import type { Context } from '../../../src/graphql/request-context.ts';

const SCHEMA = `
  type Query { text: String number: Int numbers: [Int] required: [String!]! thing: Thing any: Any }
  interface Any { id: ID }
  type Thing implements Any { id: ID }
  type Other { id: ID }
`;

const ALL = '{ text number numbers required thing { id } any { id } }';
const context = {} as Context;

// What the schema of this server has nowhere, or its resolvers never give.
const resolvers = {
  numbers: {
    ofPromises: () => [1, Promise.resolve(2), null],
    set: () => new Set([1]),
    error: () => [1, new Error('no')],
  },
  text: {
    error: () => new Error('no'),
    promisedError: async () => new Error('no'),
    rejection: () => Promise.reject('no'),
  },
  number: { text: () => 'one', notANumber: () => Number.NaN, list: () => [1] },
  required: {
    none: () => null,
    holes: () => ['a', null],
    promisedHoles: () => [Promise.resolve(null)],
    rejections: () => [Promise.reject('a'), Promise.reject('b')],
  },
  thing: {
    text: () => 'thing',
    promise: () => ({ id: Promise.resolve(7) }),
    method: () => ({ id: () => 7 }),
    missing: () => ({}),
  },
  any: {
    thing: () => ({ id: 1, is: 'Thing' }),
    impossible: () => ({ is: 'Other' }),
    promised: () => ({ is: Promise.resolve('Thing') }),
    unknown: () => ({}),
  },
} as const;

function schemaWith(fields: Readonly<Record<string, (...parameters: never[]) => unknown>>) {
  const schema = buildSchema(SCHEMA);
  const all = { required: () => [], ...fields };
  for (const [name, resolve] of Object.entries(all))
    Object.assign(schema.getQueryType()?.getFields()[name] ?? {}, { resolve });
  Object.assign(schema.getType('Any') ?? {}, { resolveType: ({ is }: { is: unknown }) => is });
  return schema;
}

/** The data; or null, where the operation is left to graphql-js before or while it runs. */
async function run(schema: ReturnType<typeof schemaWith>, query = ALL) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const compiled = compileOperation(operation, { schema, fragments: new Map(), variables: {} });
  return compiled ? compiled.run(context, {}, 1_000_000).catch(() => null) : null;
}

const cases = Object.entries(resolvers).flatMap(([field, values]) =>
  Object.entries(values).map(([what, resolve]) => [field, what, resolve] as const),
);

describe('a compiled operation', () => {
  it.each(cases)(
    'has the same data as an execution, or none where there are errors: %s %s',
    async (field, _what, resolve) => {
      const schema = schemaWith({ [field]: resolve });

      const { data, errors } = await execute({ schema, document: parse(ALL), contextValue: context });

      const answered = await run(schema);
      if (errors) expect(answered).toBeNull();
      else expect([null, JSON.stringify(data)]).toContain(answered && JSON.stringify(answered));
    },
  );

  it('answers lists and properties of promises', async () => {
    const schema = schemaWith({ numbers: resolvers.numbers.ofPromises, thing: resolvers.thing.promise });

    expect(await run(schema)).toMatchObject({ numbers: [1, 2, null], thing: { id: '7' } });
  });

  it('fails once, however many of its fields do', async () => {
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('late');
    };

    // Nobody waits for the first field any more when the second fails; Node ends a process for such a rejection.
    expect(await run(schemaWith({ text: late, number: resolvers.number.text }))).toBeNull();
    expect(await run(schemaWith({ text: resolvers.text.rejection, thing: late }))).toBeNull();
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

    expect(await run(schemaWith({ thing: later, text: resolvers.text.rejection }))).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual([]);
  });
});

describe('an operation is not compiled', () => {
  it('when a resolver takes the info of its field', async () => {
    const text = (_source: unknown, _args: unknown, _context: unknown, info: { fieldName: string }) => info.fieldName;

    expect(await run(schemaWith({ text }))).toBeNull();
  });

  it('when a type checks its values', async () => {
    const schema = schemaWith({});
    const thing = schema.getType('Thing');
    if (isObjectType(thing)) thing.isTypeOf = () => true;

    expect(await run(schema)).toBeNull();
  });

  it('when it has more than a thousand fields', async () => {
    const fields = (count: number) => `{ ${Array.from({ length: count }, (_, index) => `f${index}: text`).join(' ')} }`;

    expect(await run(schemaWith({}), fields(1_001))).toBeNull();
    expect(await run(schemaWith({}), fields(1_000))).not.toBeNull();
  });
});
