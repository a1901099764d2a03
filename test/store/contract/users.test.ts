import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sortKey } from '../../../src/domain/folding.ts';
import type { KeysetSlice, Store } from '../../../src/domain/store.ts';
import type { ImportedUser } from '../../../src/domain/user.ts';
import { FIRST_OPENID_USER_ID, type Identity, type User } from '../../../src/domain/user.ts';
import { ALL, EVERYONE, engines, NOON, person, type TestDatabase } from '../../support/engines.ts';

const nobodyKnown = { username: null, realName: '', avatarUrl: null, extId: null };
const community = (communityId: number, changes: Partial<Identity> = {}): Identity => ({
  key: { communityId },
  issuedAt: null,
  profile: {},
  ...nobodyKnown,
  ...changes,
});
const openId = (subject: string, changes: Partial<Identity> = {}): Identity => ({
  key: { issuer: 'https://id.example.org', subject },
  issuedAt: null,
  profile: {},
  ...nobodyKnown,
  ...changes,
});

/** The id of whom a token speaks for, on a store that is not overloaded. */
const idOf = async (ensured: ReturnType<Store['ensureUser']>): Promise<number> => {
  const id = await ensured;
  if (!id.ok) throw new Error(id.refusal.code);
  return id.value;
};

const LATER = new Date(NOON.getTime() + 60_000);

