import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_PROFILE } from '../../src/domain/profile.ts';
import { person } from '../support/engines.ts';
import { type RequestOptions, send } from '../support/requests.ts';
import { http, UserService } from '../support/selfcommunity.ts';
import { groups } from '../support/selfcommunity-groups.ts';
import { SHOWN_TO_THEMSELVES, shownUser, TIME } from '../support/selfcommunity-users.ts';
import { startServer } from '../support/server.ts';
import { community } from '../support/tokens.ts';

const server = await startServer();
afterAll(() => server.stop());
http.setBasePortal(server.url);
await server.addUsers(1, 2, 5);

const [anna = '', bo = '', emil = ''] = await Promise.all([1, 2, 5].map((id) => server.token(id)));
const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

const api = (path: string, options: RequestOptions = {}) => send(`${server.url}/api/v2${path}`, options);
const made = (fields: object = {}) =>
  groups.createGroup({ name: `Group ${crypto.randomUUID()}`, privacy: 'private', ...fields }, as(anna));

describe('users', () => {
  const BO = shownUser({ id: 2, username: 'user-2', real_name: 'User 2', date_joined: TIME });

  it('tells an app who it is, and that it may create groups', async () => {
    const { status, body } = await api('/user/me/', { token: bo });

    expect([status, body]).toEqual([200, { ...BO, ...SHOWN_TO_THEMSELVES }]);
    expect((await api('/user/me/')).status).toBe(401);
  });

  it('shows anyone who someone is', async () => {
    expect(await api('/user/2/')).toMatchObject({ status: 200, body: BO });
    expect(await api('/user/999/')).toMatchObject({ status: 404, body: { errors: [{ code: 'not_found' }] } });
  });

  it('have their profile wherever they are shown', async () => {
    const founder = { id: 3, name: 'Founder', description: 'Was there first.', color: '#b45309' };
    const profile = { bio: 'Chess.\nAnd go.', location: 'Milan', website: 'https://cleo.example/', tags: [founder] };
    const names = { id: 6, username: 'flo', real_name: 'Flo' };
    await server.store.importUsers([person(6, { username: 'flo', realName: 'Flo', profile })], new Date());
    const flo = as(await server.token(6));
    const shown = { active: true, deleted: false, type: 'user', visibility_boost: false, visible: true };
    const FLO = shownUser({ ...names, date_joined: TIME, ...profile, tags: [{ ...founder, ...shown }] });

    const { id, ...group } = await groups.createGroup({ name: 'Of Flo', privacy: 'private' }, flo);
    const [mine] = (await groups.getUserGroups({}, flo)).results;
    const other = (await made({ invite_users: [6] })).id;
    const [invited, suggested, current] = [
      (await groups.getGroupInvitedUsers(other, {}, as(anna))).results,
      (await groups.getGroupsSuggestedUsers('flo', as(anna))).results,
      await UserService.getCurrentUser(flo),
    ];
    await groups.subscribeToGroup(other, flo);

    expect([group.created_by, group.managed_by, mine?.managed_by]).toEqual([FLO, FLO, FLO]);
    expect([invited, suggested]).toEqual([[FLO], [FLO]]);
    expect((await groups.getGroupMembers(other, { offset: 1 }, as(anna))).results).toEqual([FLO]);
    expect((await groups.getGroupMembers(id, {}, flo)).results).toEqual([FLO]);
    expect(current).toEqual({ ...FLO, ...SHOWN_TO_THEMSELVES });
    expect(await UserService.getSpecificUser(6)).toEqual(FLO);
  });

  it('may wait to be let in, with all that they tell', async () => {
    const profile = { ...EMPTY_PROFILE, bio: 'Go.' };
    await server.store.importUsers([person(7, { username: 'gil', profile })], new Date());
    const { id } = await made();
    await groups.subscribeToGroup(id, as(await server.token(7)));

    const { results } = await groups.getGroupWaitingApprovalSubscribers(id, {}, as(anna));

    expect(results).toEqual([shownUser({ id: 7, username: 'gil', real_name: '', date_joined: TIME, bio: 'Go.' })]);
  });

  it('tell of a token that may not create groups', async () => {
    const token = await community({ user_id: 5, scope: 'room.read' });

    expect((await api('/user/me/', { token })).body.permission).toMatchObject({ create_group: false });
  });

  it('lists the groups that a user can address as a bare array of eleven fields', async () => {
    const path = '/user/group/groups_to_address_a_contribution/';
    const { id, name } = await made({ visible: false, invite_users: [5], description: 'for posts' });
    await groups.subscribeToGroup(id, as(emil));
    await made({ invite_users: [5] });

    const { status, body } = await api(path, { token: emil });

    const images = ['bigger', 'big', 'medium', 'small'];
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        id,
        name,
        description: 'for posts',
        slug: name.toLowerCase().replace(' ', '-'),
        privacy: 'private',
        ...Object.fromEntries(images.map((s) => [`image_${s}`, `${server.url}/media/default-${s}.webp`])),
        subscribers_counter: 2,
        subscription_status: 'subscribed',
      },
    ]);
    expect((await api(path)).status).toBe(401);
  });
});
