import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeysetSlice, OffsetSlice, Store } from '../../src/domain/store.ts';
import { ALL, addGroup, addUsers, EVERYTHING, engines, type TestDatabase } from '../support/engines.ts';

describe.each(Object.entries(engines))('what a search finds on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1);
    await addGroup(store, 'Kids chess');
    await addGroup(store, 'Chess');
    await addGroup(store, 'Old friends', { description: 'We play chess' });
    await addGroup(store, 'Chess club');
    await addGroup(store, 'Blitz chess');
    await addGroup(store, 'New friends', { description: 'We play chess' });
    await addGroup(store, 'Hidden chess', { privacy: 'PRIVATE', visible: false });
  });

  afterAll(() => database.remove());

  const find = (slice: KeysetSlice | OffsetSlice, descending = false) =>
    store.listGroups({ ...EVERYTHING, search: 'Chess' }, { field: 'RELEVANCE', descending }, slice, null);
  const names = (found: Awaited<ReturnType<typeof find>>) => found.map(({ group }) => group.name);

  const BEST_FIRST = ['Chess', 'Chess club', 'Blitz chess', 'Kids chess', 'New friends', 'Old friends'];

  it('begins with the names that begin so, then has other names, then descriptions, the newest first', async () => {
    expect(names(await find(ALL))).toEqual(BEST_FIRST);
    expect(names(await find(ALL, true))).toEqual(BEST_FIRST.toReversed());
  });

  it.each([false, true])('is cut into pages anywhere, from both ends, descending: %s', async (descending) => {
    const all = await find(ALL, descending);
    for (const [start, after] of all.entries()) {
      for (const [end, before] of all.entries()) {
        for (const limit of [1, 2, 10]) {
          const between = names(all).slice(start + 1, Math.max(end, start + 1));
          const slice = { after: after.position, before: before.position, limit };
          expect(names(await find({ ...slice, fromEnd: false }, descending))).toEqual(between.slice(0, limit));
          expect(names(await find({ ...slice, fromEnd: true }, descending))).toEqual(between.slice(-limit));
        }
      }
    }
  });

  it('is cut into pages by number, too', async () => {
    for (let offset = 0; offset <= BEST_FIRST.length; offset += 1) {
      expect(names(await find({ offset, limit: 2 }))).toEqual(BEST_FIRST.slice(offset, offset + 2));
    }
  });
});

describe.each(Object.entries(engines))('a search for one letter on %s', (_engine, open) => {
  it('counts as many groups as it lists, in whatever order', async () => {
    const database = await open();
    const { store } = database;
    await addUsers(store, 1);
    // More beginnings of a trigram than are looked up.
    for (let index = 0; index < 400; index += 1) await addGroup(store, `g${String.fromCodePoint(0x4e00 + index)}`);
    const filter = { ...EVERYTHING, search: 'g' };

    const found = await store.listGroups(filter, { field: 'RELEVANCE', descending: false }, ALL, null);
    const byName = await store.listGroups(filter, { field: 'NAME', descending: false }, ALL, null);

    expect([found.length, byName.length, await store.countGroups(filter, null)]).toEqual([400, 400, 400]);
    await database.remove();
  });
});
