import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroupOrderField, Position, Store } from '../../../src/domain/store.ts';
import {
  ALL,
  addGroup,
  addUsers,
  EVERYONE,
  EVERYTHING,
  engines,
  NOON,
  type TestDatabase,
} from '../../support/engines.ts';

/** Cursors can be made up: their values are of any type and size, whatever the order. */
describe.each(Object.entries(engines))('positions that no item has, on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1);
    for (const name of ['Chess', 'Go and chess', 'Draughts']) await addGroup(store, name, { description: 'chess' });
  });

  afterAll(() => database.remove());

  const around = async (field: GroupOrderField, search: string | null, position: Position) => {
    const list = (slice: object) =>
      store.listGroups({ ...EVERYTHING, search }, { field, descending: false }, { ...ALL, ...slice }, null);
    return [(await list({ before: position })).length, (await list({ after: position })).length];
  };

  it.each<[GroupOrderField, string | null, Position['value'], [before: number, after: number]]>([
    ['NAME', null, 7, [0, 3]],
    ['NAME', null, '', [0, 3]],
    ['NAME', null, 'd', [1, 2]],
    ['NAME', null, 'draughts\0', [1, 2]],
    ['NAME', null, '\0', [0, 3]],
    ['NAME', null, '\u{10ffff}', [3, 0]],
    ['NAME', 'chess', 'd', [1, 2]],
    ['CREATED_AT', null, 'text', [3, 0]],
    ['CREATED_AT', null, NOON.getTime() + 0.5, [3, 0]],
    ['CREATED_AT', null, NOON.getTime() - 0.5, [0, 3]],
    ['CREATED_AT', null, 1e300, [3, 0]],
    ['CREATED_AT', null, -1e300, [0, 3]],
    ['SUBSCRIBERS_COUNT', null, 1.5, [3, 0]],
    ['RELEVANCE', 'chess', 5, [0, 3]],
    ['RELEVANCE', 'chess', '', [0, 3]],
    ['RELEVANCE', 'chess', '0', [0, 3]],
    ['RELEVANCE', 'chess', '0d', [1, 2]],
    ['RELEVANCE', 'chess', '1\0', [2, 1]],
    ['RELEVANCE', 'chess', '9', [3, 0]],
  ])('have items before and after them, by %s with the search %j at %j', async (field, search, value, expected) => {
    for (const id of [-(2 ** 53 - 1), 2 ** 53 - 1])
      expect(await around(field, search, { value, id })).toEqual(expected);
  });

  it('have users before and after them', async () => {
    const users = async (value: Position['value']) =>
      (await store.listUsers(EVERYONE, { ...ALL, after: { value, id: 1 } })).length;

    expect([await users(3), await users(''), await users('\0\ud800'), await users('z')]).toEqual([1, 1, 1, 0]);
  });
});
