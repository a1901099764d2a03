import { afterAll, beforeAll, expect, it } from 'vitest';
import { sortKey } from '../../../../src/domain/folding.ts';
import { ALL, EVERYONE, emptyPostgres, NOON, person } from '../../../support/engines.ts';

/** Bytes that an entry of an index can have. */
const MAX_ENTRY = 2_704;

let database: Awaited<ReturnType<typeof emptyPostgres>>;

beforeAll(async () => {
  database = await emptyPostgres();
});

afterAll(() => database.remove());

it.each([
  ['letters that fold to eighteen each', '\ufdfa'.repeat(255)],
  [
    'letters of which no two are alike, and fold to six each',
    Array.from({ length: 255 }, (_, index) => String.fromCodePoint(0x3300 + ((index * 37) % 88))).join(''),
  ],
  [
    'letters of three bytes, in no order',
    Array.from({ length: 255 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000))).join(''),
  ],
])('keeps usernames of %s, whose sort keys may be longer than an entry of an index', async (_what, username) => {
  expect(await database.store.importUsers([person(1, { username, realName: username })], NOON)).toEqual({ ok: true });

  const [user] = await database.store.listUsers({ ...EVERYONE, search: username.slice(0, 3) }, ALL);
  expect(user?.username).toBe(username);
  expect(Buffer.byteLength(sortKey(username))).toBeGreaterThan(MAX_ENTRY / 2);
});
