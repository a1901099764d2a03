import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { startIssuer } from '../support/issuer.ts';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const issuer = await startIssuer();
afterAll(() => issuer.stop());
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
afterAll(() => server.stop());

const SCOPES = [
  'none',
  'room',
  'room.create',
  'room.read',
  'room.search',
  'room.update',
  'room.admin',
  'room.join',
  'room.leave',
  'room.follow',
  'room.unfollow',
  'room.invite',
  'room.members.read',
  'room.members.remove',
  'room.posts.read',
  'room.posts.update',
  'user.rooms.read',
  'guildhall.review',
];
const ANY = SCOPES;
const READ = ['room', 'room.read'];
const READ_USERS = ['room', 'room.members.read', 'room.invite'];
const READ_MEMBERS = ['room', 'room.members.read'];

/** Tokens of one and the same user, who manages the group; one that carries no scopes is not limited. */
const tokenFor = (scp?: readonly string[]) => issuer.sign({ sub: 'owner', scp });
await server.addUsers(2);
const unlimited = await tokenFor();
const { body } = await graphql(
  server.url,
  `mutation { createGroup(input: { name: "Scoped", privacy: PUBLIC, color: "#fff", country: "IT" }) {
    group { id databaseId slug createdBy { id databaseId username } } } }`,
  { token: unlimited },
);
const { id, databaseId, createdBy: me } = body.data.createGroup.group;
const other = encodeGlobalId('User', 2);

interface Row {
  readonly ask: string;
  /** Each by itself is enough, beside `and`. */
  readonly scopes: readonly string[];
  readonly and?: readonly string[];
}

const groups = (filter: string) => `{ groups(filter: { ${filter} }) { totalCount nodes { id } } }`;
const ofGroup = (field: string, scopes = ANY): Row => ({
  ask: `{ group(by: { id: "${id}" }) { ${field} } }`,
  scopes,
  and: ['room.read'],
});
const ofMe = (field: string, scopes = ANY): Row => ({ ask: `{ viewer { ${field} } }`, scopes });

/** Every field that can be read, and every filter, by the scopes that let its reader have it. */
const TABLE: Readonly<Record<string, Row>> = {
  'Query.node of a group': { ask: `{ node(id: "${id}") { id } }`, scopes: READ },
  'Query.node of oneself': { ask: `{ node(id: "${me.id}") { id } }`, scopes: ANY },
  'Query.node of another': { ask: `{ node(id: "${other}") { id } }`, scopes: READ_USERS },
  'Query.nodes of groups': { ask: `{ nodes(ids: ["${id}"]) { id } }`, scopes: READ },
  'Query.nodes of others': { ask: `{ nodes(ids: ["${other}", "${me.id}"]) { id } }`, scopes: READ_USERS },
  'Query.viewer': { ask: '{ viewer { id } }', scopes: ANY },
  'Query.group by id': { ask: `{ group(by: { id: "${id}" }) { id } }`, scopes: READ },
  'Query.group by number': { ask: `{ group(by: { databaseId: ${databaseId} }) { id } }`, scopes: READ },
  'Query.group by slug': { ask: '{ group(by: { slug: "scoped" }) { id } }', scopes: READ },
  'Query.groups': { ask: '{ groups { totalCount nodes { id } } }', scopes: READ },
  'Query.user by id': { ask: `{ user(by: { id: "${other}" }) { id } }`, scopes: READ_USERS },
  'Query.user by number': { ask: '{ user(by: { databaseId: 2 }) { id } }', scopes: READ_USERS },
  'Query.user by username': { ask: '{ user(by: { username: "user-2" }) { id } }', scopes: READ_USERS },
  'Query.user by one’s own': { ask: `{ user(by: { username: "${me.username}" }) { id } }`, scopes: ANY },
  'Query.pageRequests': { ask: '{ pageRequests { totalCount nodes { status } } }', scopes: ['guildhall.review'] },
  'Query.users': { ask: '{ users { totalCount nodes { id } } }', scopes: READ_USERS },
  'Query.users by search': { ask: '{ users(search: "user") { totalCount nodes { id } } }', scopes: READ_USERS },

  'GroupFilter.search': { ask: groups('search: "scoped"'), scopes: ['room', 'room.search'] },
  'GroupFilter.kind': { ask: groups('kind: GROUP'), scopes: READ },
  'GroupFilter.privacy': { ask: groups('privacy: PUBLIC'), scopes: READ },
  'GroupFilter.viewerRole': { ask: groups('viewerRole: [MANAGER]'), scopes: READ },
  'GroupFilter.viewerRole in a search': {
    ask: groups('search: "scoped", viewerRole: [MANAGER]'),
    scopes: READ,
    and: ['room.search'],
  },
  'GroupFilter.viewerSubscriptionStatus': { ask: groups('viewerSubscriptionStatus: [SUBSCRIBED]'), scopes: READ },
  'GroupFilter.viewerSubscriptionStatus in a search': {
    ask: groups('search: "scoped", viewerSubscriptionStatus: [SUBSCRIBED]'),
    scopes: READ,
    and: ['room.search'],
  },

  ...Object.fromEntries(
    [
      'id',
      'databaseId',
      'kind',
      'name',
      'slug',
      'description',
      'color',
      'privacy',
      'visible',
      'active',
      'verified',
      'country',
      'hideJoinButton',
      'coverImagePosition',
      'subscribersCount',
      'createdAt',
      'viewerSubscriptionStatus',
      'viewerRole',
      'viewerCanAdminister',
      'lastActivityAt',
    ].map((field) => [`Group.${field}`, ofGroup(field)]),
  ),
  'Group.image': ofGroup('id image'),
  'Group.coverImage': ofGroup('id coverImage'),
  'Group.pageRequest': ofGroup('id pageRequest { status }'),
  'Group.createdBy': ofGroup('createdBy { username }'),
  'Group.managedBy': ofGroup('managedBy { username }'),
  'Group.privateToken': ofGroup('privateToken', ['room', 'room.admin', 'room.invite']),
  'Group.members': ofGroup('members { totalCount nodes { user { id } } }', READ_MEMBERS),
  'Group.invitations': ofGroup('invitations { totalCount }', READ_MEMBERS),
  'Group.requests': ofGroup('requests { totalCount }', READ_MEMBERS),

  ...Object.fromEntries(
    ['id', 'databaseId', 'username', 'realName', 'createdAt'].map((field) => [`User.${field}`, ofMe(field)]),
  ),
  'User.avatarUrl': ofMe('id avatarUrl'),
  'User.bio': ofMe('id bio'),
  'User.website': ofMe('id website'),
  'User.groups of oneself': ofMe('groups { totalCount nodes { id } }', READ),
  'User.groups of another': {
    ask: `{ user(by: { id: "${other}" }) { groups { totalCount nodes { id } } } }`,
    scopes: READ_MEMBERS,
    and: ['room.read', 'room.invite'],
  },
};

