import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { type Answer, graphql, send } from './requests.ts';

/** One call, with everything that any operation may be about. */
export interface Call {
  readonly serverUrl: string;
  readonly token: string | null;
  readonly group: { readonly id: number; readonly name: string; readonly slug: string };
  readonly userId: number;
}

export interface Reply {
  /** `done`, `yes`, or why not: `absent`, `forbidden`, `unauthenticated`, `invalid`. Anything else is a surprise. */
  readonly word: string;
  /** The ids in a list, in its order. */
  readonly listed?: readonly number[];
  /** All that the caller was told. */
  readonly told: { readonly status: number; readonly body: unknown };
}

type Operation = (call: Call) => Promise<Reply>;

/** What can be asked about a group that is there; a door leaves out what its API has no words for. */
export interface GroupDoor {
  /** Tells nobody anything without a token, not even what is public. */
  readonly wantsToken?: true;
  readonly seeById?: Operation;
  readonly seeByGlobalId?: Operation;
  readonly seeBySlug?: Operation;
  /** By its name. */
  readonly search?: Operation;
  /** Among all groups. */
  readonly list?: Operation;
  /** Among the groups of a user. */
  readonly listGroupsOf?: Operation;
  readonly listMembers?: Operation;
  readonly listInvited?: Operation;
  readonly listRequests?: Operation;
  readonly join?: Operation;
  /** As `join`, but never asks to be let in. */
  readonly joinIfInvited?: Operation;
  readonly leave?: Operation;
  readonly invite?: Operation;
  readonly cancelInvitation?: Operation;
  readonly approve?: Operation;
  readonly reject?: Operation;
  /** Makes a user a member without asking. */
  readonly add?: Operation;
  readonly remove?: Operation;
  /** As `remove`, but whoever is no member refuses it. */
  readonly removeMember?: Operation;
  /** As `remove`, and does nothing to whoever is no member. */
  readonly removeAnyway?: Operation;
  readonly grantAdmin?: Operation;
  readonly revokeAdmin?: Operation;
  /** Gives it the description "new". */
  readonly update?: Operation;
  readonly transfer?: Operation;
  readonly delete?: Operation;
}

export type Verb = Exclude<keyof GroupDoor, 'wantsToken'>;

const told = ({ status, body }: Answer) => ({ status, body });

/** In a list of groups that can only hold this one. */
function listingOf(group: Call['group'], count: number, ids: readonly number[]): string {
  if (count === 0 && ids.length === 0) return 'absent';
  return count === 1 && ids.join() === String(group.id) ? 'yes' : `${count} counted, but listed: ${ids.join()}`;
}

const GRAPHQL_WORDS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'absent',
  INVALID: 'invalid',
  DOES_NOT_EXIST: 'invalid',
  NOT_A_MEMBER: 'invalid',
};

const query =
  (text: string, read: (data: Answer['body'], call: Call) => Omit<Reply, 'told'>): Operation =>
  async (call) => {
    const { serverUrl, token, group, userId } = call;
    const variables = { ...group, globalId: encodeGlobalId('Group', group.id), userId };
    const answer = await graphql(serverUrl, text, { token, variables });
    const code = answer.body.errors?.[0].extensions.code;
    return { ...(code ? { word: code } : read(answer.body.data, call)), told: told(answer) };
  };

const present = ({ found }: { readonly found: unknown }) => ({ word: found === null ? 'absent' : 'yes' });

const listsGroup = ({ found }: Answer['body'], { group }: Call) => {
  const ids = found.nodes.map(({ databaseId }: { databaseId: number }) => databaseId);
  return { word: listingOf(group, found.totalCount, ids) };
};

/** Null says only that the caller may not know; whether a token could help is theirs to see. */
const listUsers = (field: string): Operation =>
  query(
    `query ($id: SafeInt!) {
      group(by: { databaseId: $id }) { ${field}(first: 100) { totalCount nodes { user { databaseId } } } }
    }`,
    ({ group }, { token }) => {
      if (group === null) return { word: 'absent' };
      if (group[field] === null) return { word: token === null ? 'unauthenticated' : 'forbidden' };
      const { nodes, totalCount } = group[field];
      const listed = nodes.map(({ user }: { user: { databaseId: number } }) => user.databaseId);
      return { word: totalCount === listed.length ? 'yes' : `${totalCount} counted, but listed: ${listed}`, listed };
    },
  );

