import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Membership } from '../../src/domain/membership.ts';
import { ok } from '../../src/domain/result.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { addGroup } from '../support/engines.ts';
import { type Answer, graphql, send } from '../support/requests.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** An admin of every group here, so that there is nothing they may not see. */
const VIEWER = 1;
/** One more than a page holds: a list that is whole on one page need not be counted. */
const GROUPS = 51;
const USERS = 200;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

let server: TestServer;
let token: string;
/** The first has fifty members, invitations and requests each; the others a few, and not the same. */
const groupIds: number[] = [];

beforeAll(async () => {
  server = await startServer();
  token = await server.token(VIEWER);
  await server.addUsers(...upTo(USERS));
  for (const index of upTo(GROUPS)) {
    const each = index === 1 ? GROUPS : 3;
    const user = (place: number) => 2 + ((index * 7 + place) % (USERS - 1));
    const id = await addGroup(server.store, `Group ${index}`, { privacy: 'PRIVATE', creatorId: user(0) });
    const memberships = new Map<number, Membership>([[VIEWER, { status: 'SUBSCRIBED', admin: true }]]);
    for (const place of upTo(each)) {
      memberships.set(user(place), { status: 'SUBSCRIBED', admin: false });
      memberships.set(user(place + each), { status: 'INVITED', admin: false });
      memberships.set(user(place + 2 * each), { status: 'REQUESTED', admin: false });
    }
    await server.store.changeGroup({ id, viewerId: VIEWER, userIds: [] }, () => ok({ memberships }), new Date());
    groupIds.push(id);
  }
  // The first request alone looks for who the token speaks for, and the first search waits until the index knows all.
  await graphql(server.url, '{ viewer { id } groups(filter: { search: "up 1" }) { totalCount } }', { token });
});

afterAll(() => server.stop());

/** How many items a page has, and how many statements it took. */
async function cost(ask: () => Promise<Answer>, itemsOf: (body: Answer['body']) => readonly unknown[]) {
  server.statements.length = 0;
  const { body } = await ask();
  return { items: itemsOf(body).length, statements: server.statements.length };
}

const GROUP = 'name createdBy { username } managedBy { username } viewerRole viewerCanAdminister';
const MEMBERS = 'totalCount nodes { role since user { username } } pageInfo { hasNextPage }';
const EVERY_LIST = `
  members(first: 5) { ${MEMBERS} } invitations(first: 5) { ${MEMBERS} } requests(first: 5) { ${MEMBERS} }`;

const nodes = (type: 'Group' | 'User', ids: readonly number[]) =>
  JSON.stringify(ids.map((id) => encodeGlobalId(type, id)));

let searches = 0;
/** The same search in other words: what has been read once is remembered until something is written. */
function notAskedYet(search: string): string {
  searches += 1;
  return Array(searches).fill(search).join(' ');
}

