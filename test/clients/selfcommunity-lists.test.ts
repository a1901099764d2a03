import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RequestOptions, send } from '../support/requests.ts';
import { http } from '../support/selfcommunity.ts';
import { type GroupPage, groups, type UserPage } from '../support/selfcommunity-groups.ts';
import { shownUser, TIME } from '../support/selfcommunity-users.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
http.setBasePortal(server.url);

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const CROWD = range(1001, 1120);
const INVITED = range(2001, 2025);
const WAITING = range(3001, 3007);
await server.addUsers(1, 2, 3, 4, 5, ...CROWD, ...INVITED, ...WAITING);

const tokens = await Promise.all([1, 2, 3, 4].map((id) => server.token(id)));
const [anna = '', bo = '', cleo = '', dan = ''] = tokens;
const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

const api = (path: string, options: RequestOptions = {}) => send(`${server.url}/api/v2${path}`, options);
const made = (fields: object = {}) =>
  groups.createGroup({ name: `Group ${crypto.randomUUID()}`, privacy: 'private', ...fields }, as(anna));
const statusFor = (id: number, token: string) => groups.getGroupSubscriptionStatus(id, as(token));
const idsOf = ({ results }: UserPage | GroupPage) => results.map(({ id }) => id);
const DONE = { status: 204, body: '' };

describe('pages', () => {
  let crowded: number;
  beforeAll(async () => {
    crowded = (await made({ name: 'Crowded' })).id;
    await api(`/group/${crowded}/subscribe/`, { token: anna, json: { users: CROWD } });
    await groups.inviteOrAcceptGroupRequest(crowded, { users: INVITED }, as(anna));
    for (const id of WAITING) await groups.subscribeToGroup(crowded, as(await server.token(id)));
    for (const number of range(1, 7)) {
      const config = as(number % 2 ? bo : anna);
      const { id } = await groups.createGroup({ name: `Paged group ${number}`, privacy: 'public' }, config);
      await groups.subscribeToGroup(id, as(cleo));
    }
  });

  type Page = UserPage | GroupPage;
  const follow = async (url: string) => (await http.request<null, Page>({ url, method: 'GET', ...as(anna) })).data;

  /** The client has no place for the parameters of suggestions but the request's own. */
  const inConfig = (params: object) => ({ ...as(anna), params });

  it.each<[string, number, string, (params: object) => Promise<Page>]>([
    ['getGroupMembers', 121, '', (params) => groups.getGroupMembers(crowded, params, as(anna))],
    ['getGroupInvitedUsers', 25, '', (params) => groups.getGroupInvitedUsers(crowded, params, as(anna))],
    [
      'getGroupWaitingApprovalSubscribers',
      7,
      '',
      (params) => groups.getGroupWaitingApprovalSubscribers(crowded, params, as(anna)),
    ],
    [
      'getGroupSuggestedUsers',
      7,
      'search=user-3',
      (params) => groups.getGroupSuggestedUsers(crowded, 'user-300', inConfig(params)),
    ],
    [
      'getGroupsSuggestedUsers',
      120,
      'search=user-1',
      (params) => groups.getGroupsSuggestedUsers('user-1', inConfig(params)),
    ],
    ['searchGroups', 7, 'search=paged', (params) => groups.searchGroups({ search: 'paged', ...params }, as(anna))],
    [
      'getUserSubscribedGroups',
      7,
      'search=paged',
      (params) => groups.getUserSubscribedGroups(3, { search: 'paged', ...params }, as(anna)),
    ],
    ['getUserGroups', 3, 'search=paged', (params) => groups.getUserGroups({ search: 'paged', ...params }, as(anna))],
  ])('%s leads through all of a list, forwards and back', async (_method, count, kept, list) => {
    const limit = Math.ceil(count / 3);
    const first = await list({ limit });
    const second = await follow(first.next);
    const third = await follow(second.next);

    const pages = [first, second, third];
    expect(pages.map((page) => page.count)).toEqual([count, count, count]);
    expect(new Set(pages.flatMap(idsOf)).size).toBe(count);
    expect([first.previous, third.next]).toEqual([null, null]);
    expect(await follow(third.previous)).toEqual(second);
    expect(await follow(second.previous)).toEqual(first);
    for (const address of [first.next, second.next, second.previous, third.previous]) {
      expect(address.startsWith(`${server.url}/api/v2/`)).toBe(true);
      expect(address).toContain(kept);
      expect(address).toContain(`limit=${limit}&offset=`);
    }
  });

  it.each([
    ['nothing', {}, 20],
    ['undefined and null', { limit: undefined, offset: null }, 20],
    ['a negative limit and offset', { limit: -5, offset: -1 }, 20],
    ['words', { limit: 'many', offset: 'few' }, 20],
    ['parts', { limit: 2.5 }, 20],
    ['a limit of 0', { limit: 0 }, 20],
    ['the largest limit', { limit: 100 }, 100],
    ['a larger limit', { limit: 101 }, 100],
    ['a far larger limit', { limit: 1e9 }, 100],
  ])('has the first page for %s', async (_what, params, size) => {
    const page = await groups.getGroupMembers(crowded, params, as(anna));

    const next = `${server.url}/api/v2/group/${crowded}/subscribe/?limit=${size}&offset=${size}`;
    expect(page).toMatchObject({ count: 121, next, previous: null });
    expect(idsOf(page)).toEqual([1, ...CROWD].slice(0, size));
  });

  it('is empty beyond the end, from where it leads back', async () => {
    const page = await groups.getGroupMembers(crowded, { limit: 100, offset: 1000 }, as(anna));

    const previous = `${server.url}/api/v2/group/${crowded}/subscribe/?limit=100&offset=21`;
    expect(page).toEqual({ count: 121, next: null, previous, results: [] });
  });

  it('keeps parameters that it does not know', async () => {
    const { body } = await api(`/group/${crowded}/subscribe/?a=b%26c&limit=120&offset=0&a=d`, { token: anna });

    expect(body.next).toBe(`${server.url}/api/v2/group/${crowded}/subscribe/?a=b%26c&limit=100&offset=100&a=d`);
  });

  it('has all fields of a user, and who is in a list', async () => {
    const { results } = await groups.getGroupMembers(crowded, { limit: 1 }, as(anna));

    expect(results).toEqual([shownUser({ id: 1, username: 'user-1', real_name: 'User 1', date_joined: TIME })]);
    expect(idsOf(await groups.getGroupInvitedUsers(crowded, { limit: 100 }, as(anna))).toSorted()).toEqual(INVITED);
    expect(idsOf(await groups.getGroupWaitingApprovalSubscribers(crowded, {}, as(anna)))).toEqual(WAITING);
  });

  it.each([
    ['nothing', undefined],
    ['everything', { limit: 5, offset: 10, ordering: 'recent' }],
  ])('is always empty in a feed, for %s', async (_what, params) => {
    const feed = await groups.getGroupFeed(crowded, params, as(anna));

    expect(feed).toMatchObject({ count: 0, next: null, results: [] });
  });
});

