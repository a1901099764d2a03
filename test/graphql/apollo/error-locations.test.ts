import { afterAll, expect, it } from 'vitest';
import { graphql, send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());

const placesOf = async (query: string) => {
  const { body } = await graphql(server.url, query);
  return body.errors.map(({ path, locations }: { path: unknown; locations: unknown }) => [path, locations]);
};

it.each([
  ['under its alias', '\n  { viewer { id }\n    bad: groups(after: "x") { nodes { id } } }'],
  ['in a fragment', '{ ...F }\nfragment F on Query {\n    bad: groups(after: "x") { nodes { id } } }'],
  ['in an inline fragment', '{\n ... on Query {\n    bad: groups(after: "x") { nodes { id } } } }'],
  [
    'beside one that is skipped',
    'query ($no: Boolean! = false) {\n bad: groups(after: "x") @include(if: $no) { totalCount }\n    bad: groups(after: "x") { nodes { id } } }',
  ],
])('an error of a field tells where the field stands: %s', async (_what, query) => {
  for (const _time of ['first', 'second', 'third']) {
    expect(await placesOf(query)).toEqual([[['bad'], [{ line: 3, column: 5 }]]]);
  }
});

it('each error of an operation is located, the same field of many objects too', async () => {
  const token = await server.token(1);
  for (const name of ['A', 'B'])
    await send(`${server.url}/api/v2/group/`, { token, json: { name, privacy: 'public' } });
  const bad = 'members(after: "x") { totalCount }';

  expect(await placesOf(`{ groups {\n nodes { a: ${bad}\n b: ${bad} } } }`)).toEqual([
    [['groups', 'nodes', 0, 'a'], [{ line: 2, column: 10 }]],
    [['groups', 'nodes', 0, 'b'], [{ line: 3, column: 2 }]],
    [['groups', 'nodes', 1, 'a'], [{ line: 2, column: 10 }]],
    [['groups', 'nodes', 1, 'b'], [{ line: 3, column: 2 }]],
  ]);
});
