/**
 * What SelfCommunity's React components ask before they show anything, asked for by the vendor's own client. Nothing is
 * told that is not so.
 */

import type { SCUserSettingsType } from '@selfcommunity/types';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../support/issuer.ts';
import { send } from '../support/requests.ts';
import { CustomMenuService, FeatureService, http, PreferenceService, UserService } from '../support/selfcommunity.ts';
import { groups, refusalOf } from '../support/selfcommunity-groups.ts';
import { startServer } from '../support/server.ts';
import { community, seconds, unsigned } from '../support/tokens.ts';

const issuer = await startIssuer();
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
const closed = await startServer({ env: { ANONYMOUS_READ: 'false' } });
afterAll(() => Promise.all([server.stop(), closed.stop(), issuer.stop()]));
await server.addUsers(1, 2);
http.setBasePortal(server.url);

const by = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const as = async (userId: number) => by(await server.token(userId));
const [anna, bo] = await Promise.all([as(1), as(2)]);
const NO_TOKEN = {};

const preferenceOf = async (key: string) => {
  const { results } = await PreferenceService.searchPreferences('', '', key, '', NO_TOKEN);
  const [preference, ...others] = results;
  expect(others).toEqual([]);
  return preference?.value;
};

describe('the preferences', () => {
  it('are all told to a caller without a token, on one page', async () => {
    const { count, next, results } = await PreferenceService.getAllPreferences(NO_TOKEN);

    expect(next).toBeNull();
    expect(results).toHaveLength(count);
    expect(new Set(results.map(({ section, name }) => `${section}.${name}`)).size).toBe(count);
    expect(await PreferenceService.getAllPreferences(anna)).toEqual({ count, next, previous: null, results });
  });

  it('can be searched', async () => {
    const names = async (...asked: readonly string[]) => {
      const [search, section, keys] = asked;
      const { results } = await PreferenceService.searchPreferences(search, section, keys, '-name', NO_TOKEN);
      return results.map(({ name }) => name);
    };

    expect(await names('GROUPS_E')).toEqual(['groups_enabled']);
    expect(await names('', 'images')).toEqual(['user_default_cover']);
    expect(await names('', '', 'logo.navbar_logo,text.application_name,text.nothing')).toEqual([
      'application_name',
      'navbar_logo',
    ]);
    expect(await names('', 'nowhere')).toEqual([]);
  });

  it('have the address of a cover, which is there', async () => {
    const address = await preferenceOf('images.user_default_cover');
    const response = await fetch(String(address));

    expect(String(address)).toMatch(new RegExp(`^${server.url}/`));
    const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
    expect([response.status, format, width, height]).toEqual([200, 'webp', 1920, 1080]);
  });

  it('have the address of a logo, which is there', async () => {
    const response = await fetch(String(await preferenceOf('logo.navbar_logo')));

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });

  it('say whether anything can be read without a token, also where it cannot', async () => {
    const told = async ({ url }: { readonly url: string }) =>
      (await send(`${url}/api/v2/dynamic_preference/?search=content_availability`)).body.results[0].value;
    const read = async ({ url }: { readonly url: string }) => (await send(`${url}/api/v2/group/search/`)).status;

    expect([await told(server), await read(server)]).toEqual([true, 200]);
    expect([await told(closed), await read(closed)]).toEqual([false, 401]);
  });

  it('refuse a token that is bad, as everything does', async () => {
    expect((await refusalOf(PreferenceService.getAllPreferences(by('a.b.c')))).status).toBe(401);
  });
});

it('the features are those that groups are shown with', async () => {
  const { results } = await FeatureService.getAllFeatures({}, NO_TOKEN);

  expect(results).toEqual([
    { id: 1, name: 'tagging', enabled: true },
    { id: 2, name: 'grouping', enabled: true },
  ]);
  const found = await FeatureService.getAllFeatures({ search: 'GROUP', limit: 1 }, NO_TOKEN);
  expect(found.results.map(({ name }) => name)).toEqual(['grouping']);
});