describe.each(Object.entries(engines))('users on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await open();
    store = database.store;
  });

  afterEach(() => database.remove());

  const ensureUser = (identity: Identity, now: Date, on = store) => idOf(on.ensureUser(identity, now));
  const usernames = async (search: string | null = null, slice: KeysetSlice = ALL) => {
    const found = await store.listUsers({ ...EVERYONE, search }, slice);
    return found.map(({ username }) => username);
  };
  const usernameOf = async (id: number) => (await store.findUsers([id]))[0]?.username;

  describe('of a first token', () => {
    it('are made of what it says', async () => {
      const says = { username: 'anna', realName: 'Anna Ö', avatarUrl: 'https://a.example/1.png', extId: 'a-7' };

      expect(await ensureUser(community(7, says), NOON)).toBe(7);
      expect(await store.findUsers([7])).toEqual([{ id: 7, ...says, subject: null, reviewer: false, createdAt: NOON }]);
    });

    it('have a username made of their id when it says none', async () => {
      await ensureUser(community(7), NOON);

      expect(await store.findUsers([7])).toEqual([
        { id: 7, ...nobodyKnown, username: 'user-7', subject: null, reviewer: false, createdAt: NOON },
      ]);
    });

    it('are numbered by a community, and from 2^32 upward by their order for OpenID', async () => {
      const ids = [
        await ensureUser(community(1), NOON),
        await ensureUser(openId('x'), NOON),
        await ensureUser(community(2 ** 31 - 1), NOON),
        await ensureUser(openId('y'), NOON),
        await ensureUser(openId('x'), NOON),
      ];

      expect(ids).toEqual([1, FIRST_OPENID_USER_ID, 2 ** 31 - 1, FIRST_OPENID_USER_ID + 1, FIRST_OPENID_USER_ID]);
    });

    it('are others when the issuer or the letters of the subject are others', async () => {
      const other = { ...openId('x'), key: { issuer: 'https://other.example.org', subject: 'x' } };
      const identities = [openId('x'), openId('X'), other, community(4)];

      const ids = await Promise.all(identities.map((identity) => ensureUser(identity, NOON)));

      expect(new Set(ids).size).toBe(4);
    });

    it('keep the subject of OpenID', async () => {
      const id = await ensureUser(openId('sub|7', { username: 'anna' }), NOON);

      expect(await store.findUsers([id])).toEqual([
        { id, ...nobodyKnown, username: 'anna', subject: 'sub|7', reviewer: false, createdAt: NOON },
      ]);
    });

    it('get a username of their own when the wanted one is taken', async () => {
      await ensureUser(community(7, { username: 'anna' }), NOON);
      await ensureUser(community(8, { username: 'anna' }), NOON);
      const id = await ensureUser(openId('x', { username: 'anna' }), NOON);

      expect([await usernameOf(7), await usernameOf(8), await usernameOf(id)]).toEqual([
        'anna',
        'anna-8',
        `anna-${id}`,
      ]);
    });

    it('get a username of their own even when the second choice is taken too', async () => {
      await store.importUsers([person(1, { username: 'user-9' }), person(2, { username: 'user-9-9' })], NOON);

      await ensureUser(community(9), NOON);

      expect(await usernameOf(9)).toBe('user-9-9-2');
    });

    it('are made once when many tokens come at once over two connections', async () => {
      const stores = [store, await database.connect()];
      const calls = Array.from({ length: 20 }, () => stores.map((one) => ensureUser(openId('x'), NOON, one)));

      const ids = new Set(await Promise.all(calls.flat()));

      expect(ids.size).toBe(1);
      // On PostgreSQL each connection takes a number before it is known which of them is first.
      expect(Math.min(...ids)).toBeGreaterThanOrEqual(FIRST_OPENID_USER_ID);
      expect(await store.countUsers(EVERYONE)).toBe(1);
    });
  });

  describe('of later tokens', () => {
    const anna = { username: 'anna', realName: 'Anna', avatarUrl: 'https://a.example/1.png', extId: 'a-7' };
    const bo = { username: 'bo', realName: 'Bo', avatarUrl: 'https://a.example/2.png', extId: 'b-7' };
    const told = async (id: number) => {
      const [{ username, realName, avatarUrl, extId } = person(0)] = await store.findUsers([id]);
      return { username, realName, avatarUrl, extId };
    };

    it.each([
      ['a community user', community],
      ['an OpenID user', (id: number, says: Partial<Identity>) => openId(`${id}`, says)],
    ])('follow what they say of %s, and keep the rest', async (_who, identity) => {
      const id = await ensureUser(identity(7, { ...anna, issuedAt: NOON }), NOON);
      const [before] = await store.findUsers([id]);

      expect(await ensureUser(identity(7, { ...bo, issuedAt: LATER }), LATER)).toBe(id);

      expect(await store.findUsers([id])).toEqual([{ ...before, ...bo }]);
      expect([await usernames('anna'), await usernames('bo')]).toEqual([[], ['bo']]);
    });

    it.each([
      ['before', new Date(NOON.getTime() - 1)],
      ['at the same moment', NOON],
      ['at no moment', null],
    ])('change nothing when they were issued %s', async (_when, issuedAt) => {
      await ensureUser(community(7, { ...anna, issuedAt: NOON }), NOON);

      await ensureUser(community(7, { ...bo, issuedAt }), LATER);

      expect(await told(7)).toEqual(anna);
    });

    it('change a user who was made by a token of no moment', async () => {
      await ensureUser(community(7, anna), NOON);

      await ensureUser(community(7, { ...bo, issuedAt: NOON }), LATER);

      expect(await told(7)).toEqual(bo);
    });

    it('end with the youngest, in whatever order they come, over two connections', async () => {
      const stores = [store, await database.connect()];
      const tokens = Array.from({ length: 20 }, (_, n) =>
        community(7, { realName: `Anna ${n}`, issuedAt: new Date(NOON.getTime() + n) }),
      );
      await ensureUser(community(7, anna), NOON);

      const order = [7, 19, 3, 11, 0, 15, 1, 18, 5, 13, 2, 9, 17, 4, 10, 6, 14, 8, 16, 12];
      await Promise.all(order.flatMap((n) => stores.map((one) => ensureUser(tokens[n] ?? community(7), LATER, one))));

      expect(await told(7)).toEqual({ ...anna, realName: 'Anna 19' });
    });

    it('change nothing when nothing differs, or the name that they want is taken', async () => {
      await ensureUser(community(8, { username: 'bo' }), NOON);
      await ensureUser(community(7, { ...anna, issuedAt: NOON }), NOON);
      const before = await store.findUsers([7, 8]);

      await ensureUser(community(7, { ...anna, issuedAt: LATER }), LATER);
      await ensureUser(community(7, { ...anna, username: 'bo', issuedAt: LATER }), LATER);

      expect(await store.findUsers([7, 8])).toEqual(before);
    });

    it('take a username once it is free, and all else before', async () => {
      await ensureUser(community(8, { username: 'bo', issuedAt: NOON }), NOON);
      await ensureUser(community(7, { ...anna, issuedAt: NOON }), NOON);

      await ensureUser(community(7, { ...bo, issuedAt: LATER }), LATER);
      expect(await told(7)).toEqual({ ...bo, username: 'anna' });

      const latest = new Date(LATER.getTime() + 1);
      await ensureUser(community(8, { username: 'bodo', issuedAt: LATER }), LATER);
      await ensureUser(community(7, { ...bo, issuedAt: latest }), latest);
      expect(await told(7)).toEqual(bo);
    });

    it('change nobody who is named by a directory file, before or after', async () => {
      await ensureUser(community(7, { ...bo, issuedAt: NOON }), NOON);
      await store.importUsers([person(7, anna), person(8)], NOON);

      await ensureUser(community(7, { ...bo, issuedAt: LATER }), LATER);
      await ensureUser(community(8, { realName: 'Bo', issuedAt: LATER }), LATER);

      expect(await told(7)).toEqual(anna);
      expect(await told(8)).toMatchObject({ username: 'user-8', realName: '' });
    });
  });

  describe('of a directory file', () => {
    it('are added, and updated when they come again', async () => {
      const anna = { username: 'anna', realName: 'Anna', avatarUrl: 'https://a.example/1.png', extId: 'a-7' };
      await store.importUsers([person(7, anna)], NOON);

      expect(await store.importUsers([person(7, { username: 'anna-b', realName: 'Anna B' })], LATER)).toEqual({
        ok: true,
      });
      expect(await store.findUsers([7])).toEqual([
        {
          id: 7,
          username: 'anna-b',
          realName: 'Anna B',
          avatarUrl: null,
          extId: null,
          subject: null,
          reviewer: false,
          createdAt: NOON,
        },
      ]);
    });

    it('are the users that their tokens speak for', async () => {
      const key = openId('x').key;
      await store.importUsers([person(7), person(0, { key, username: 'bo' })], NOON);

      expect(await ensureUser(community(7), LATER)).toBe(7);
      expect(await ensureUser(openId('x'), LATER)).toBe((await store.findUserByUsername('bo'))?.id);
      expect(await store.countUsers(EVERYONE)).toBe(2);
    });

    it('are known by their username when they have no way to sign in', async () => {
      await store.importUsers([person(0, { key: null, username: 'bo' })], NOON);
      await store.importUsers([person(0, { key: null, username: 'bo', realName: 'Bo' })], LATER);

      expect(await store.listUsers(EVERYONE, ALL)).toEqual([
        {
          id: FIRST_OPENID_USER_ID,
          ...nobodyKnown,
          username: 'bo',
          realName: 'Bo',
          subject: null,
          reviewer: false,
          createdAt: NOON,
        },
      ]);
    });

    it('are all refused when one has the username of another', async () => {
      await store.importUsers([person(1, { username: 'anna' })], NOON);
      const people = [person(1, { username: 'changed' }), person(2), person(3, { username: 'user-2' }), person(4)];

      expect(await store.importUsers(people, LATER)).toEqual({ ok: false, index: 2, reason: 'username_taken' });
      expect(await usernames()).toEqual(['anna']);
    });

    it('may take a username that another gives up before them', async () => {
      await store.importUsers([person(1, { username: 'anna' })], NOON);
      const people = [person(1, { username: 'bo' }), person(2, { username: 'anna' })];

      expect(await store.importUsers(people, LATER)).toEqual({ ok: true });
      expect(await usernames()).toEqual(['anna', 'bo']);
    });

    it.each<[string, readonly ImportedUser[]]>([
      ['a new username', [person(2), person(1, { username: 'bo' })]],
      ['the username of one who is there', [person(2), person(0, { username: 'anna' })]],
      ['a username that is given up before', [person(1, { username: 'bo' }), person(2, { username: 'anna' })]],
      ['a username that is given up after', [person(2, { username: 'anna' }), person(1, { username: 'bo' })]],
      ['a username twice', [person(2, { username: 'bo' }), person(3, { username: 'bo' })]],
      [
        'one and the same user twice',
        [person(3, { username: 'bo' }), person(3, { username: 'cy' }), person(4, { username: 'bo' })],
      ],
      [
        'users without an identity',
        [person(0, { key: null, username: 'bo' }), person(0, { key: null, username: 'bo' })],
      ],
      [
        'an identity that takes the username of one without',
        [person(0, { key: null, username: 'bo' }), person(5, { username: 'bo' })],
      ],
    ])('are told to be refused, before they are imported, where they would be: %s', async (_what, people) => {
      await store.importUsers([person(1, { username: 'anna' })], NOON);

      const told = await store.findImportConflict(people);

      const imported = await store.importUsers(people, LATER);
      expect(told).toBe(imported.ok ? null : imported.index);
    });

    it('may be none', async () => {
      expect(await store.importUsers([], NOON)).toEqual({ ok: true });
    });
  });

  describe('in a list', () => {
    beforeEach(async () => {
      const people = [
        person(1, { username: 'carla', realName: 'Carla Müller' }),
        person(2, { username: 'anna', realName: 'Анна Кот' }),
        person(3, { username: 'bo', realName: '李小龍' }),
        person(4, { username: 'Zoe', realName: 'Zoe "Z" O\'Neil' }),
        person(5, { username: 'dora', realName: '' }),
      ];
      await store.importUsers(people, NOON);
    });

    const at = (user: User | null) => user && { value: sortKey(user.username), id: user.id };

    it('are in the order of their usernames, folded', async () => {
      expect(await usernames()).toEqual(['anna', 'bo', 'carla', 'dora', 'Zoe']);
    });

    it('are found by id each once, and by their exact username', async () => {
      const found = await store.findUsers([3, 99, 1, 3]);

      expect(found.map(({ id }) => id).sort()).toEqual([1, 3]);
      expect(await store.findUsers([])).toEqual([]);
      expect(await store.findUserByUsername('bo')).toEqual(found.find(({ id }) => id === 3));
      expect(await store.findUserByUsername('Bo')).toBeNull();
    });

    it('come in pages from either end', async () => {
      const [bo, dora] = [at(await store.findUserByUsername('bo')), at(await store.findUserByUsername('dora'))];
      const slice = (changes: Partial<KeysetSlice>) => usernames(null, { ...ALL, limit: 2, ...changes });

      expect(await slice({})).toEqual(['anna', 'bo']);
      expect(await slice({ after: bo })).toEqual(['carla', 'dora']);
      expect(await slice({ fromEnd: true })).toEqual(['dora', 'Zoe']);
      expect(await slice({ fromEnd: true, before: dora })).toEqual(['bo', 'carla']);
      expect(await slice({ after: bo, before: dora })).toEqual(['carla']);
      expect(await slice({ after: dora })).toEqual(['Zoe']);
    });

    it.each([
      ['a part of the username', 'arl', ['carla']],
      ['a part of the name', 'ülle', ['carla']],
      ['a name without its accent', 'muller', ['carla']],
      ['another script in another case', 'АННА', ['anna']],
      ['a short term', 'BO', ['bo']],
      ['a short term of another script', '小', ['bo']],
      ['words of both', 'anna кот', ['anna']],
      ['quotes', '"Z"', ['Zoe']],
      ['an apostrophe', "o'neil", ['Zoe']],
      ['syntax', 'username:anna OR bo*', []],
      ['a percent sign', '%', []],
      ['what is nowhere', 'nobody', []],
      ['nothing', '', ['anna', 'bo', 'carla', 'dora', 'Zoe']],
    ])('are found by %s, and counted', async (_what, search, expected) => {
      expect(await usernames(search)).toEqual(expected);
      expect(await store.countUsers({ ...EVERYONE, search })).toBe(expected.length);
    });

    it('are found by their new name after an import, and no longer by the old', async () => {
      await store.importUsers([person(5, { username: 'dora', realName: 'Theodora' })], LATER);
      await store.importUsers([person(5, { username: 'thea', realName: 'Thea' })], LATER);

      expect([await usernames('theodora'), await usernames('dora'), await usernames('thea')]).toEqual([
        [],
        [],
        ['thea'],
      ]);
    });
  });
});
