import { buildSchema, getOperationAST, graphql, isInterfaceType, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readySchema } from '../../../src/graphql/apollo/ready-schema.ts';
import { compileOperation } from '../../../src/graphql/engine/compile-operation.ts';
import type { RequestContext } from '../../../src/graphql/request-context.ts';

const context = {} as RequestContext;
type AnyFunction = (...parameters: never[]) => unknown;

function schemaWith(coordinate: string, resolve: AnyFunction) {
  const schema = buildSchema(`
    type Query { text(input: Input): String any: Any }
    type Mutation { change(input: Input): String }
    input Input { names: [String!] }
    interface Any { id: ID }
    type Thing implements Any { id: ID }`);
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (isInterfaceType(type)) Object.assign(type, { resolveType: resolve });
  else if (isObjectType(type) && fieldName === 'isTypeOf') Object.assign(type, { isTypeOf: resolve });
  else if (isObjectType(type)) Object.assign(type.getFields()[fieldName] ?? {}, { resolve });
  return schema;
}

const ready = (coordinate: string, resolve: AnyFunction) => () =>
  readySchema(schemaWith(coordinate, resolve), () => undefined);

describe('a schema is refused', () => {
  it.each<[string, string, AnyFunction, RegExp]>([
    [
      'of a resolver that takes the info',
      'Query.text',
      (_a, _b, _c, _info) => '',
      /^The resolver of Query\.text takes 4/,
    ],
    ['of a default', 'Query.text', (_a, _b, _c, info = null) => info, /^The resolver of Query\.text has a default/],
    ['of a default before others', 'Query.text', async (_a = null, _b) => '', /^The resolver of Query\.text has a def/],
    ['of a rest', 'Query.text', (...all) => all, /^The resolver of Query\.text has a default or a rest/],
    ['of a generator', 'Query.text', function* () {}, /^The resolver of Query\.text is a generator/],
    ['of a mutation that is not async', 'Mutation.change', () => '', /^The resolver of Mutation\.change is not async/],
    ['of a resolveType that takes the info', 'Any.', (_a, _b, _info) => 'Thing', /^The resolveType of Any takes 3/],
    ['of a type that checks its values', 'Thing.isTypeOf', () => true, /^Thing has isTypeOf/],
  ])('because %s', (_why, coordinate, resolve, message) => {
    expect(ready(coordinate, resolve)).toThrow(message);
  });

  it.each<[string, AnyFunction]>([
    ['three parameters', async (_source, _args, _context) => ''],
    ['none', () => ''],
    ['one without parentheses', (source) => source],
    [
      'patterns with defaults and rests',
      async (_source: unknown, { input = null, ...rest }: object & { input?: unknown }, { id }: { id: string }) => [
        input,
        rest,
        id,
      ],
    ],
  ])('but not for a resolver with %s', (_what, resolve) => {
    expect(ready('Query.text', resolve)).not.toThrow();
  });
});

it('a resolver that changes its arguments fails', async () => {
  const change = (_source: unknown, { input }: { readonly input: { readonly names: string[] } }) =>
    String(input.names.push('another'));
  const schema = schemaWith('Query.text', change);
  readySchema(schema, () => undefined);

  const { errors } = await graphql({ schema, source: '{ text(input: { names: ["a"] }) }', contextValue: context });

  expect(errors?.map(({ originalError }) => originalError)).toEqual([expect.any(TypeError)]);
});

it.each(['{ names: $names }', '{ names: [$name] }'])(
  'a resolver that changes what came in variables fails where it is compiled: %s',
  async (input) => {
    const failures: unknown[] = [];
    const change = (_source: unknown, args: { readonly input: { readonly names: string[] } }) => {
      try {
        return String(args.input.names.push('another'));
      } catch (cause) {
        failures.push(cause);
        throw cause;
      }
    };
    // Without the wrapper of `readySchema`, which freezes arguments for graphql-js.
    const schema = schemaWith('Query.text', change);
    const operation = getOperationAST(parse(`query ($names: [String!], $name: String!) { text(input: ${input}) }`));
    if (!operation) throw new Error('no operation');
    const compiled = compileOperation(operation, { schema, fragments: new Map(), variables: {} });

    expect(await compiled?.run(context, { names: ['a'], name: 'a' }, 1_000)).toBeNull();
    expect(failures).toEqual([expect.any(TypeError)]);
  },
);

it('a resolveType that is rejected leaves the operation to graphql-js', async () => {
  const schema = schemaWith('Any.', () => Promise.reject(new Error('no')));
  Object.assign(schema.getQueryType()?.getFields()['any'] ?? {}, { resolve: () => ({}) });
  const operation = getOperationAST(parse('{ any { id } }'));
  if (!operation) throw new Error('no operation');
  const compiled = compileOperation(operation, { schema, fragments: new Map(), variables: {} });

  // Node would end the process for a rejection that nobody takes.
  expect(await compiled?.run(context, {}, 1_000)).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 5));
});
