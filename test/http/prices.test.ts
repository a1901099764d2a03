import { afterAll, expect, it } from 'vitest';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const LIMIT = 3_000;
const moment = Date.now();
// For each question another caller, at a moment that does not pass: what was spent is what it cost.
const server = await startServer({ now: () => new Date(moment), env: { RATE_LIMIT: String(LIMIT) } });
afterAll(() => server.stop());
await server.addUsers(1);
const owner = await server.token(1);
const { body: made } = await send(`${server.url}/api/v2/group/`, {
  token: owner,
  json: { name: 'Runners', privacy: 'public' },
});

let user = 1;
const nextCaller = () => {
  user += 1;
  return server.token(user);
};
const spent = (headers: Headers) => LIMIT - Number(headers.get('ratelimit-remaining'));

const SEARCH = 'query ($search: String) { groups(filter: { search: $search }) { nodes { name } totalCount } }';
const OPERATIONS: [string, string, number, Record<string, unknown>?][] = [
  ['nothing that is dear', '{ viewer { username } }', 1],
  ['25 groups and what holds them', '{ groups(first: 25) { nodes { name } } }', 1],
  ['more than 50 objects that there are not', '{ groups(first: 26) { nodes { name } } }', 1],
  ['a list with its count', '{ groups { nodes { name } totalCount } }', 7],
  ['a count without a list', '{ groups(first: 0) { totalCount } }', 7],
  ['a count by two names', '{ groups(first: 0) { a: totalCount b: totalCount totalCountIsExact } }', 7],
  ['a count in a fragment', '{ groups { ...F } } fragment F on GroupConnection { ... { totalCountIsExact } }', 7],
  ['a count that is skipped', '{ groups { nodes { name } totalCount @skip(if: true) } }', 1],
  ['a search that is skipped', '{ groups(filter: { search: "a b" }) @skip(if: true) { totalCount } viewer { id } }', 1],
  [
    'what is under another type',
    `query { node(id: "${btoa('Group:1')}") { ... on User { groups { totalCount } } ... on Group { name } } }`,
    1,
  ],
  ['groups of nobody', '{ user(by: { databaseId: 2147483647 }) { groups { totalCount } } }', 1],
  ['a search', '{ groups(filter: { search: " running  club " }) { nodes { name } } }', 7],
  ['a search that is counted, from a variable', SEARCH, 7, { search: 'club' }],
  ['a search for nothing', SEARCH, 7, { search: ' ' }],
  [
    'a search of more words than are looked for',
    '{ groups(first: 0, filter: { search: "th he in er an re on at en nd a b c" }) { totalCount } }',
    61,
  ],
  ['words with U+0000 between them', SEARCH, 13, { search: 'a\0b' }],
  ['groups, which nearly all are', '{ groups(filter: { kind: GROUP }) { nodes { name } } }', 1],
  ['pages alone', '{ groups(filter: { kind: PAGE }) { nodes { name } } }', 21],
  [
    'pages, from a variable',
    'query ($f: GroupFilter) { groups(filter: $f) { nodes { name } } }',
    21,
    { f: { kind: 'PAGE' } },
  ],
  ['pages by a search, counted', '{ groups(filter: { search: "a", kind: PAGE }) { totalCount } }', 77],
  ['a search in another order', '{ groups(filter: { search: "a" }, orderBy: { field: NAME }) { nodes { name } } }', 54],
  ['a list in another order', '{ groups(orderBy: { field: LATEST_ACTIVITY }) { nodes { name } } }', 1],
  ["the viewer's groups", '{ groups(filter: { viewerRole: ADMIN }) { nodes { name } } }', 7],
  ['groups of the viewer', '{ viewer { groups { nodes { name } totalCount } } }', 13],
  ['users', '{ users(search: "a b") { nodes { username } totalCount } }', 13],
  ['members', '{ groups(first: 10) { nodes { members(first: 1) { totalCount } } } }', 1],
  ['requests that are hidden', '{ groups(first: 10) { nodes { requests(first: 0) { totalCount } } } }', 1],
  ['an answer with an error', '{ groups(after: "x", filter: { search: "a" }) { nodes { id } } }', 4],
  ['groups of each of ten users', '{ users(first: 10) { nodes { groups(first: 1) { nodes { name } } } } }', 61],
];

it.each(OPERATIONS)(
  'an operation that asks for %s pays before it runs: %s',
  async (_what, query, points, variables = {}) => {
    const token = await nextCaller();

    const { headers, body } = await graphql(server.url, query, { token, variables });

    if (!query.includes('after')) expect(body.errors).toBeUndefined();
    expect(spent(headers)).toBe(points);
  },
);

it('an operation that is compiled pays what it paid before', async () => {
  const token = await nextCaller();
  const ask = async () =>
    spent((await graphql(server.url, SEARCH, { token, variables: { search: 'compiled' } })).headers);

  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([7, 14, 21, 28]);
});

