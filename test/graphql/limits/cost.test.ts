import { afterAll, describe, expect, it } from 'vitest';
import { graphql } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const ask = async (query: string, variables: Record<string, unknown> = {}) =>
  (await graphql(server.url, query, { variables })).body;

/** Members of groups of members of groups, as deep as one likes. */
const nested = (depth: number): string =>
  depth === 0
    ? 'id'
    : `groups(first: 100) { nodes { members(first: 100) { nodes { user { ${nested(depth - 1)} } } } } }`;

describe('an operation that asks for too much', () => {
  it.each([
    ['lists inside lists', `{ ${nested(2)} }`, {}],
    [
      'lists whose size is a variable',
      'query ($n: Int) { groups(first: $n) { nodes { members(first: $n) { nodes { user { groups(first: $n) { nodes { id } } } } } } } }',
      { n: 100 },
    ],
    [
      'lists whose size is left out',
      '{ groups { nodes { members { nodes { user { groups { nodes { members { nodes { since } } } } } } } } } }',
      {},
    ],
    [
      'fragments',
      'query { groups(first: 100) { ...Page } } fragment Page on GroupConnection { nodes { members(first: 100) { nodes { user { groups(first: 100) { nodes { id } } } } } } }',
      {},
    ],
    [
      'the same again under other names',
      `{ ${Array.from({ length: 10 }, (_, index) => `a${index}: groups(first: 100) { nodes { members(last: 40) { nodes { since } } } }`).join(' ')} }`,
      {},
    ],
  ])('is refused before it runs: %s', async (_what, query, variables) => {
    server.statements.length = 0;

    const { data, errors } = await ask(query, variables);

    expect(data).toBeUndefined();
    expect(errors[0].message).toMatch(/^This asks for up to \d+ objects; at most 10000 can be asked for at once\.$/);
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(server.statements).toEqual([]);
  });
});

describe('an operation that asks for much, but not too much', () => {
  it.each([
    ['a full page of groups', '{ groups(first: 100) { totalCount nodes { id createdBy { id } managedBy { id } } } }'],
    ['forty members of a hundred groups', '{ groups(first: 100) { nodes { members(first: 40) { nodes { role } } } } }'],
    [
      'fragments that double, with a size that is a variable',
      `query ($n: Int = 0) { groups(first: $n) { nodes { ...F0 } } } ${Array.from({ length: 60 }, (_, depth) => `fragment F${depth} on Group { ...F${depth + 1} ...F${depth + 1} }`).join(' ')} fragment F60 on Group { members(first: $n) { totalCount } }`,
    ],
    ['introspection', '{ __schema { types { fields { type { ofType { ofType { name } } } } } } }'],
  ])('runs: %s', async (_what, query) => {
    const { data, errors } = await ask(query);

    expect(errors).toBeUndefined();
    expect(data).toBeDefined();
  });
});
