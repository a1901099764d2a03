import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

let lookedUp = 0;
const server = await startServer({
  sandboxReachable: async () => {
    lookedUp += 1;
    return true;
  },
});
afterAll(() => server.stop());
const address = `${server.url}/graphql`;
const json = (query: string, more = {}) => ({ json: { query, ...more } });
const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };

describe('an answer of GraphQL', () => {
  it.each([
    ['data', json('{ __typename }')],
    ['a wrong document', json('{')],
    ['a wrong type', { body: 'a', headers: { 'content-type': 'text/plain' } }],
    ['broken JSON', { body: '{', headers: { 'content-type': 'application/json' } }],
    ['too large a document', json('#'.repeat(100_000))],
    ['a bad token', { ...json('{ __typename }'), token: 'bad' }],
    ['an unknown persisted query', { json: { extensions: { persistedQuery } } }],
    ['a wrong method', { method: 'PUT' }],
    ['HEAD', { method: 'HEAD' }],
    ['GET', { headers: { 'apollo-require-preflight': '1' } }],
    ['a page', { headers: { accept: 'text/html' } }],
  ])('is kept by nobody: %s', async (_what, options) => {
    for (const _time of ['first', 'second', 'third']) {
      expect((await send(address, options)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('the page at the address of GraphQL', () => {
  it('looks once in a process for what it loads from elsewhere', async () => {
    await Promise.all(
      ['', '?', '?a=b', '?sandbox'].map((q) => send(address + q, { headers: { accept: 'text/html' } })),
    );
    await send(address, { headers: { accept: 'text/html' } });

    expect(lookedUp).toBe(1);
  });

  it('looks for nothing where GraphiQL is asked for', async () => {
    let asked = 0;
    const other = await startServer({
      sandboxReachable: async () => {
        asked += 1;
        return false;
      },
    });
    onTestFinished(() => other.stop());

    await send(`${other.url}/graphql?graphiql`, { headers: { accept: 'text/html' } });

    expect(asked).toBe(0);
  });
});

describe('unknown directives', () => {
  const ten = Array.from({ length: 10 }, (_, index) => `@d${index}`).join(' ');

  it.each([
    `{ __typename ${ten} }`,
    `query ${ten} { __typename }`,
    `query ($a: Int ${ten}) { groups(first: $a) { totalCount } }`,
    `{ ... ${ten} { __typename } ...f ${ten} } fragment f on Query ${ten} { __typename }`,
    `{ __typename @skip(if: false) ${'@d0 '.repeat(10)} }`,
  ])('have one error together: %s', async (query) => {
    const { body } = await graphql(server.url, query);

    expect(body.errors).toMatchObject([{ message: 'Unknown directive "@d0".' }]);
  });

  it('hide nothing else that is wrong', async () => {
    const { body } = await graphql(server.url, `{ nothing ${ten} __typename @skip }`);

    const messages = body.errors.map(({ message }: { message: string }) => message);
    expect(messages).toHaveLength(3);
    expect(messages).toContainEqual(expect.stringContaining('nothing'));
    expect(messages).toContainEqual(expect.stringContaining('@skip'));
  });
});

describe('a list in the variables', () => {
  it.each([1_001, 20_000])('is refused by its length, and none of its %i items is looked at', async (length) => {
    const list = Array.from({ length }, () => ({}));
    const ask = async (type: string, field: string, value: unknown) => {
      const { body } = await graphql(server.url, `${type} ${field}`, { variables: { value } });
      return body.errors.map(({ message }: { message: string }) => message);
    };
    const create = 'createGroup(input: $value) { userErrors { code } } }';

    expect([
      await ask('query ($value: [ID!]!) {', 'nodes(ids: $value) { id } }', list),
      await ask('query ($value: GroupFilter) {', 'groups(filter: $value) { totalCount } }', { viewerRole: list }),
      await ask('mutation ($value: CreateGroupInput!) {', create, {
        name: 'A',
        privacy: 'PUBLIC',
        inviteUserIds: list,
      }),
    ]).toEqual([
      ['Variable "$value" got invalid value; Expected at most 1000 items.'],
      ['Variable "$value" got invalid value at "value.viewerRole"; Expected at most 1000 items.'],
      ['Variable "$value" got invalid value at "value.inviteUserIds"; Expected at most 1000 items.'],
    ]);
  });
});