/** Fields that are null here for everyone are asked for beside `id`. */
function isGiven(answer: { readonly errors?: unknown; readonly data?: Readonly<Record<string, unknown>> }): boolean {
  const [found] = Object.values(answer.data ?? {});
  if (answer.errors !== undefined || found === null || typeof found !== 'object') return false;
  return !Object.values(found).slice(0, 1).includes(null);
}

describe('a token with scopes', () => {
  const tokens = new Map<string, string>();
  const tokenWith = async (scopes: readonly string[]) => {
    const key = scopes.join();
    const token = tokens.get(key) ?? (await tokenFor(scopes));
    tokens.set(key, token);
    return token;
  };

  it.each(Object.entries(TABLE))('reads %s with the right ones alone', async (_what, { ask, scopes, and = [] }) => {
    const given: string[] = [];
    for (const scope of SCOPES) {
      const scp = scope === 'none' ? and : [...and, scope];
      const { body: answer } = await graphql(server.url, ask, { token: await tokenWith(scp) });
      for (const { extensions } of answer.errors ?? []) {
        expect(extensions.code).toBe(ask.includes('pageRequests') ? 'FORBIDDEN' : 'INSUFFICIENT_SCOPE');
      }
      if (isGiven(answer)) given.push(scope);
    }

    expect(given).toEqual(
      SCOPES.filter((scope) => scopes.includes(scope) || and.some((other) => scopes.includes(other))),
    );
    const free = ask.includes('pageRequests') || isGiven((await graphql(server.url, ask, { token: unlimited })).body);
    expect(free).toBe(true);
  });

  it('is tried with every field of groups, users and queries, and every filter', () => {
    const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
    const all = ['Query', 'Group', 'User', 'GroupFilter'].flatMap((name) => {
      const type = schema.getType(name);
      if (!isObjectType(type) && !isInputObjectType(type)) throw new Error(`no type ${name}`);
      return Object.keys(type.getFields()).map((field) => `${name}.${field}`);
    });

    expect([...new Set(Object.keys(TABLE).map((what) => what.split(' ')[0]))].toSorted()).toEqual(all.toSorted());
  });

  it('reads one user at the SelfCommunity door, and who is in which groups, with the right ones alone', async () => {
    const statuses = async (path: string, scp: readonly string[]) =>
      (await send(`${server.url}/api/v2${path}`, { token: await tokenWith(scp) })).status;

    for (const scp of [[], ['room.read'], ['room.search']]) {
      expect([scp, await statuses('/user/me/', scp), await statuses('/user/2/', scp)]).toEqual([scp, 200, 403]);
      expect([scp, await statuses('/user/2/groups/', scp)]).toEqual([scp, 403]);
    }
    expect(await statuses('/user/2/', ['room.invite'])).toBe(200);
    expect(await statuses('/user/2/groups/', ['room.read', 'room.members.read'])).toBe(200);
  });

  it('invites nobody to a group that it makes, unless it may invite', async () => {
    const create = async (...scp: string[]) => {
      const mutation = `mutation { createGroup(input: {
        name: "By ${scp.length}", privacy: PUBLIC, inviteUserIds: ["${other}"]
      }) { group { privateToken } userErrors { code } } }`;
      return (await graphql(server.url, mutation, { token: await tokenWith(scp) })).body.data.createGroup;
    };

    expect(await create('room.create')).toEqual({ group: null, userErrors: [{ code: 'INSUFFICIENT_SCOPE' }] });
    expect(await create('room.create', 'room.invite')).toEqual({
      group: { privateToken: expect.any(String) },
      userErrors: [],
    });
  });

  it('is shown the private token at the rooms door with the right ones alone', async () => {
    const shown: string[] = [];
    for (const scope of SCOPES) {
      const token = await tokenWith(['room.read', scope]);
      const answer = await send(`${server.url}/v1/rooms/${databaseId}`, { token });
      expect(answer.status).toBe(200);
      if (answer.body.privateToken !== undefined) shown.push(scope);
    }

    expect(shown).toEqual(['room', 'room.admin', 'room.invite']);
  });
});
