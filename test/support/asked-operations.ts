import { RESPONSE_TYPE } from '../../src/graphql/media-type.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import type { Asked } from './executions.ts';

const group = (id: number) => encodeGlobalId('Group', id);
export const user = (id: number) => encodeGlobalId('User', id);
const [GROUP, USER] = [group(1), user(2)];
const NOBODY = { viewer: null };
const STRANGER = { viewer: { userId: 6, scopes: null } };
const LIMITED = { viewer: { userId: 1, scopes: new Set(['room.create']) } };

export const OWNED = 'name createdBy { username } managedBy { username }';
const BY_ID = 'query ($id: ID) { group(by: { id: $id }) { name } }';
const FIRST = 'query ($first: Int) { groups(first: $first) { nodes { name } } }';
const FILTERED = 'query ($filter: GroupFilter) { groups(filter: $filter) { totalCount nodes { name kind } } }';
const WITH_IF = 'query ($if: Boolean!) { viewer { username @include(if: $if) realName @skip(if: $if) } }';
/** Two times two times two fields, of lists that are empty. */
function doubling(times: number): string {
  const fragments = Array.from({ length: times }, (_, index) => {
    const list = `groups(first: 0) { nodes { ...F${index + 1} } }`;
    return `fragment F${index} on Group { createdBy { a: ${list} b: ${list} } }`;
  });
  return `${fragments.join(' ')} fragment F${times} on Group { id } { groups(first: 1) { nodes { ...F0 } } }`;
}
const CREATE =
  'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { name slug color } userErrors { code field message } } }';

