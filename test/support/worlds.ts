import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLInputObjectType, isNonNullType } from 'graphql';
import { DIALECTS } from '../../src/app.ts';
import { ok } from '../../src/domain/result.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { IDS, KINDS, makeGroup, removeGroup } from './cast.ts';
import { addGroup, addUsers, NOON } from './engines.ts';
import { startServer, type TestServer } from './server.ts';

/** Someone who was in the hidden group, and is no more. */
export const EX_MEMBER = 12;
export const HIDDEN = { name: 'Rowers of the river', slug: 'rowers' };
export const HIDDEN_PAGE = { name: 'River news', slug: 'river-news' };
export const NEVER_WAS = { id: 987_654_321, slug: 'runners' };

export interface World {
  readonly server: TestServer;
  readonly group: { readonly id: number; readonly slug: string };
  /** Waits for its review. */
  readonly page: { readonly id: number; readonly slug: string };
}

/** The same world, but for a hidden group and a page that nobody has approved: in one they are, in the other not. */
export async function makeWorld(startedAt: Date, withHidden: boolean): Promise<World> {
  const server = await startServer({ env: { PUBLIC_URL: 'https://guild.example' }, now: () => startedAt });
  const { store } = server;
  await addUsers(store, ...Object.values(IDS).filter((id) => id !== IDS.nobody), EX_MEMBER);
  const id = await addGroup(store, 'Rowers of the lake', { creatorId: IDS.manager, slug: { given: 'lake' } });
  await addGroup(store, 'Rowers of the sea', { creatorId: IDS.member, slug: { given: 'sea' }, privacy: 'PRIVATE' });
  const member = { status: 'SUBSCRIBED', admin: false } as const;
  const stand = (groupId: number, memberships: ReadonlyMap<number, typeof member | null>) =>
    store.changeGroup({ id: groupId, viewerId: IDS.manager, userIds: [] }, () => ok({ memberships }), NOON);
  await stand(id, new Map([IDS.member, IDS.stranger].map((userId) => [userId, member])));

  const hidden = await makeGroup(server, KINDS.H);
  await stand(hidden.id, new Map([[EX_MEMBER, member]]));
  await stand(hidden.id, new Map([[EX_MEMBER, null]]));
  const organization = { jobTitle: 'Editor', contactNumber: '555', organizationName: 'River', purpose: 'News' };
  const pageId = await addGroup(store, HIDDEN_PAGE.name, {
    kind: 'PAGE',
    active: false,
    creatorId: IDS.manager,
    slug: { given: HIDDEN_PAGE.slug },
    organization: { ...organization, organizationWebsite: null, additionalDetails: '' },
  });
  if (!withHidden) {
    await removeGroup(server, hidden.id);
    await removeGroup(server, pageId);
  }
  return { server, group: { id: hidden.id, slug: HIDDEN.slug }, page: { id: pageId, slug: HIDDEN_PAGE.slug } };
}

export interface Question {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly json?: object;
}

type Target = { readonly id: number; readonly slug: string };

const CREATING = ['POST /group/', 'POST /rooms/groups', 'POST /rooms/pages'];
const ROUTES = DIALECTS.flatMap(({ name, prefixes: [prefix = ''], routes }) =>
  Object.values(routes)
    .flat()
    .filter(({ method, path }) => !CREATING.includes(`${method} ${path}`))
    .map(({ method, path }) => ({ name, prefix, method, path })),
);

/** Everything that the REST doors can be asked about one group, and the bodies that name one. */
export function restQuestions({ id, slug }: Target): Question[] {
  const member = String(IDS.member);
  return ROUTES.flatMap(({ name, prefix, method, path }) => {
    const filled = path
      .replace(/^(\/user\/):id/, `$1${member}`)
      .replace(':id', String(id))
      .replace(':url', slug)
      .replace(':userId', member)
      .replace(':postId', '1')
      .replace(':token', 'wrong');
    const body = { id, roomId: id, userId: member, admin: true, users: [IDS.member], userIds: [member] };
    const json = { ...body, name: 'Rowers anew', description: 'new' };
    return ['', '?token=wrong&limit=100', `?user=${member}&token=wrong`].map((query) => ({
      what: `${name}: ${method} ${path}${query}`,
      method,
      path: `${prefix}${filled}${query}`,
      ...(method !== 'GET' && { json }),
    }));
  });
}

const WORDS = ['rowers', 'Rowers of the river', 'river', 'row', 'of the', 'r', 'news', 'zzz'];

