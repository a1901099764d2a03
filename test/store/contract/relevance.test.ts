import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fold, foldLines, sortKey } from '../../../src/domain/folding.ts';
import type { ViewedGroup } from '../../../src/domain/group.ts';
import type { KeysetSlice, OffsetSlice, Position, Store } from '../../../src/domain/store.ts';
import { ALL, addGroup, addUsers, change, EVERYTHING, engines, type TestDatabase } from '../../support/engines.ts';

const AMONG = [
  { among: 'few groups', others: 0 },
  { among: 'very many that are nearly found, too', others: 400 },
];
const placed = Object.entries(engines).flatMap(([engine, open]) => AMONG.map((among) => ({ engine, open, ...among })));

describe.each(placed)('what a search finds on $engine among $among', ({ open, others }) => {
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
    for (let twin = 0; twin < 3; twin += 1) await addGroup(store, 'Chess club', { nameKey: null });
    await addGroup(store, 'Blitz chess');
    await addGroup(store, 'New friends', { description: 'We play chess' });
    await addGroup(store, 'Hidden chess', { privacy: 'PRIVATE', visible: false });
    for (let number = 0; number < others; number += 1) await addGroup(store, `Cheese, less ${number}`);
  });

  afterAll(() => database.remove());

  const find = (slice: KeysetSlice | OffsetSlice, descending = false) =>
    store.listGroups({ ...EVERYTHING, search: 'Chess' }, { field: 'RELEVANCE', descending }, slice, null);
  const names = (found: Awaited<ReturnType<typeof find>>) => found.map(({ group }) => group.name);

  const ids = (found: Awaited<ReturnType<typeof find>>) => found.map(({ group }) => group.id);

  const TWINS = Array<string>(4).fill('Chess club');
  const BEST_FIRST = ['Chess', ...TWINS, 'Blitz chess', 'Kids chess', 'New friends', 'Old friends'];

  it('begins with the names that begin so, then has other names, then descriptions, the newest first', async () => {
    expect(names(await find(ALL))).toEqual(BEST_FIRST);
    expect(names(await find(ALL, true))).toEqual(BEST_FIRST.toReversed());
    const twins = ids(await find(ALL)).slice(1, 1 + TWINS.length);
    expect(twins).toEqual(twins.toSorted((one, other) => one - other));
  });

  it('puts the words of a search wherever they are, alike', async () => {
    const filter = { ...EVERYTHING, search: 'chess wE' };
    const found = await store.listGroups(filter, { field: 'RELEVANCE', descending: false }, ALL, null);
    expect(names(found)).toEqual(['New friends', 'Old friends']);
    expect(await store.countGroups(filter, null)).toBe(2);
  });

  it.each([false, true])('is cut into pages anywhere, from both ends, descending: %s', async (descending) => {
    const all = await find(ALL, descending);
    for (const [start, after] of all.entries()) {
      for (const [end, before] of all.entries()) {
        for (const limit of [1, 2, 10]) {
          const between = ids(all).slice(start + 1, Math.max(end, start + 1));
          const slice = { after: after.position, before: before.position, limit };
          expect(ids(await find({ ...slice, fromEnd: false }, descending))).toEqual(between.slice(0, limit));
          expect(ids(await find({ ...slice, fromEnd: true }, descending))).toEqual(between.slice(-limit));
        }
      }
    }
  });

  it('is cut into pages by number, too', async () => {
    const all = ids(await find(ALL));
    for (let offset = 0; offset <= BEST_FIRST.length; offset += 1) {
      expect(ids(await find({ offset, limit: 2 }))).toEqual(all.slice(offset, offset + 2));
    }
  });
});

/** Two letters of several scripts, as words of one and two letters are searched for. */
const PAIRS = ['zq', '将棋', 'щю', 'ضظ', 'กข'];
const ALL_PAIRS = PAIRS.join(' ');
const CROWDS = [
  { crowd: 'few groups have', others: 0, name: '', description: '' },
  { crowd: 'many descriptions have', others: 150, name: 'Other', description: ALL_PAIRS },
  { crowd: 'many names have', others: 150, name: `Other ${ALL_PAIRS}`, description: '' },
];
const crowded = Object.entries(engines).flatMap(([engine, open]) =>
  CROWDS.map((crowd) => ({ engine, open, ...crowd })),
);

describe.each(crowded)('a search on $engine for one or two letters that $crowd', ({ open, others, ...other }) => {
  let database: TestDatabase;
  let store: Store;
  let all: ViewedGroup[];

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1);
    const add = (name: string, description = '') => addGroup(store, name, { nameKey: null, description });
    for (const pair of PAIRS) {
      await add(`Kids ${pair}`);
      await add(`${pair} two`);
      await add('Friends one', `We ${pair}`);
      await add(pair);
      await add(`Friends of ${pair}`);
      await add('Friends two', `${pair} again`);
    }
    await Promise.all(
      Array.from({ length: others }, (_, index) => {
        const { name, description } = other;
        return addGroup(store, `${name} ${index}`, { slug: { given: `other-${index}` }, description });
      }),
    );
    await add('Last one', ALL_PAIRS);
    await add(`Last ${ALL_PAIRS}`);
    all = await everyGroup(store);
  });

  afterAll(() => database.remove());

  const list = (search: string, slice: KeysetSlice | OffsetSlice) =>
    store.listGroups({ ...EVERYTHING, search }, { field: 'RELEVANCE', descending: false }, slice, null);

  it.each([
    ...PAIRS,
    ...PAIRS.map(([letter = '']) => letter),
    'q',
    'zq щю',
    'z 棋',
    'ضظ zq ข',
    'friends zq',
    'ю friends',
    'f two',
    'e',
  ])('has names that begin with %j, then other names, then descriptions, the newest first', async (search) => {
    const found = await list(search, ALL);
    const ids = found.map(({ group }) => group.id);

    expect(ids).toEqual(byRelevance(all, search));
    expect(await store.countGroups({ ...EVERYTHING, search }, null)).toBe(ids.length);
    for (const fromEnd of [false, true]) expect(await paged(search, fromEnd)).toEqual(ids);
  });

  /** The ids of all finds, as pages of seven have them that begin where the last one ended. */
  async function paged(search: string, fromEnd: boolean): Promise<number[]> {
    const ids: number[] = [];
    let last: Position | null = null;
    for (;;) {
      const bound: KeysetSlice = { after: fromEnd ? null : last, before: fromEnd ? last : null, fromEnd, limit: 7 };
      const page = await list(search, bound);
      const end = page.at(fromEnd ? 0 : -1);
      if (end === undefined) return ids;
      last = end.position;
      ids.splice(fromEnd ? 0 : ids.length, 0, ...page.map(({ group }) => group.id));
    }
  }
});