/** Answered by what was compiled. */
export const ANSWERED: Readonly<Record<string, Asked>> = {
  'one object': { query: '{ viewer { username } }' },
  'an object that is null': { query: '{ viewer { username } }', ...NOBODY },
  'every scalar': {
    query:
      '{ groups { nodes { id databaseId name subscribersCount visible createdAt lastActivityAt color country coverImage } } }',
  },
  'every enum': { query: '{ groups { nodes { kind privacy viewerRole viewerSubscriptionStatus } } }' },
  'text that JSON escapes': { query: '{ groups { nodes { description } } }' },
  'a list of objects with their owners': { query: `{ groups { totalCount nodes { ${OWNED} } } }` },
  'an empty list': {
    query: '{ groups(first: 0) { nodes { name } edges { cursor node { id } } pageInfo { endCursor } } }',
  },
  'lists inside lists': {
    query:
      '{ groups { nodes { members { totalCount nodes { role since user { username groups { totalCount } } } } } } }',
  },
  'lists that are null for a stranger': {
    query: '{ groups { nodes { privacy members { totalCount } invitations { totalCount } } } }',
    ...STRANGER,
  },
  'edges and cursors': {
    query:
      '{ groups(last: 2) { edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor } } }',
  },
  'nodes of both types, and none': {
    query: `{ nodes(ids: ["${USER}", "${group(99)}", "${GROUP}", "nonsense"]) { __typename id ... on Group { name } ... on User { username } } }`,
  },
  'a node that is null': { query: `{ node(id: "${group(99)}") { id } }` },
  'a node by its interface alone': { query: `{ node(id: "${GROUP}") { id } }` },
  'the same key of two types': {
    query: `{ nodes(ids: ["${USER}", "${GROUP}"]) { ... on Group { name: slug } ... on User { name: username } } }`,
  },
  '__typename everywhere': {
    query: '{ __typename viewer { __typename } groups { __typename nodes { t: __typename } } }',
  },
  aliases: { query: '{ b: viewer { z: username a: realName } a: viewer { username } }' },
  'aliases that objects have as properties': {
    query:
      '{ constructor: viewer { toString: username hasOwnProperty: realName then: id toJSON: databaseId valueOf: createdAt } }',
  },
  'the same field with two sets of arguments': {
    query: `{ groups { nodes { image small: image(size: SMALL) } } one: group(by: { slug: "group" }) { name } two: group(by: { id: "${group(2)}" }) { name } }`,
  },
  'fields that are merged': {
    query: '{ viewer { username } viewer { realName username } viewer { groups { totalCount } } }',
  },
  'fields that are merged across fragments': {
    query: `{ groups { nodes { createdBy { id } ...A ...B } } } fragment A on Group { createdBy { username } name } fragment B on Group { name createdBy { ...C } } fragment C on User { realName }`,
  },
  'a fragment that is spread many times': {
    query: `{ groups { nodes { createdBy { ...U } managedBy { ...U ...U } } } } fragment U on User { username }`,
  },
  'a fragment on an interface': { query: '{ viewer { ...N username } } fragment N on Node { id }' },
  'fragments for another type': { query: `{ node(id: "${GROUP}") { ... on User { username } } }` },
  'fragments inside fragments': {
    query: '{ ...Q } fragment Q on Query { viewer { ... { ... on Node { id } ... on User { username } } } }',
  },
  'a field that is included': { query: WITH_IF, variables: { if: true } },
  'a field that is skipped': { query: WITH_IF, variables: { if: false } },
  '@skip and @include on one field': {
    query: 'query ($a: Boolean!, $b: Boolean!) { viewer { username @skip(if: $a) @include(if: $b) id } }',
    variables: { a: false, b: false },
  },
  '@skip of everything there is': { query: '{ viewer { username @skip(if: true) } }' },
  '@skip by default': { query: 'query ($if: Boolean! = true) { viewer { username @skip(if: $if) id } }' },
  'a fragment that is skipped': {
    query: 'query ($if: Boolean!) { viewer { id ...U @skip(if: $if) } } fragment U on User { username }',
    variables: { if: true },
  },
  'a fragment that is skipped, and spread once more': {
    query: 'query ($if: Boolean!) { viewer { ...U @skip(if: $if) ...U } } fragment U on User { username }',
    variables: { if: true },
  },
  'a fragment that is skipped in one of two places': {
    query:
      'query ($if: Boolean!) { a: viewer @skip(if: $if) { ...U } b: viewer @include(if: $if) { ...U } } fragment U on User { username }',
    variables: { if: true },
  },
  'a field that is merged of two, of which one is skipped': {
    query: 'query ($if: Boolean!) { viewer @skip(if: $if) { ...U } viewer { id } } fragment U on User { username }',
    variables: { if: true },
  },
  'a variable of an input object': { query: BY_ID, variables: { id: GROUP } },
  'a variable that is a number for an ID': { query: BY_ID, variables: { id: 7 } },
  'variables that are left out': { query: FIRST },
  'variables that are null': { query: FIRST, variables: { first: null } },
  'variables that nobody asked for': { query: FIRST, variables: { first: 1, last: 'x', __proto__: { first: 2 } } },
  'a variable with a default': { query: 'query ($first: Int = 2) { groups(first: $first) { nodes { name } } }' },
  'null for a variable with a default': {
    query: 'query ($first: Int = 2) { groups(first: $first) { nodes { name } } }',
    variables: { first: null },
  },
  'no value for an argument with a default': {
    query: 'query ($size: ImageSize!) { groups { nodes { image(size: $size) } } }',
    variables: { size: 'BIG' },
  },
  'a part of an input object that is left out': {
    query:
      'query ($kind: GroupKind, $search: String) { groups(filter: { kind: $kind, search: $search }) { totalCount } }',
    variables: { kind: 'PAGE' },
  },
  'an input object with a default inside': {
    query:
      '{ groups(orderBy: { field: NAME }) { nodes { name } } a: groups(orderBy: { field: NAME, direction: DESC }) { nodes { name } } }',
  },
  'a single value for a list': { query: FILTERED, variables: { filter: { viewerRole: 'MANAGER' } } },
  'lists in input objects': {
    query: FILTERED,
    variables: { filter: { viewerRole: ['ADMIN', 'MANAGER'], kind: null } },
  },
  'a list with variables in it': {
    query: 'query ($a: ID!) { nodes(ids: [$a, "x", $a]) { id } }',
    variables: { a: GROUP },
  },
  'text that could be code': {
    query: '{ group(by: { slug: "`\\"\\u2028});process.exit(1);(" }) { name } }',
  },
  'aliases that every object has, and some that are code': {
    query:
      '{ constructor: viewer { toString: username then: id valueOf: realName hasOwnProperty: id } then: viewer { null: id this: id run: id value: id object: id source: id __defineGetter__: id } }',
  },
  'a query that has a name': { query: 'query A { viewer { id } } query B { viewer { username } }', operationName: 'B' },
  'a GET': { query: '{ viewer { username } }', method: 'GET' },
  'another answer type': { query: '{ viewer { username } }', accept: RESPONSE_TYPE },
  'the requests of pages': {
    query:
      '{ pageRequests { totalCount nodes { status submittedAt page { name pageRequest { purpose } } reviewedBy { id } } } }',
  },
  users: { query: '{ users(search: "user") { totalCount edges { cursor node { username createdAt avatarUrl } } } }' },
};

