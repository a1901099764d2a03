import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCast,
  CALLERS,
  type Caller,
  IDS,
  makeGroup,
  readTable,
  removeGroup,
  tokensOfCast,
} from '../support/cast.ts';
import { formOf, http } from '../support/selfcommunity.ts';
import {
  type GroupPage,
  type GroupService,
  groups,
  pictureFile,
  readRefusal,
  refusalOf,
  type UserPage,
} from '../support/selfcommunity-groups.ts';
import { shownUser, TIME } from '../support/selfcommunity-users.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
http.setBasePortal(server.url);
await addCast(server);
await server.addUsers(21, 22, 23, 24);

const bearer = (token: string | null) => (token === null ? {} : { headers: { Authorization: `Bearer ${token}` } });
const as = async (userId: number) => bearer(await server.token(userId));
const [anna, bo, cleo, dan] = await Promise.all([as(21), as(22), as(23), as(24)]);

const made = (fields: object = {}) =>
  groups.createGroup({ name: `Group ${crypto.randomUUID()}`, privacy: 'public', ...fields }, anna);
const HIDDEN = { privacy: 'private', visible: false };
const statusFor = (id: number, config: object) => groups.getGroupSubscriptionStatus(id, config);
const idsOf = ({ results }: UserPage | GroupPage) => results.map(({ id }) => id);
const isPage = (value: object): value is UserPage | GroupPage => 'results' in value;

