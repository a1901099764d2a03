import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../../../src/domain/user.ts';
import { emptySqlite, NOON, type SqliteTestDatabase } from '../../../support/engines.ts';

const LATER = new Date(NOON.getTime() + 60_000);
const anna = { username: 'anna', realName: 'Anna', avatarUrl: 'https://a.example/1.png', extId: 'a-7' };
const bo = { username: 'bo', realName: 'Bo', avatarUrl: 'https://a.example/2.png', extId: 'b-8' };

const community = (id: number, says: Partial<Identity>): Identity => ({
  key: { communityId: id },
  username: null,
  realName: '',
  avatarUrl: null,
  extId: null,
  profile: {},
  issuedAt: null,
  ...says,
});

describe('later tokens of a user', () => {
  let database: SqliteTestDatabase;

  beforeEach(async () => {
    database = await emptySqlite();
  });

  afterEach(() => database.remove());

  it('write nothing when nothing differs, or the name that they want is taken', async () => {
    const { store } = database;
    await store.ensureUser(community(8, { username: 'bo' }), NOON);
    await store.ensureUser(community(7, { ...anna, issuedAt: NOON }), NOON);
    const rows = () => database.select('select * from users order by id');
    const before = rows();

    await store.ensureUser(community(7, { ...anna, issuedAt: LATER }), LATER);
    await store.ensureUser(community(7, { ...anna, username: 'bo', issuedAt: LATER }), LATER);

    expect(rows()).toEqual(before);
  });

  it('leave a reviewer one', async () => {
    const { store } = database;
    await store.ensureUser(community(7, anna), NOON);
    database.execute('update users set reviewer = 1');

    await store.ensureUser(community(7, { ...bo, issuedAt: LATER }), LATER);

    expect(await store.findUsers([7])).toMatchObject([{ ...bo, reviewer: true }]);
  });
});