/** The ids of what a search finds among these, as relevance puts them. */
function byRelevance(groups: readonly ViewedGroup[], search: string): number[] {
  const terms = fold(search).split(' ');
  const hold = (text: string) => terms.every((term) => text.includes(term));
  const placeOf = ({ name, description }: ViewedGroup): string | null => {
    if (fold(name).startsWith(fold(search))) return `0${sortKey(name)}`;
    if (hold(fold(name))) return '1';
    return hold(foldLines(name, description)) ? '2' : null;
  };
  return groups
    .flatMap((group) => {
      const place = placeOf(group);
      return place === null ? [] : [{ id: group.id, place }];
    })
    .sort((one, other) => {
      if (one.place !== other.place) return Buffer.compare(Buffer.from(one.place), Buffer.from(other.place));
      return one.place < '1' ? one.id - other.id : other.id - one.id;
    })
    .map(({ id }) => id);
}

describe.each(Object.entries(engines))('a search for one or two letters on %s', (_engine, open) => {
  const ALPHABET = [...'abcdé本会😀+'];
  const word = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 5 });
  const texts = fc.array(fc.tuple(word, word, word), { minLength: 20, maxLength: 20 });

  it('finds all that hold them and nothing else, however common they are', async () => {
    const term = fc.string({ unit: fc.constantFrom(...ALPHABET, 'x'), minLength: 1, maxLength: 3 });
    const searches = fc.array(fc.array(term, { minLength: 1, maxLength: 2 }), { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(texts, searches, async (groups, asked) => {
        const database = await open();
        await addUsers(database.store, 1);
        for (const [index, [first, second, description]] of groups.entries()) {
          // The letter "a" stands at more places than are looked up in the index.
          const full = index % 4 !== 0 ? 'a'.repeat(490) : '';
          await addGroup(database.store, `${index}. ${first} ${second}`, { description: `${description}${full}` });
        }
        const [first, ...others] = await everyGroup(database.store);
        const description = [first, ...others].map((group) => group?.description).join(' ');
        await change(database.store, first?.id ?? 0, { fields: { description } });
        const all = await everyGroup(database.store);

        for (const terms of asked) {
          const filter = { ...EVERYTHING, search: terms.join(' ') };
          const holding = all.filter((group) =>
            terms.every((given) => foldLines(group.name, group.description).includes(fold(given))),
          );
          const ids = holding.map(({ id }) => id).sort((left, right) => left - right);
          for (const field of ['RELEVANCE', 'NAME'] as const) {
            const found = await database.store.listGroups(filter, { field, descending: false }, ALL, null);
            expect(found.map(({ group }) => group.id).sort((left, right) => left - right)).toEqual(ids);
          }
          expect(await database.store.countGroups(filter, null)).toBe(ids.length);
        }
        await database.remove();
      }),
      { numRuns: 4 },
    );
  });
});

/** In the order of their ids. */
async function everyGroup(store: Store): Promise<ViewedGroup[]> {
  const found = await store.listGroups(EVERYTHING, { field: 'CREATED_AT', descending: false }, ALL, null);
  return found.map(({ group }) => group);
}

describe.each(Object.entries(engines))('a search that finds very many on %s', (_engine, open) => {
  it('is counted up to 10,000 and one more, whatever is searched for, and a list without a search to its end', async () => {
    const database = await open();
    const { store } = database;
    await addUsers(store, 1);
    await addGroup(store, 'Chess');
    for (let made = 0; made < 10_050; made += 150) {
      const names = Array.from({ length: 150 }, (_, index) => `Chess ${made + index}`);
      await Promise.all(names.map((name) => addGroup(store, name, { slug: { given: name.replace(' ', '-') } })));
    }
    await addGroup(store, 'Go');

    const counted = ['chess', 'hess', 'c', 'ch', 'e chess'].map((search) =>
      store.countGroups({ ...EVERYTHING, search }, null),
    );
    expect(await Promise.all(counted)).toEqual(counted.map(() => 10_001));
    expect(await store.countGroups(EVERYTHING, null)).toBe(10_052);
    // Half a surrogate pair, in a word of which the index knows very many beginnings.
    const halved = '\u200d\u200dche\ud800xchexxchexxchexxchexxche';
    const slice = { limit: 5, fromEnd: false, after: null, before: null };
    const order = { field: 'RELEVANCE', descending: false } as const;
    expect(await store.listGroups({ ...EVERYTHING, search: halved }, order, slice, null)).toEqual([]);
    await database.remove();
  });
});