describe('every method as everyone', () => {
  /** The kinds of group and callers are those of permissions.test.ts; an answer without a body is `''`. */
  const TABLE = `
                                   in  | anonymous | stranger | invited | requested  | member     | admin      | manager
getUserGroups                      PVH | 401       | none     | none    | none       | the group  | the group  | the group
getUserSubscribedGroups            P   | the group | the group| the group| the group | the group  | the group  | the group
getUserSubscribedGroups            VH  | none      | none     | none    | none       | the group  | the group  | the group
searchGroups                       PV  | the group | the group| the group| the group | the group  | the group  | the group
searchGroups                       H   | none      | none     | the group| none      | the group  | the group  | the group
getSpecificGroupInfo               PV  | group     | group    | group   | group      | group      | group      | group
getSpecificGroupInfo               H   | 404       | 404      | group   | 404        | group      | group      | group
getGroupFeed                       P   | none      | none     | none    | none       | none       | none       | none
getGroupFeed                       V   | 401       | 403      | 403     | 403        | none       | none       | none
getGroupFeed                       H   | 404       | 404      | 403     | 404        | none       | none       | none
getGroupMembers                    P   | 5 users   | 5 users  | 5 users | 5 users    | 5 users    | 5 users    | 5 users
getGroupMembers                    V   | 401       | 403      | 403     | 403        | 5 users    | 5 users    | 5 users
getGroupMembers                    H   | 404       | 404      | 403     | 404        | 5 users    | 5 users    | 5 users
getGroupInvitedUsers               PV  | 401       | 403      | 403     | 403        | 403        | 2 users    | 2 users
getGroupInvitedUsers               H   | 404       | 404      | 403     | 404        | 403        | 2 users    | 2 users
getGroupWaitingApprovalSubscribers PV  | 401       | 403      | 403     | 403        | 403        | 2 users    | 2 users
getGroupWaitingApprovalSubscribers H   | 404       | 404      | 403     | 404        | 403        | 2 users    | 2 users
getGroupSuggestedUsers             PV  | 401       | 403      | 403     | 403        | 403        | 1 users    | 1 users
getGroupSuggestedUsers             H   | 401       | 404      | 403     | 404        | 403        | 1 users    | 1 users
getGroupsSuggestedUsers            PVH | 401       | 1 users  | 1 users | 1 users    | 1 users    | 1 users    | 1 users
getGroupSubscriptionStatus         PV  | 401       | null     | invited | requested  | subscribed | subscribed | subscribed
getGroupSubscriptionStatus         H   | 401       | 404      | invited | 404        | subscribed | subscribed | subscribed
createGroup                        PVH | 401       | group    | group   | group      | group      | group      | group
updateGroup                        PV  | 401       | 403      | 403     | 403        | 403        | group      | group
updateGroup                        H   | 401       | 404      | 403     | 404        | 403        | group      | group
patchGroup                         PV  | 401       | 403      | 403     | 403        | 403        | group      | group
patchGroup                         H   | 401       | 404      | 403     | 404        | 403        | group      | group
changeGroupAvatarOrCover           PV  | 401       | 403      | 403     | 403        | 403        | group      | group
changeGroupAvatarOrCover           H   | 401       | 404      | 403     | 404        | 403        | group      | group
deleteGroup                        PV  | 401       | 403      | 403     | 403        | 403        | 403        | ''
deleteGroup                        H   | 401       | 404      | 403     | 404        | 403        | 403        | ''
subscribeToGroup                   PV  | 401       | ''       | ''      | ''         | ''         | ''         | ''
subscribeToGroup                   H   | 401       | 404      | ''      | 404        | ''         | ''         | ''
unsubscribeFromGroup               PV  | 401       | ''       | ''      | ''         | ''         | ''         | 403
unsubscribeFromGroup               H   | 401       | 404      | ''      | ''         | ''         | ''         | 403
inviteOrAcceptGroupRequest         PV  | 401       | 403      | 403     | 403        | 403        | ''         | ''
inviteOrAcceptGroupRequest         H   | 401       | 404      | 403     | 404        | 403        | ''         | ''
removeUserFromGroup                PV  | 401       | 403      | 403     | 403        | 403        | ''         | ''
removeUserFromGroup                H   | 401       | 404      | 403     | 404        | 403        | ''         | ''
`;
  type Group = Awaited<ReturnType<typeof makeGroup>>;
  const { newcomer, otherMember } = IDS;

  const CALLS: Record<keyof GroupService, (group: Group, config: object) => Promise<unknown>> = {
    getUserGroups: (_group, config) => groups.getUserGroups({ search: 'of the river' }, config),
    getUserSubscribedGroups: (_group, config) => groups.getUserSubscribedGroups(otherMember, {}, config),
    searchGroups: ({ name }, config) => groups.searchGroups({ search: name }, config),
    getSpecificGroupInfo: ({ id }, config) => groups.getSpecificGroupInfo(id, config),
    getGroupFeed: ({ id }, config) => groups.getGroupFeed(id, { ordering: 'recent' }, config),
    getGroupMembers: ({ id }, config) => groups.getGroupMembers(id, {}, config),
    getGroupInvitedUsers: ({ id }, config) => groups.getGroupInvitedUsers(id, {}, config),
    getGroupWaitingApprovalSubscribers: ({ id }, config) => groups.getGroupWaitingApprovalSubscribers(id, {}, config),
    getGroupSuggestedUsers: ({ id }, config) => groups.getGroupSuggestedUsers(id, `user-${newcomer}`, config),
    getGroupsSuggestedUsers: (_group, config) => groups.getGroupsSuggestedUsers(`User ${newcomer}`, config),
    getGroupSubscriptionStatus: ({ id }, config) => groups.getGroupSubscriptionStatus(id, config),
    createGroup: (_group, config) => groups.createGroup({ name: crypto.randomUUID(), privacy: 'public' }, config),
    updateGroup: ({ id }, config) => groups.updateGroup(id, { name: 'Rowers of the lake' }, config),
    patchGroup: ({ id }, config) => groups.patchGroup(id, { description: 'new' }, config),
    changeGroupAvatarOrCover: async ({ id }, config) =>
      groups.changeGroupAvatarOrCover(id, formOf({ image_original: await pictureFile() }), config),
    deleteGroup: ({ id }, config) => groups.deleteGroup(id, config),
    subscribeToGroup: ({ id }, config) => groups.subscribeToGroup(id, config),
    unsubscribeFromGroup: ({ id }, config) => groups.unsubscribeFromGroup(id, config),
    inviteOrAcceptGroupRequest: ({ id }, config) =>
      groups.inviteOrAcceptGroupRequest(id, { users: [newcomer] }, config),
    removeUserFromGroup: ({ id }, config) => groups.removeUserFromGroup(id, otherMember, config),
  };
  const isMethod = (name: string): name is keyof GroupService => name in CALLS;
  const CODES: Readonly<Record<number, string>> = {
    401: 'not_authenticated',
    403: 'permission_denied',
    404: 'not_found',
  };

  function wordFor(answer: unknown, { id }: Group): string {
    if (answer === '') return "''";
    if (typeof answer !== 'object' || answer === null) return String(answer);
    if ('status' in answer) return String(answer.status);
    if (!isPage(answer)) return 'privacy' in answer ? 'group' : 'something else';
    expect(answer).toMatchObject({ count: answer.results.length, next: null, previous: null });
    const [first] = answer.results;
    if (first === undefined) return 'none';
    if ('username' in first) return `${answer.count} users`;
    return idsOf(answer).join() === String(id) ? 'the group' : 'other groups';
  }

  function refusedWord(error: unknown): string {
    const { status, codes } = readRefusal(error);
    expect(codes).toEqual({ error: CODES[status] });
    return String(status);
  }

  let tokens: Readonly<Record<Caller, string | null>>;
  beforeAll(async () => {
    tokens = await tokensOfCast(server);
  });

  it.each(readTable(TABLE))('$name, on a $in group', async ({ name, kind, words }) => {
    const outcomes: Record<string, string> = {};
    for (const caller of CALLERS) {
      const group = await makeGroup(server, kind);
      const call = isMethod(name) ? CALLS[name](group, bearer(tokens[caller])) : Promise.reject(name);
      outcomes[caller] = await call.then((answer) => wordFor(answer, group), refusedWord);
      await removeGroup(server, group.id);
    }

    expect(outcomes).toEqual(words);
  });

  it('leaves no method of the service out', () => {
    const methods = Object.getOwnPropertyNames(groups).filter(
      (name) => !['length', 'name', 'prototype'].includes(name),
    );

    expect(Object.keys(CALLS).toSorted()).toEqual(methods.toSorted());
    expect(new Set(readTable(TABLE).map((row) => `${row.name}, ${row.in}`)).size).toBe(methods.length * 3);
  });
});

