import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_PROFILE, type Profile } from '../../../src/domain/profile.ts';
import type { Store } from '../../../src/domain/store.ts';
import type { Identity } from '../../../src/domain/user.ts';
import { addUsers, engines, NOON, person, type TestDatabase } from '../../support/engines.ts';

const FOUNDER = { id: 3, name: 'Founder "1"', description: 'Là au début.', color: '#b45309' };
const FULL: Profile = {
  bio: 'Chess.\nAnd go: 碁 😀',
  location: 'Milan',
  website: 'https://anna.example/?a=b',
  tags: [FOUNDER, { ...FOUNDER, id: 2 ** 31 - 1, name: 'Guide' }],
};
const LATER = new Date(NOON.getTime() + 60_000);

const token = (communityId: number, profile: Partial<Profile>, issuedAt: Date): Identity => ({
  key: { communityId },
  username: null,
  realName: '',
  avatarUrl: null,
  extId: null,
  profile,
  issuedAt,
});

describe.each(Object.entries(engines))('profiles on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await open();
    store = database.store;
  });

  afterEach(() => database.remove());

  const found = async (...ids: number[]) => [...(await store.findProfiles(ids))].sort(([one], [other]) => one - other);

  it('are found of those who tell something, and of nobody else', async () => {
    await store.importUsers([person(1, { profile: FULL }), person(2), person(3, { profile: FULL })], NOON);

    expect(await found(1, 2, 1, 99)).toEqual([[1, FULL]]);
    expect(await found(3, 1)).toEqual([
      [1, FULL],
      [3, FULL],
    ]);
    expect(await found()).toEqual([]);
  });

  it.each<[string, Partial<Profile>]>([
    ['a bio', { bio: FULL.bio }],
    ['a location', { location: FULL.location }],
    ['a website', { website: FULL.website }],
    ['tags', { tags: FULL.tags }],
  ])('may be %s alone', async (_what, told) => {
    const profile = { ...EMPTY_PROFILE, ...told };
    await store.importUsers([person(1, { profile })], NOON);

    expect(await found(1)).toEqual([[1, profile]]);
  });

  it('of a directory file are as the file says that came last', async () => {
    await store.importUsers([person(1, { profile: FULL })], NOON);
    await store.importUsers([person(1, { profile: { ...EMPTY_PROFILE, bio: 'Go.' } })], LATER);
    expect(await found(1)).toEqual([[1, { ...EMPTY_PROFILE, bio: 'Go.' }]]);

    await store.importUsers([person(1)], LATER);
    expect(await found(1)).toEqual([]);
  });

  it('of an import that is refused are as they were', async () => {
    await store.importUsers([person(1, { profile: FULL })], NOON);
    const people = [person(1, { profile: { ...FULL, bio: 'Go.' } }), person(2, { username: 'user-1' })];

    expect(await store.importUsers(people, LATER)).toMatchObject({ ok: false, index: 1 });
    expect(await found(1, 2)).toEqual([[1, FULL]]);
  });

  it('of a first token are what it says', async () => {
    await store.ensureUser(token(1, { bio: 'Go.', tags: [FOUNDER] }, NOON), NOON);
    await store.ensureUser(token(2, {}, NOON), NOON);

    expect(await found(1, 2)).toEqual([[1, { ...EMPTY_PROFILE, bio: 'Go.', tags: [FOUNDER] }]]);
  });

  it('follow later tokens in what those say, and stay otherwise', async () => {
    await store.ensureUser(token(1, FULL, NOON), NOON);

    await store.ensureUser(token(1, {}, LATER), LATER);
    expect(await found(1)).toEqual([[1, FULL]]);

    await store.ensureUser(token(1, { bio: '', website: null }, LATER), LATER);
    expect(await found(1)).toEqual([[1, { ...FULL, bio: '', website: null }]]);

    await store.ensureUser(token(1, { bio: 'older' }, NOON), LATER);
    expect(await found(1)).toEqual([[1, { ...FULL, bio: '', website: null }]]);
  });

  it('of who is named by a directory file follow no token', async () => {
    await store.importUsers([person(1, { profile: FULL }), person(2)], NOON);

    await store.ensureUser(token(1, { bio: 'Go.' }, LATER), LATER);
    await store.ensureUser(token(2, FULL, LATER), LATER);

    expect(await found(1, 2)).toEqual([[1, FULL]]);
  });

  it('are kept when a token changes something else of its user', async () => {
    await store.ensureUser(token(1, FULL, NOON), NOON);

    await store.ensureUser({ ...token(1, {}, LATER), realName: 'Anna' }, LATER);

    expect(await store.findUsers([1])).toMatchObject([{ realName: 'Anna' }]);
    expect(await found(1)).toEqual([[1, FULL]]);
  });

  it('are found of many users at once', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => index + 1);
    await addUsers(store, ...ids);
    await store.importUsers([person(500, { profile: FULL })], NOON);

    expect(await found(...ids)).toEqual([[500, FULL]]);
  });
});