describe('POST subscribe with users', () => {
  it('makes the manager the one who subscribes them, however they stood', async () => {
    const { id } = await made({ invite_users: [2] });
    await groups.subscribeToGroup(id, as(cleo));

    const answer = await api(`/group/${id}/subscribe/`, { token: anna, json: { users: [1, 2, 3, 4, 4] } });

    expect(answer).toMatchObject(DONE);
    expect(answer.headers.get('content-type')).toBeNull();
    expect(idsOf(await groups.getGroupMembers(id, {}, as(dan))).toSorted()).toEqual([1, 2, 3, 4]);
    expect((await groups.getSpecificGroupInfo(id)).subscribers_counter).toBe(4);
  });

  it('subscribes nobody when one of them is unknown, or the caller no manager', async () => {
    const { id } = await made();

    const unknown = await api(`/group/${id}/subscribe/`, { token: anna, json: { users: [2, 999] } });
    const forbidden = await api(`/group/${id}/subscribe/`, { token: bo, json: { users: [2] } });

    const message = 'The user 999 does not exist.';
    expect(unknown).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'users', messages: [{ code: 'does_not_exist', message }] }] },
    });
    expect(forbidden).toMatchObject({ status: 403, body: { errors: [{ code: 'permission_denied' }] } });
    expect(await statusFor(id, bo)).toEqual({ status: null });
  });
});

describe('DELETE invite', () => {
  it('takes invitations back, and leaves members and those who asked alone', async () => {
    const { id } = await made({ invite_users: [2] });
    await groups.subscribeToGroup(id, as(cleo));
    await api(`/group/${id}/subscribe/`, { token: anna, json: { users: [4] } });

    const answer = await api(`/group/${id}/invite/`, { method: 'DELETE', token: anna, json: { users: [2, 3, 4] } });

    expect(answer).toMatchObject(DONE);
    expect(await Promise.all([bo, cleo, dan].map((token) => statusFor(id, token)))).toEqual([
      { status: null },
      { status: 'requested' },
      { status: 'subscribed' },
    ]);
  });

  it('wants users', async () => {
    const { id } = await made();

    const answer = await api(`/group/${id}/invite/`, { method: 'DELETE', token: anna });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ field: 'users', messages: [{ code: 'required' }] }]);
  });
});

describe('DELETE subscribe?user=', () => {
  it('removes members, turns requests away and takes invitations back', async () => {
    const { id } = await made({ invite_users: [2] });
    await groups.subscribeToGroup(id, as(cleo));
    await api(`/group/${id}/subscribe/`, { token: anna, json: { users: [4] } });

    for (const user of [2, 3, 4]) {
      const answer = await api(`/group/${id}/subscribe/?user=${user}`, { method: 'DELETE', token: anna });
      expect(answer).toMatchObject(DONE);
    }

    expect(await Promise.all([bo, cleo, dan].map((token) => statusFor(id, token)))).toEqual([
      { status: null },
      { status: null },
      { status: null },
    ]);
  });

  it('is leaving for a member who names themself', async () => {
    const { id } = await made({ privacy: 'public' });
    await groups.subscribeToGroup(id, as(bo));

    expect(await api(`/group/${id}/subscribe/?user=2`, { method: 'DELETE', token: bo })).toMatchObject(DONE);

    expect(await statusFor(id, bo)).toEqual({ status: null });
  });

  it('refuses what is no user id, and removes nobody', async () => {
    const { id } = await made();

    const answer = await api(`/group/${id}/subscribe/?user=everyone`, { method: 'DELETE', token: anna });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ field: 'user', messages: [{ code: 'invalid' }] }]);
    expect((await groups.getGroupMembers(id, {}, as(anna))).count).toBe(1);
  });
});