describe('the life of a membership', () => {
  const counted = async (id: number) => (await groups.getSpecificGroupInfo(id, anna)).subscribers_counter;

  it('begins and ends in a public group as someone likes', async () => {
    const { id } = await made();

    expect(await groups.subscribeToGroup(id, bo)).toBe('');
    expect(await groups.subscribeToGroup(id, bo)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: 'subscribed' }, 2]);
    expect(idsOf(await groups.getUserGroups({ limit: 100 }, bo))).toContain(id);

    expect(await groups.unsubscribeFromGroup(id, bo)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: null }, 1]);
    expect(idsOf(await groups.getUserGroups({ limit: 100 }, bo))).not.toContain(id);
  });

  it('begins in a private group with a request that the manager accepts', async () => {
    const { id } = await made({ privacy: 'private' });

    expect(await groups.subscribeToGroup(id, bo)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: 'requested' }, 1]);
    expect(idsOf(await groups.getGroupWaitingApprovalSubscribers(id, {}, anna))).toEqual([22]);

    expect(await groups.inviteOrAcceptGroupRequest(id, { users: [22] }, anna)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: 'subscribed' }, 2]);
    expect((await groups.getGroupWaitingApprovalSubscribers(id, {}, anna)).count).toBe(0);
    expect(idsOf(await groups.getGroupMembers(id, {}, bo))).toEqual([21, 22]);

    expect(await groups.removeUserFromGroup(id, 22, anna)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: null }, 1]);
  });

  it.each([
    ['those who asked take it back', (id: number) => groups.unsubscribeFromGroup(id, bo)],
    ['the manager removes them', (id: number) => groups.removeUserFromGroup(id, 22, anna)],
  ])('does not begin when %s', async (_case, end) => {
    const { id } = await made({ privacy: 'private' });
    await groups.subscribeToGroup(id, bo);

    expect(await end(id)).toBe('');

    expect(await statusFor(id, bo)).toEqual({ status: null });
    expect(idsOf(await groups.getGroupWaitingApprovalSubscribers(id, {}, anna))).toEqual([]);
  });

  it('begins in a hidden group with an invitation, which can be declined', async () => {
    const { id } = await made(HIDDEN);
    expect(await refusalOf(groups.subscribeToGroup(id, bo))).toEqual({ status: 404, codes: { error: 'not_found' } });

    expect(await groups.inviteOrAcceptGroupRequest(id, { users: [22, 23] }, anna)).toBe('');
    expect(await statusFor(id, bo)).toEqual({ status: 'invited' });
    expect(idsOf(await groups.getGroupInvitedUsers(id, {}, anna)).toSorted()).toEqual([22, 23]);

    expect(await groups.subscribeToGroup(id, bo)).toBe('');
    expect(await groups.unsubscribeFromGroup(id, cleo)).toBe('');
    expect([await statusFor(id, bo), await counted(id)]).toEqual([{ status: 'subscribed' }, 2]);
    expect(await refusalOf(statusFor(id, cleo))).toMatchObject({ status: 404 });
    expect(idsOf(await groups.getGroupInvitedUsers(id, {}, anna))).toEqual([]);
  });

  it('ends with the group', async () => {
    const { id } = await made();
    await groups.subscribeToGroup(id, bo);

    expect(await groups.deleteGroup(id, anna)).toBe('');

    expect(await refusalOf(groups.getSpecificGroupInfo(id, bo))).toMatchObject({ status: 404 });
    expect(await refusalOf(groups.deleteGroup(id, anna))).toEqual({ status: 404, codes: { error: 'not_found' } });
    expect(idsOf(await groups.getUserSubscribedGroups(22, { limit: 100 }))).not.toContain(id);
  });

  it('suggests for a group those who are neither in it nor invited to it', async () => {
    const { id } = await made({ privacy: 'private', invite_users: [22] });
    await groups.subscribeToGroup(id, dan);
    await groups.subscribeToGroup(id, cleo);
    await groups.inviteOrAcceptGroupRequest(id, { users: [24] }, anna);

    const suggested = await groups.getGroupSuggestedUsers(id, 'user-2', anna);

    expect(suggested.results).toEqual([
      shownUser({ id: 2, username: 'user-2', real_name: 'User 2', date_joined: TIME }),
      shownUser({ id: 23, username: 'user-23', real_name: 'User 23', date_joined: TIME }),
    ]);
    expect(idsOf(await groups.getGroupsSuggestedUsers('user-2', anna))).toEqual([2, 22, 23, 24]);
  });
});