const mutation = (name: string, inputFor: (userId: string) => object = () => ({})): Operation => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code field message } } }`;
  return async ({ serverUrl, token, group, userId }) => {
    const input = { groupId: encodeGlobalId('Group', group.id), ...inputFor(encodeGlobalId('User', userId)) };
    const answer = await graphql(serverUrl, text, { token, variables: { input } });
    const [error] = answer.body.data[name].userErrors;
    return { word: error ? (GRAPHQL_WORDS[error.code] ?? error.code) : 'done', told: told(answer) };
  };
};

const users = (userId: string) => ({ userIds: [userId] });

const graphqlDoor: GroupDoor = {
  seeById: query('query ($id: SafeInt!) { found: group(by: { databaseId: $id }) { name } }', present),
  seeByGlobalId: query('query ($globalId: ID!) { found: node(id: $globalId) { id } }', present),
  seeBySlug: query('query ($slug: String!) { found: group(by: { slug: $slug }) { name } }', present),
  search: query(
    'query ($name: String!) { found: groups(filter: { search: $name }) { totalCount nodes { databaseId } } }',
    listsGroup,
  ),
  list: query('{ found: groups { totalCount nodes { databaseId } } }', listsGroup),
  listGroupsOf: query(
    'query ($userId: SafeInt!) { user(by: { databaseId: $userId }) { groups { totalCount nodes { databaseId } } } }',
    ({ user }, call) => listsGroup({ found: user.groups }, call),
  ),
  listMembers: listUsers('members'),
  listInvited: listUsers('invitations'),
  listRequests: listUsers('requests'),
  join: mutation('joinGroup'),
  leave: mutation('leaveGroup'),
  invite: mutation('inviteToGroup', users),
  cancelInvitation: mutation('cancelInvitations', users),
  approve: mutation('approveRequests', users),
  reject: mutation('rejectRequests', users),
  remove: mutation('removeMembers', users),
  removeMember: mutation('removeMembers', users),
  grantAdmin: mutation('setMemberRole', (userId) => ({ userId, role: 'ADMIN' })),
  revokeAdmin: mutation('setMemberRole', (userId) => ({ userId, role: 'MEMBER' })),
  update: mutation('updateGroup', () => ({ description: 'new' })),
  transfer: mutation('transferGroup', (userId) => ({ userId })),
  delete: mutation('deleteGroup'),
};

const REST_WORDS: Readonly<Record<number, string>> = {
  200: 'yes',
  204: 'done',
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'absent',
};

/** What is sent where, as method, path and JSON body. */
type Wire = (call: Call) => readonly [method: string, path: string, json?: unknown];

async function ask({ serverUrl, token }: Call, [method, path, json]: ReturnType<Wire>): Promise<Answer> {
  return send(`${serverUrl}${path}`, { method, token, ...(json !== undefined && { json }) });
}

const wordOf = ({ status }: Answer) => REST_WORDS[status] ?? String(status);

const look =
  (wire: Wire): Operation =>
  async (call) => {
    const answer = await ask(call, wire(call));
    return { word: wordOf(answer), told: told(answer) };
  };

/** A change, whatever the status that says it was made. */
const change =
  (wire: Wire): Operation =>
  async (call) => {
    const answer = await ask(call, wire(call));
    return { word: answer.status === 200 ? 'done' : wordOf(answer), told: told(answer) };
  };

/** How a door writes a list: where its entries are, and how many it says there are. */
type ReadList = (body: Answer['body']) => { readonly ids: readonly number[]; readonly count: number };

const idsOf = (entries: readonly { readonly id: number | string }[]) => entries.map(({ id }) => Number(id));

const findGroup =
  (readList: ReadList) =>
  (pathFor: (call: Call) => string): Operation =>
  async (call) => {
    const answer = await ask(call, ['GET', pathFor(call)]);
    if (answer.status !== 200) return { word: wordOf(answer), told: told(answer) };
    const { ids, count } = readList(answer.body);
    return { word: listingOf(call.group, count, ids), told: told(answer) };
  };

const listUsersAt =
  (readList: ReadList) =>
  (pathFor: (call: Call) => string): Operation =>
  async (call) => {
    const answer = await ask(call, ['GET', pathFor(call)]);
    if (answer.status !== 200) return { word: wordOf(answer), told: told(answer) };
    const { ids, count } = readList(answer.body);
    const word = count === ids.length ? 'yes' : `${count} counted, but listed: ${ids}`;
    return { word, listed: ids, told: told(answer) };
  };

const selfCommunityList: ReadList = ({ results, count }) => ({ ids: idsOf(results), count });
const selfCommunityGroups = findGroup(selfCommunityList);
const selfCommunityUsers = listUsersAt(selfCommunityList);

const selfCommunityDoor: GroupDoor = {
  seeById: look(({ group }) => ['GET', `/api/v2/group/${group.id}/`]),
  search: selfCommunityGroups(({ group }) => `/api/v2/group/search/?search=${encodeURIComponent(group.name)}`),
  list: selfCommunityGroups(() => '/api/v2/group/search/'),
  listGroupsOf: selfCommunityGroups(({ userId }) => `/api/v2/user/${userId}/groups/`),
  listMembers: selfCommunityUsers(({ group }) => `/api/v2/group/${group.id}/subscribe/?limit=100`),
  listInvited: selfCommunityUsers(({ group }) => `/api/v2/group/${group.id}/invite/?limit=100`),
  listRequests: selfCommunityUsers(({ group }) => `/api/v2/group/${group.id}/request_subscribe/?limit=100`),
  join: change(({ group }) => ['POST', `/api/v2/group/${group.id}/subscribe/`]),
  leave: change(({ group }) => ['DELETE', `/api/v2/group/${group.id}/subscribe/`]),
  invite: change(({ group, userId }) => ['POST', `/api/v2/group/${group.id}/invite/`, { users: [userId] }]),
  cancelInvitation: change(({ group, userId }) => ['DELETE', `/api/v2/group/${group.id}/invite/`, { users: [userId] }]),
  approve: change(({ group, userId }) => ['POST', `/api/v2/group/${group.id}/invite/`, { users: [userId] }]),
  reject: change(({ group, userId }) => ['DELETE', `/api/v2/group/${group.id}/subscribe/?user=${userId}`]),
  add: change(({ group, userId }) => ['POST', `/api/v2/group/${group.id}/subscribe/`, { users: [userId] }]),
  remove: change(({ group, userId }) => ['DELETE', `/api/v2/group/${group.id}/subscribe/?user=${userId}`]),
  removeAnyway: change(({ group, userId }) => ['DELETE', `/api/v2/group/${group.id}/subscribe/?user=${userId}`]),
  update: change(({ group }) => ['PATCH', `/api/v2/group/${group.id}/`, { description: 'new' }]),
  delete: change(({ group }) => ['DELETE', `/api/v2/group/${group.id}/`]),
};

const roomsList: ReadList = ({ data, total }) => ({ ids: idsOf(data), count: total });
const roomsGroups = findGroup(roomsList);
const roomsUsers = listUsersAt(roomsList);

// Its `join` never asks to be let in, as documented: `join-request` is what the other doors call joining.
const roomsDoor: GroupDoor = {
  wantsToken: true,
  seeById: look(({ group }) => ['GET', `/v1/rooms/${group.id}`]),
  seeBySlug: look(({ group }) => ['GET', `/v1/rooms/group/${group.slug}`]),
  search: roomsGroups(({ group }) => `/v1/rooms/search?query=${encodeURIComponent(group.name)}`),
  list: roomsGroups(() => '/v1/rooms/search'),
  listMembers: roomsUsers(({ group }) => `/v1/rooms/${group.id}/members?limit=100`),
  listRequests: roomsUsers(({ group }) => `/v1/rooms/${group.id}/join-requests?limit=100`),
  join: change(({ group }) => ['POST', `/v1/rooms/${group.id}/join-request`]),
  joinIfInvited: change(({ group }) => ['POST', `/v1/rooms/${group.id}/join`]),
  leave: change(({ group }) => ['POST', `/v1/rooms/${group.id}/leave`]),
  invite: change(({ group, userId }) => ['POST', `/v1/rooms/${group.id}/invite`, { userIds: [String(userId)] }]),
  approve: change(({ group, userId }) => ['POST', `/v1/rooms/${group.id}/join-requests/${userId}/approve`]),
  reject: change(({ group, userId }) => ['DELETE', `/v1/rooms/${group.id}/join-requests/${userId}`]),
  remove: change(({ group, userId }) => ['DELETE', `/v1/rooms/${group.id}/members/${userId}`]),
  removeAnyway: change(({ group, userId }) => ['DELETE', `/v1/rooms/${group.id}/members/${userId}`]),
  grantAdmin: change((call) => ['POST', '/v1/rooms/admins-access', adminAccess(call, true)]),
  revokeAdmin: change((call) => ['POST', '/v1/rooms/admins-access', adminAccess(call, false)]),
  update: change(({ group }) => ['PATCH', '/v1/rooms/groups', { id: group.id, description: 'new' }]),
};

function adminAccess({ group, userId }: Call, admin: boolean) {
  return { roomId: group.id, userId: String(userId), admin };
}

export const groupDoors: Readonly<Record<string, GroupDoor>> = {
  GraphQL: graphqlDoor,
  SelfCommunity: selfCommunityDoor,
  rooms: roomsDoor,
};