it('what an operation that is compiled did not read is given back', async () => {
  const token = await nextCaller();
  const query = `query ($no: Boolean!) { groups(first: 100) { nodes { name members(first: 100) { nodes { since } } } }
    many: groups(filter: { search: "a b" }) @skip(if: $no) { totalCount } }`;
  const ask = async () => spent((await graphql(server.url, query, { token, variables: { no: true } })).headers);

  expect([await ask(), await ask(), await ask(), await ask()]).toEqual([1, 2, 3, 4]);
});

it('an operation that keeps failing pays for each second run, and is seldom run twice', async () => {
  const token = await nextCaller();
  const query = '{ a: groups(filter: { search: "a" }) { totalCount } groups(after: "x") { nodes { id } } }';
  const ask = async () => spent((await graphql(server.url, query, { token })).headers);

  const account: number[] = [];
  for (let time = 0; time < 10; time += 1) account.push(await ask());

  // The second one runs twice; seven then pass before it is tried again.
  expect(account.map((points, at) => points - (account[at - 1] ?? 0))).toEqual([8, 16, 8, 8, 8, 8, 8, 8, 8, 16]);
});

it.each([
  ['no list', `/api/v2/group/${made.id}/`, 1],
  ['50 members', `/api/v2/group/${made.id}/subscribe/?limit=50`, 1],
  ['a search', '/api/v2/group/search/?search=running+club', 13],
  ['all groups', '/api/v2/group/search/', 7],
  ["one's own groups", '/api/v2/group/', 13],
  ["a user's groups", '/api/v2/user/1/groups/', 13],
  ["one's own groups, whole", '/api/v2/user/group/groups_to_address_a_contribution/', 13],
  ['users to invite', '/api/v2/group/user/?search=a', 7],
  ['members', `/v1/rooms/${made.id}/members?limit=50`, 1],
  ['a search among rooms', '/v1/rooms/search?query=running', 7],
  ['a search among pages', '/v1/rooms/search?query=running&roomType=page', 77],
  ["one's own rooms", '/v1/rooms/joined-rooms', 13],
])('a REST request for %s pays before it is answered: %s', async (_what, path, points) => {
  const { status, headers } = await send(`${server.url}${path}`, { token: await nextCaller() });

  expect([status, spent(headers)]).toEqual([200, points]);
});

it('rows cost a point for every 50 that are given', async () => {
  await server.addUsers(...Array.from({ length: 120 }, (_, index) => 1_000 + index));
  const users = Array.from({ length: 120 }, (_, index) => 1_000 + index);
  for (const half of [users.slice(0, 60), users.slice(60)]) {
    const path = `/api/v2/group/${made.id}/subscribe/`;
    await send(`${server.url}${path}`, { token: owner, json: { users: half } });
  }
  const asked = async (path: string) =>
    spent((await send(`${server.url}${path}`, { token: await nextCaller() })).headers);

  expect(await asked(`/api/v2/group/${made.id}/subscribe/?limit=100`)).toBe(2);
  expect(await asked(`/api/v2/group/${made.id}/subscribe/?limit=100&offset=100`)).toBe(1);
  expect(await asked(`/v1/rooms/${made.id}/members?limit=51`)).toBe(2);
});

it.each(['dynamic_preference', 'feature', 'custom_menu/base', 'user/me/permission', 'user/hidden_users_id'])(
  'what is known without looking costs a point: %s',
  async (path) => {
    const token = await nextCaller();
    await send(`${server.url}/api/v2/${path}/`, { token });
    server.statements.length = 0;

    const { headers } = await send(`${server.url}/api/v2/${path}/`, { token });

    expect([spent(headers), server.statements]).toEqual([2, []]);
  },
);

it('an invitation costs a point more for each mail', async () => {
  const token = await nextCaller();
  const { body: mine } = await send(`${server.url}/api/v2/group/`, {
    token,
    json: { name: 'Mail', privacy: 'public' },
  });
  const emails = Array.from({ length: 20 }, (_, index) => `guest-${index}@example.org`);
  const path = `/v1/rooms/${mine.id}/invite`;
  const { status, headers } = await send(`${server.url}${path}`, { token, json: { emails } });

  expect([status, spent(headers)]).toEqual([200, 1 + 1 + 20]);
});

it('who cannot pay is told what it takes and how long to wait, and nothing is read', async () => {
  const poor = await startServer({ now: () => new Date(moment), env: { RATE_LIMIT: '10' } });
  try {
    const token = await poor.token(1);
    await send(`${poor.url}/api/v2/user/me/`, { token });
    poor.statements.length = 0;
    const refused = await Promise.all([
      send(`${poor.url}/api/v2/group/search/?search=running+club`, { token }),
      send(`${poor.url}/v1/rooms/search?query=running+club`, { token }),
      graphql(poor.url, SEARCH, { token, variables: { search: 'running club' } }),
    ]);

    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
    for (const { headers, body } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(1);
      expect(JSON.stringify(body)).toContain('10 points a minute, and this request costs 12.');
    }
    expect(poor.statements).toEqual([]);
  } finally {
    await poor.stop();
  }
});