/** Every list of groups and of users at the REST doors, searched and sorted in every way. */
export function restLists(): Question[] {
  const queries = [
    ...WORDS.map((word) => new URLSearchParams({ search: word, query: word, name: word }).toString()),
    ...['NAME_ASC', 'NAME_DESC', 'LATEST_ACTIVITY'].map((sortBy) => `sortBy=${sortBy}`),
    ...['GROUP', 'PAGE'].map((type) => `roomType=${type}`),
    'limit=1',
    'limit=1&offset=1',
    'limit=1&page=2',
    'limit=100',
  ];
  return ROUTES.filter(
    ({ method, path }) => method === 'GET' && !/:(url|userId)|\/(group|rooms)\/:id/.test(path),
  ).flatMap(({ name, prefix, method, path }) =>
    queries.map((query) => ({
      what: `${name}: GET ${path}?${query}`,
      method,
      path: `${prefix}${path.replace(':id', String(IDS.member))}?${query}`,
    })),
  );
}

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const asked = (what: string, query: string, variables: object = {}): Question => ({
  what: `GraphQL: ${what}`,
  method: 'POST',
  path: '/graphql',
  json: { query, variables },
});

const FIELDS = `id databaseId name slug description privacy subscribersCount viewerRole viewerSubscriptionStatus
  image coverImage latest: createdAt createdBy { id } managedBy { id } members { totalCount nodes { user { id } } }
  invitations { totalCount } requests { totalCount }`;

/** Everything that GraphQL can be asked about one group: each mutation whose input names one, too. */
export function graphqlQuestions({ id, slug }: Target): Question[] {
  const groupId = encodeGlobalId('Group', id);
  const userId = encodeGlobalId('User', IDS.member);
  const values: Readonly<Record<string, unknown>> = {
    groupId,
    userId,
    userIds: [userId],
    role: 'ADMIN',
    decision: 'APPROVE',
  };
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args: [argument] }) => {
    const type = argument && isNonNullType(argument.type) ? argument.type.ofType : null;
    if (!(type instanceof GraphQLInputObjectType) || !type.getFields()['groupId']) return [];
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    const input = Object.fromEntries(needed.map((field) => [field.name, values[field.name]]));
    const query = `mutation ($input: ${type.name}!) { ${name}(input: $input) { __typename userErrors { code field message } } }`;
    return [asked(name, query, { input })];
  });
  return [
    ...[{ id: groupId }, { databaseId: id }, { slug }, { slug: slug.toUpperCase() }].map((by) =>
      asked(`group by ${Object.keys(by)}`, `query ($by: GroupBy!) { group(by: $by) { ${FIELDS} } }`, { by }),
    ),
    asked('node', 'query ($id: ID!) { node(id: $id) { id __typename } }', { id: groupId }),
    asked('nodes', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }', {
      ids: [groupId, userId, groupId, encodeGlobalId('Group', 1)],
    }),
    ...mutations,
  ];
}

/** Every list of GraphQL's, in every order, from both ends, with every filter. */
export function graphqlLists(): Question[] {
  const orders = ['NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'LATEST_ACTIVITY', 'RELEVANCE'].flatMap((field) =>
    ['ASC', 'DESC'].map((direction) => ({ field, direction })),
  );
  const filters = [
    ...WORDS.map((search) => ({ search })),
    {},
    { kind: 'GROUP' },
    { kind: 'PAGE' },
    { privacy: 'PRIVATE' },
    { viewerRole: ['MANAGER', 'ADMIN', 'MEMBER'] },
    ...['SUBSCRIBED', 'INVITED', 'REQUESTED'].map((status) => ({ viewerSubscriptionStatus: [status] })),
  ];
  const connection =
    'totalCount edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  const groups = `query ($filter: GroupFilter, $orderBy: GroupOrder, $first: Int, $last: Int) {
    groups(filter: $filter, orderBy: $orderBy, first: $first, last: $last) { ${connection} }
  }`;
  return [
    ...filters.flatMap((filter) =>
      [undefined, ...orders].flatMap((orderBy) =>
        [{ first: 1 }, { last: 1 }, {}].map((slice) =>
          asked(`groups ${JSON.stringify({ filter, orderBy, ...slice })}`, groups, { filter, orderBy, ...slice }),
        ),
      ),
    ),
    ...[IDS.manager, IDS.member, IDS.invited, EX_MEMBER].map((id) =>
      asked(`groups of {${id}}`, `{ user(by: { databaseId: ${id} }) { groups { ${connection} } } }`),
    ),
    asked('users', '{ users { totalCount nodes { username groups { totalCount nodes { name } } } } }'),
    asked('viewer', '{ viewer { groups { totalCount nodes { name } } } }'),
  ];
}