it.each(['base', 'not_logged'])('the menu %s is empty', async (name) => {
  const menu = { id: expect.any(Number), name, items: [] };

  expect(await CustomMenuService.getASpecificCustomMenu(name, NO_TOKEN)).toEqual(menu);
  expect((await send(`${closed.url}/api/v2/custom_menu/${name}/`)).body).toEqual(menu);
});

it('nobody is hidden from a caller with a token', async () => {
  expect(await UserService.getHiddenUsersId({}, anna)).toEqual([]);
  expect((await refusalOf(UserService.getHiddenUsersId({}, NO_TOKEN))).status).toBe(401);
});

describe('the permissions', () => {
  const mayCreate = async (token: string) => (await UserService.getCurrentUserPermission(by(token))).create_group;

  it('are told to a caller with a token', async () => {
    expect(await UserService.getCurrentUserPermission(anna)).toMatchObject({ create_group: true, create_post: false });
    expect((await refusalOf(UserService.getCurrentUserPermission(NO_TOKEN))).status).toBe(401);
  });

  it('are what the caller may do', async () => {
    const [able, unable] = await Promise.all(
      [['room.create'], ['room.read']].map((scp) => issuer.sign({ sub: 'limited', scp })),
    );
    const create = (token = '') => groups.createGroup({ name: 'Able', privacy: 'public' }, by(token));

    expect([await mayCreate(able ?? ''), await mayCreate(unable ?? '')]).toEqual([true, false]);
    expect(await create(able)).toMatchObject({ name: 'Able' });
    expect((await refusalOf(create(unable))).status).toBe(403);
  });
});

describe('the settings of a user', () => {
  const USUAL: SCUserSettingsType = {
    qa_frequency: -1,
    email_notification_not_qa: 1,
    mobile_notifications_scmty: 1,
    show_toast_notifications: 1,
    toast_notifications_emit_sound: 1,
  };
  // The client's types want all five at once, which its own components never send.
  const patch = (id: number, data: object, config: object) =>
    http
      .request({ url: `/api/v2/user/${id}/settings/`, method: 'PATCH', data, ...config })
      .then((answer) => answer.data);

  it('are the usual ones, until they are changed, and are kept', async () => {
    expect(await UserService.userSettings(1, anna)).toEqual(USUAL);

    expect(await patch(1, { qa_frequency: 0 }, anna)).toEqual({ ...USUAL, qa_frequency: 0 });
    const other = { ...USUAL, email_notification_not_qa: 0, toast_notifications_emit_sound: 0 };
    expect(await UserService.userSettingsPatch(1, other, anna)).toEqual(other);

    expect(await UserService.userSettings(1, anna)).toEqual(other);
    expect(await UserService.userSettings(2, bo)).toEqual(USUAL);
  });

  it('stay as they are where nothing is given', async () => {
    expect(await UserService.userSettingsPatch(2, undefined, bo)).toEqual(USUAL);
    expect(await patch(2, {}, bo)).toEqual(USUAL);
    expect(await patch(2, { qa_frequency: null, unknown: 7 }, bo)).toEqual(USUAL);
  });

  it('can come as a form', async () => {
    const { body } = await send(`${server.url}/api/v2/user/2/settings/`, {
      ...bo,
      method: 'PATCH',
      body: new URLSearchParams({ show_toast_notifications: '0' }),
    });

    expect(body).toEqual({ ...USUAL, show_toast_notifications: 0 });
    expect(await patch(2, { show_toast_notifications: 1 }, bo)).toEqual(USUAL);
  });

  it('are told all at once to be wrong, and not changed then', async () => {
    const wrong = { qa_frequency: 2, email_notification_not_qa: true, mobile_notifications_scmty: 0 };

    expect(await refusalOf(patch(2, wrong, bo))).toEqual({
      status: 400,
      codes: {
        qaFrequencyError: { error: 'invalid_choice' },
        emailNotificationNotQaError: { error: 'invalid_choice' },
      },
    });
    expect(await UserService.userSettings(2, bo)).toEqual(USUAL);
  });

  it.each([1, 987_654_321])("are nobody else's to see or change: %s", async (id) => {
    const refused = { status: 403, codes: { error: 'permission_denied' } };

    expect(await refusalOf(UserService.userSettings(id, bo))).toEqual(refused);
    expect(await refusalOf(patch(id, { qa_frequency: 7 }, bo))).toEqual(refused);
    expect((await refusalOf(UserService.userSettings(id, NO_TOKEN))).status).toBe(401);
    expect((await refusalOf(patch(id, {}, NO_TOKEN))).status).toBe(401);
  });

  it('are changed by a token with scopes only where one allows it', async () => {
    const statusOf = async (scp: readonly string[], method: string) => {
      const token = await issuer.sign({ sub: 'settler', scp });
      const { body } = await send(`${server.url}/api/v2/user/me/`, { token });
      return (await send(`${server.url}/api/v2/user/${body.id}/settings/`, { token, method })).status;
    };

    for (const scp of [['user'], ['user.settings'], ['user.settings.update']]) {
      expect([scp, await statusOf(scp, 'GET'), await statusOf(scp, 'PATCH')]).toEqual([scp, 200, 200]);
    }
    for (const scp of [[], ['room'], ['user.rooms.read']]) {
      expect([scp, await statusOf(scp, 'GET'), await statusOf(scp, 'PATCH')]).toEqual([scp, 200, 403]);
    }
  });
});

