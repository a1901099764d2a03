import { afterAll, describe, expect, it } from 'vitest';
import { signCommunityToken } from '../src/auth/sign-token.ts';
import { encodeGlobalId } from '../src/graphql/relay/global-ids.ts';
import { doors, type Intent } from './support/doors.ts';
import { picture } from './support/pictures.ts';
import { graphql, send } from './support/requests.ts';
import { SECRET, startServer } from './support/server.ts';

let clock = new Date();
const server = await startServer({ now: () => clock });
afterAll(() => server.stop());
const token = await server.token(1);
const names = Object.keys(doors) as (keyof typeof doors)[];

const intent = (name: string, idempotencyKey: string): Intent => ({
  name,
  slug: name.toLowerCase(),
  isPublic: false,
  idempotencyKey,
});

const groupsOf = async (name: string) =>
  (await graphql(server.url, `{ groups(filter: { search: "${name}" }) { totalCount } }`, { token })).body.data.groups
    .totalCount;

describe('an idempotency key', () => {
  it.each(names)('%s: gives the first answer again at every door', async (home) => {
    const first = await doors[home].create(server.url, token, intent(`Again${home}`, `again ${home}`));

    for (const name of names) {
      expect([name, await doors[name].create(server.url, token, intent(`Again${home}`, `again ${home}`))]).toEqual([
        name,
        first,
      ]);
    }
    expect(await groupsOf(`Again${home}`)).toBe(1);
  });

  it('refuses another body, with 422 at the REST doors', async () => {
    await doors.rooms.create(server.url, token, intent('Once', 'other body'));

    for (const name of names) {
      expect([name, await doors[name].create(server.url, token, intent('Twice', 'other body'))]).toEqual([
        name,
        { refused: 'IDEMPOTENCY_CONFLICT', fields: {} },
      ]);
    }
    const rest = await send(`${server.url}/api/v2/group/`, {
      token,
      json: { name: 'Twice', privacy: 'public' },
      headers: { 'idempotency-key': 'other body' },
    });
    expect(rest.status).toBe(422);
  });

  describe('of a group that has another manager now, who has removed its maker', () => {
    const mutation = `mutation ($input: CreateGroupInput!) { createGroup(input: $input) {
      group {
        id name privacy privateToken viewerRole viewerCanAdminister subscribersCount
        managedBy { username } members { totalCount } invitations { totalCount } requests { totalCount }
      } userErrors { code } } }`;
    const maker = encodeGlobalId('User', 1);
    const heir = encodeGlobalId('User', 5);

    /** Makes a group twice; before the second time it was handed over, and then `ending` was done to it. */
    async function madeTwice(name: string, privacy: 'PUBLIC' | 'PRIVATE', ending: (id: string) => readonly string[]) {
      await server.addUsers(5);
      const heirsToken = await server.token(5);
      const input = { name, privacy, idempotencyKey: `${name} key` };
      const create = async () =>
        (await graphql(server.url, mutation, { token, variables: { input } })).body.data.createGroup;
      const change = async (as: string, call: string) => {
        const { body } = await graphql(server.url, `mutation { ${call} { userErrors { code } } }`, { token: as });
        expect(Object.values(body.data)).toEqual([{ userErrors: [] }]);
      };

      const first = (await create()).group;
      await change(token, `inviteToGroup(input: { groupId: "${first.id}", userIds: ["${heir}"] })`);
      await change(heirsToken, `joinGroup(input: { groupId: "${first.id}" })`);
      await change(token, `transferGroup(input: { groupId: "${first.id}", userId: "${heir}" })`);
      await change(heirsToken, `removeMembers(input: { groupId: "${first.id}", userIds: ["${maker}"] })`);
      for (const call of ending(first.id)) await change(heirsToken, call);
      return { first, second: await create() };
    }

    it('tells of it what a stranger may know now, and else what was told first', async () => {
      const { first, second } = await madeTwice('Handed over', 'PUBLIC', (id) => [
        `updateGroup(input: { groupId: "${id}", name: "Renamed", privacy: PRIVATE })`,
      ]);

      expect(first).toMatchObject({ viewerRole: 'MANAGER', privateToken: expect.any(String) });
      expect(second).toEqual({
        group: {
          id: first.id,
          name: 'Handed over',
          privacy: 'PRIVATE',
          privateToken: null,
          viewerRole: null,
          viewerCanAdminister: false,
          subscribersCount: 1,
          managedBy: { username: 'user-5' },
          members: null,
          invitations: null,
          requests: null,
        },
        userErrors: [],
      });
    });

    it.each([
      ['hidden', (id: string) => [`updateGroup(input: { groupId: "${id}", visible: false, privacy: PRIVATE })`]],
      ['deleted', (id: string) => [`deleteGroup(input: { groupId: "${id}" })`]],
    ])('finds nothing when it is %s now', async (what, ending) => {
      const name = `Then ${what}`;
      const { second } = await madeTwice(name, 'PUBLIC', ending);

      expect(second).toEqual({ group: null, userErrors: [{ code: 'NOT_FOUND' }] });
    });

    it('is 404 at the REST doors', async () => {
      for (const door of [doors.selfcommunity, doors.rooms]) {
        const made = intent(`Gone ${door === doors.rooms}`, `gone ${door === doors.rooms}`);
        const first = await door.create(server.url, token, {
          ...made,
          slug: made.name.toLowerCase().replace(' ', '-'),
        });
        if ('refused' in first) throw new Error(first.refused);
        await send(`${server.url}/api/v2/group/${first.id}/`, { token, method: 'DELETE' });

        expect(
          await door.create(server.url, token, { ...made, slug: made.name.toLowerCase().replace(' ', '-') }),
        ).toEqual({ refused: 'NOT_FOUND', fields: {} });
      }
    });
  });

  it('is each user’s own', async () => {
    await doors.rooms.create(server.url, token, intent('Mine', 'shared key'));

    const theirs = await doors.rooms.create(server.url, await server.token(2), intent('Theirs', 'shared key'));

    expect(theirs).toMatchObject({ name: 'Theirs' });
  });

  it('is not used up by a call that was refused', async () => {
    await doors.rooms.create(server.url, token, intent('', 'second try'));

    expect(await doors.rooms.create(server.url, token, intent('Better', 'second try'))).toMatchObject({
      name: 'Better',
    });
  });

  it('is refused with 409 while the first call has not ended', async () => {
    const slow = new FormData();
    slow.set('name', 'Slow');
    slow.set('privacy', 'private');
    const pixels = await picture('png', { width: 4000, height: 4000 });
    slow.set('image_original', new Blob([new Uint8Array(pixels)], { type: 'image/png' }), 'a.png');
    const call = () =>
      send(`${server.url}/api/v2/group/`, { token, body: slow, headers: { 'idempotency-key': 'in flight' } });

    const answers = await Promise.all([call(), call(), call()]);

    // On a busy machine one may come after the first has ended, and is answered as that.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await groupsOf('Slow')).toBe(1);
    const replay = await call();
    for (const { status, body } of answers) if (status === 201) expect(body).toEqual(replay.body);
    expect((await server.mediaFiles()).length).toBe(5);
  });

  it('is forgotten after 24 hours', async () => {
    const start = clock;
    await doors.rooms.create(server.url, token, intent('Forgotten', 'a day'));

    clock = new Date(start.getTime() + 24 * 3_600_000 + 1);
    const later = await doors.rooms.create(
      server.url,
      await signCommunityToken(SECRET, { userId: 1, expires: '2d' }),
      intent('Remembered', 'a day'),
    );
    clock = start;

    expect(later).toMatchObject({ name: 'Remembered' });
  });

  it.each([
    ['', 'blank'],
    ['x'.repeat(256), 'max_length'],
  ])('is refused when it is %j', async (key, code) => {
    const { status, body } = await send(`${server.url}/api/v2/group/`, {
      token,
      json: { name: 'Bad key', privacy: 'public' },
      headers: { 'idempotency-key': key },
    });

    expect([status, body.errors[0].field, body.errors[0].messages[0].code]).toEqual([400, 'idempotency_key', code]);
  });
});