/** Answered by graphql-js, whether they are errors or not. */
export const LEFT: Readonly<Record<string, Asked>> = {
  introspection: { query: '{ __schema { queryType { name } } __type(name: "User") { fields { name } } }' },
  'the alias __proto__': { query: '{ __proto__: viewer { username } viewer { __proto__: id id } }' },
  'an alias that is very long': { query: `{ viewer { ${'a'.repeat(101)}: id } }` },
  'variables that are named like what every object has': {
    query:
      'query ($toString: String, $constructor: Int, $__proto__: GroupKind) { groups(first: $constructor, filter: { search: $toString, kind: $__proto__ }) { totalCount nodes { id } } }',
  },
  'variables that are named like that, with values': {
    query:
      'query ($valueOf: Int, $__proto__: GroupKind) { groups(first: $valueOf, filter: { kind: $__proto__ }) { nodes { id } } }',
    variables: { valueOf: 1, ['__proto__']: 'PAGE' },
  },
  'a change with a variable that is named like that, and not given': {
    query:
      'mutation ($id: ID!, $toString: Boolean) { updateGroup(input: { groupId: $id, visible: $toString }) { group { visible } userErrors { code } } }',
    variables: { id: GROUP },
  },
  'a syntax error': { query: '{ viewer { ' },
  'a field that does not exist': { query: '{ viewer { nam } }' },
  'no query at all': { variables: {} },
  'an empty query': { query: '' },
  'an operation name that does not exist': { query: 'query A { viewer { id } }', operationName: 'B' },
  'an empty operation name': { query: 'query A { viewer { id } }', operationName: '' },
  'no operation name where there are two': { query: 'query A { viewer { id } } query B { viewer { id } }' },
  'only fragments': { query: 'fragment U on User { id }' },
  'a subscription': { query: 'subscription { viewer { id } }' },
  'a mutation by GET': { query: CREATE, method: 'GET', variables: { input: { name: 'Got', privacy: 'PUBLIC' } } },
  'too many objects': {
    query: '{ groups(first: 100) { nodes { members(first: 100) { nodes { user { groups { nodes { id } } } } } } } }',
  },
  'text for an Int': { query: FIRST, variables: { first: 'two' } },
  'a fraction for an Int': { query: FIRST, variables: { first: 1.5 } },
  'too much for an Int': { query: FIRST, variables: { first: 2 ** 31 } },
  'a list for an Int': { query: FIRST, variables: { first: [1, 2] } },
  'an object for an ID': { query: BY_ID, variables: { id: { a: 1 } } },
  'an unknown enum value': { query: FILTERED, variables: { filter: { kind: 'CLUB' } } },
  'a number for an enum': { query: FILTERED, variables: { filter: { kind: 0 } } },
  'an unknown field of an input object': { query: FILTERED, variables: { filter: { kinds: 'PAGE', searches: '' } } },
  'text for an input object': { query: FILTERED, variables: { filter: 'PAGE' } },
  'null in a list that has none': { query: FILTERED, variables: { filter: { viewerRole: ['ADMIN', null] } } },
  'many wrong values': {
    query:
      'query ($a: Int, $b: Boolean!, $c: [ID!]!, $d: GroupBy!) { groups(first: $a) { nodes { id @skip(if: $b) } } nodes(ids: $c) { id } group(by: $d) { id } }',
    variables: { a: 'x', b: 'y', c: [null], d: { id: '1', slug: 'a' } },
  },
  'two ways to name a group': {
    query: 'query ($by: GroupBy!) { group(by: $by) { id } }',
    variables: { by: { id: GROUP, slug: 'group' } },
  },
  'no way to name a group': { query: 'query ($by: GroupBy!) { group(by: $by) { id } }', variables: { by: {} } },
  'null as the only way to name a group': { query: BY_ID, variables: { id: null } },
  'nothing as the only way to name a group': { query: BY_ID },
  'no value for a required variable': { query: WITH_IF },
  'null for a required variable': { query: WITH_IF, variables: { if: null } },
  'null for a required argument': {
    query: 'query ($size: ImageSize = BIG) { groups { nodes { image(size: $size) } } }',
    variables: { size: null },
  },
  'null for @skip': { query: 'query ($if: Boolean = true) { viewer { id @skip(if: $if) } }', variables: { if: null } },
  'an input that is refused': { query: '{ groups(first: -1) { nodes { id } } }' },
  'a cursor that cannot be read': { query: '{ viewer { id } groups(after: "x") { nodes { id } } }' },
  'what needs a token': { query: '{ users { nodes { id } } }', ...NOBODY },
  'what the scopes do not allow': { query: '{ groups { nodes { id } } viewer { id } }', ...LIMITED },
  'what only reviewers may see': { query: '{ pageRequests { totalCount } viewer { id } }', ...STRANGER },
  'a fault in one field of many': {
    query: '{ viewer { id } groups { totalCount } a: user(by: { username: "user-1" }) { id } }',
    failing: 'findUserByUsername',
  },
  'a fault in the root': { query: '{ groups { nodes { name } } }', failing: 'listGroups' },
  'a fault beside data': {
    query: '{ viewer { username } group(by: { slug: "group" }) { name } }',
    failing: 'findUsers',
  },
  'a fault in every item of a list': { query: `{ groups { nodes { ${OWNED} } } }`, failing: 'findUsers' },
  'a fault deep in lists': {
    query: '{ groups { nodes { name members { totalCount nodes { user { username } } } } } }',
    failing: 'listMembers',
  },
  'a fault in a count': {
    query: '{ groups { totalCount nodes { id } } viewer { groups(first: 1) { totalCount } } }',
    failing: 'countGroupsOf',
  },
  'a fault under two fields': {
    query:
      '{ a: user(by: { databaseId: 1 }) { groups { nodes { id } } } b: user(by: { databaseId: 2 }) { groups { totalCount } } }',
    failing: 'listGroupsOf',
  },
  'faults in an order that loaders decide': {
    query: '{ a: viewer { groups { nodes { id } } } b: user(by: { username: "user-2" }) { groups { nodes { id } } } }',
    failing: 'listGroupsOf',
  },
  'millions of fields by way of fragments': { query: doubling(20) },
  'a document that is too long': { query: `{ viewer { id } } #${' '.repeat(20_000)}` },
  'null that reaches the nearest place for it': {
    query: `{ nodes(ids: ["${group(1)}", "${group(2)}", "${group(7)}"]) { ... on Group { ${OWNED} } } }`,
    lost: 2,
  },
  'null that reaches the root': { query: `{ viewer { id } groups { nodes { ${OWNED} } } }`, lost: 2 },
  'null in more than one place': {
    query: `{ a: group(by: { databaseId: 1 }) { ${OWNED} members { nodes { user { id } } } } b: group(by: { databaseId: 7 }) { createdBy { id } } }`,
    lost: 2,
  },
  'a mutation with a wrong scalar': {
    query: CREATE,
    variables: { input: { name: 'A', privacy: 'PUBLIC', color: 5, country: true } },
  },
  'a mutation with a fault': {
    query: CREATE,
    variables: { input: { name: 'Broken', privacy: 'PUBLIC' } },
    failing: 'insertGroup',
  },
  'mutations one after the other': {
    query: `mutation ($a: ID!) { a: joinGroup(input: { groupId: $a }) { group { viewerRole subscribersCount } } b: leaveGroup(input: { groupId: $a }) { group { viewerRole subscribersCount } } c: joinGroup(input: { groupId: $a }) { group { subscribersCount } } }`,
    variables: { a: group(2) },
    ...STRANGER,
  },
};