describe('a token that is to be verified', () => {
  const verify = (json: object, token: string | null = null) =>
    send(`${server.url}/api/v2/jwt/verify_token/`, { json, token });
  const statusOf = async (token: Promise<string> | string) => (await verify({ token: await token })).status;

  it('is good where it could be used for a call', async () => {
    expect(await verify({ token: await server.token(1) })).toMatchObject({ status: 200, body: {} });
    expect(await statusOf(issuer.sign({ sub: 'ada' }))).toBe(200);
  });

  it('may be of any user and kind, as the vendor has it, and makes nobody a user', async () => {
    expect(await statusOf(community({ user_id: 'anna', token_type: 'refresh', jti: undefined }))).toBe(200);
    expect(await statusOf(community({ user_id: 4_321 }))).toBe(200);

    expect(await server.store.findUsers([4_321])).toEqual([]);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['no token', () => 'a text'],
    ['empty', () => ''],
    ['signed with another secret', () => community({}, 'another secret, which is long enough too')],
    ['signed by nobody', () => unsigned({ alg: 'none' }, { user_id: 1, exp: seconds() + 60 })],
    ['expired', () => community({ exp: seconds() - 1 })],
    ['one that never ends', () => community({ exp: undefined })],
    ['of a time to come', () => community({ iat: seconds() + 3_600 })],
    ['longer than any', () => `${'a'.repeat(20_000)}.b.c`],
    ['for another purpose, by the issuer', () => issuer.sign({ sub: 'ada', nonce: 'n' })],
    ['of another issuer', () => issuer.sign({ sub: 'ada', iss: 'https://other.example' })],
  ])('is bad where it is %s', async (_what, make) => {
    const { status, body } = await verify({ token: await make() });

    expect([status, body.errors?.[0].code]).toEqual([401, 'authentication_failed']);
  });

  it.each([[{}], [{ token: null }], [{ token: 7 }]])('has to be there: %j', async (json) => {
    const { status, body } = await verify(json);

    expect([status, body.errors?.[0].field]).toEqual([400, 'token']);
  });
});

it("a user's groups come whole where no limit is asked for", async () => {
  for (let number = 1; number <= 46; number += 1) {
    await groups.createGroup({ name: `Group ${number}`, privacy: 'public' }, bo);
  }

  const { count, next, results } = await groups.getUserSubscribedGroups(2, undefined, anna);

  expect([count, next, results.length]).toEqual([46, null, 46]);
});