describe('a page of a list of GraphQL costs the same for one item and for fifty', () => {
  it.each<[string, number, (count: number) => string, (data: Answer['body']) => readonly unknown[]]>([
    ['groups', 3, (n) => `{ groups(first: ${n}) { totalCount nodes { ${GROUP} } } }`, (data) => data.groups.nodes],
    [
      'groups by latest activity, from the end',
      3,
      (n) => `{ groups(last: ${n}, orderBy: { field: LATEST_ACTIVITY }) { totalCount nodes { ${GROUP} } } }`,
      (data) => data.groups.nodes,
    ],
    [
      'groups of the viewer’s own',
      3,
      (n) => `{ groups(first: ${n}, filter: { viewerRole: [ADMIN] }) { totalCount nodes { ${GROUP} } } }`,
      (data) => data.groups.nodes,
    ],
    [
      'groups found by search',
      7,
      (n) => `{ groups(first: ${n}, filter: { search: "${notAskedYet('group')}" }) { totalCount nodes { ${GROUP} } } }`,
      (data) => data.groups.nodes,
    ],
    [
      'groups with who is in them, is invited and has asked',
      7,
      (n) => `{ groups(first: ${n}) { nodes { ${EVERY_LIST} } } }`,
      (data) => data.groups.nodes,
    ],
    [
      'groups with members and the groups that those are in',
      6,
      (n) => `{ groups(first: ${n}) { nodes { members(first: 5) { nodes { user {
        groups(first: 3) { totalCount nodes { name members(first: 2) { totalCount nodes { role } } } } } } } } } }`,
      (data) => data.groups.nodes,
    ],
    [
      'the members of a group',
      3,
      (n) => `{ group(by: { databaseId: ${groupIds[0]} }) { members(first: ${n}) { ${MEMBERS} } } }`,
      (data) => data.group.members.nodes,
    ],
    ['users', 2, (n) => `{ users(first: ${n}) { totalCount nodes { username } } }`, (data) => data.users.nodes],
    [
      'users found by search',
      6,
      (n) => `{ users(first: ${n}, search: "${notAskedYet('user')}") { totalCount nodes { username } } }`,
      (data) => data.users.nodes,
    ],
    [
      'users with their groups',
      4,
      (n) => `{ users(first: ${n}) { nodes { groups(first: 5) { totalCount nodes { ${GROUP} } } } } }`,
      (data) => data.users.nodes,
    ],
    [
      'the groups of the viewer',
      4,
      (n) => `{ viewer { groups(first: ${n}) { totalCount nodes { ${GROUP} } } } }`,
      (data) => data.viewer.groups.nodes,
    ],
    [
      'groups by their ids',
      2,
      (n) => `{ nodes(ids: ${nodes('Group', groupIds.slice(0, n))}) { ... on Group { ${GROUP} } } }`,
      (data) => data.nodes,
    ],
    [
      'users by their ids, with their profiles',
      2,
      (n) => `{ nodes(ids: ${nodes('User', upTo(n))}) { ... on User { username bio website } } }`,
      (data) => data.nodes,
    ],
    [
      'users by their ids',
      3,
      (n) => `{ nodes(ids: ${nodes('User', upTo(n))}) { ... on User { username groups { totalCount } } } }`,
      (data) => data.nodes,
    ],
  ])('%s', async (_list, statements, query, itemsOf) => {
    const page = (count: number) =>
      cost(
        () => graphql(server.url, query(count), { token }),
        ({ data }) => itemsOf(data).filter(Boolean),
      );

    expect([await page(1), await page(50)]).toEqual([
      { items: 1, statements },
      { items: 50, statements },
    ]);
  });
});

it('a list that is whole on one page is not counted', async () => {
  const ask = (first: number) =>
    graphql(server.url, `{ groups(first: ${first}) { totalCount nodes { id } } }`, { token });
  const whole = await cost(
    () => ask(GROUPS + 1),
    ({ data }) => data.groups.nodes,
  );

  expect(whole).toEqual({ items: GROUPS, statements: 1 });
  expect((await ask(GROUPS + 1)).body.data.groups.totalCount).toBe(GROUPS);
  expect((await ask(1)).body.data.groups.totalCount).toBe(GROUPS);
});

describe('a page of a list of the SelfCommunity door costs the same for one item and for fifty', () => {
  it.each<[string, number, () => string]>([
    ['the viewer’s groups', 4, () => 'group/'],
    ['the viewer’s groups, narrowed', 8, () => `group/?search=${notAskedYet('group')}`],
    ['groups found by search', 8, () => `group/search/?search=${notAskedYet('group')}`],
    ['all groups', 4, () => 'group/search/'],
    ['members', 4, () => `group/${groupIds[0]}/subscribe/`],
    ['invitations', 5, () => `group/${groupIds[0]}/invite/`],
    ['requests', 5, () => `group/${groupIds[0]}/request_subscribe/`],
    ['users who could be invited', 4, () => `group/${groupIds[0]}/user/`],
    ['users who could be invited to a new group', 3, () => 'group/user/'],
    ['a user’s groups', 5, () => `user/${VIEWER}/groups/`],
    ['groups to write in', 2, () => 'user/group/groups_to_address_a_contribution/'],
  ])('%s', async (_list, statements, path) => {
    const page = (limit: number) => {
      const url = new URL(`${server.url}/api/v2/${path()}`);
      url.searchParams.set('limit', String(limit));
      return cost(
        () => send(url.href, { token }),
        (body) => body.results ?? body,
      );
    };

    expect([await page(1), await page(50)]).toEqual([
      { items: 1, statements },
      { items: 50, statements },
    ]);
  });
});

it('a search that comes again is not read again until something is written', async () => {
  const page = () =>
    cost(
      () =>
        graphql(server.url, '{ groups(first: 1, filter: { search: "roup" }) { totalCount nodes { id } } }', { token }),
      ({ data }) => data.groups.nodes,
    );

  expect([await page(), await page()]).toMatchObject([{ statements: 6 }, { statements: 4 }]);
  const [first = 0] = groupIds;
  await server.store.changeGroup(
    { id: first, viewerId: VIEWER, userIds: [] },
    () => ok({ fields: { color: '#00FF00' } }),
    new Date(),
  );
  expect(await page()).toMatchObject({ statements: 6 });
});