const BY_SLUG = { query: 'query ($slug: String) { group(by: { slug: $slug }) { name } }', method: 'GET' } as const;
const slugged = new URLSearchParams({ query: BY_SLUG.query, variables: '{"slug":"group"}' }).toString();

/** Addresses that Apollo judges, after the same query has come often enough to be compiled. */
export const ODD_ADDRESSES: Readonly<Record<string, string>> = {
  'a query twice': `${slugged}&query=x`,
  'variables twice': `${slugged}&variables=%7B%7D`,
  'a parameter that nobody knows': `${slugged}&documentId=x`,
  'a parameter that every object has': `${slugged}&toString=x`,
  'a parameter that is no parameter': `${slugged}&__proto__=x`,
  'a hash that is not that of the query': `${slugged}&extensions=%7B%22persistedQuery%22%3A%7B%22version%22%3A1%7D%7D`,
  ...Object.fromEntries(
    ['variables', 'extensions'].flatMap((name) =>
      ['{', '[]', '7', ' null', '"{}"', '%ff'].map((text) => [
        `${name} that are ${text}`,
        `query=${encodeURIComponent(BY_SLUG.query)}&${name}=${text}`,
      ]),
    ),
  ),
};
export const OF_ODD_ADDRESSES = { ...BY_SLUG, variables: { slug: 'group' } };
