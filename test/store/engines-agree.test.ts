import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroupFilter, GroupOrder, KeysetSlice, OffsetSlice, Store } from '../../src/domain/store.ts';
import {
  ADMINISTERING,
  addGroup,
  addUsers,
  engines,
  INVITED,
  NOON,
  person,
  SUBSCRIBED,
  stand,
  type TestDatabase,
} from '../support/engines.ts';

const GROUPS = 240;
const VIEWERS = [null, 1, 2, 3] as const;
const WORDS = [
  'chess',
  'Chéss',
  'ches',
  'ess',
  'Go',
  'the',
  'Ärger',
  'Straße',
  '日本語',
  '本',
  '😀',
  '😀😁',
  'кот',
  'نادي',
  '100%',
  '_x',
  'हिन्दी',
  'ภาษาไทย',
  'שָׁלוֹם',
  "l'été",
  'E\u0301tude',
  'Ⅷ',
  '㌖',
  'ﷺ',
  'İı',
  '👨‍👩‍👧',
  'ἀρχή\\',
];
/** Words of every other description and of few names: by these, SQLite lists names and goes through all descriptions. */
const SELDOM_IN_NAMES = 'zq ゐん';
const LETTERS = [...new Set([...WORDS, SELDOM_IN_NAMES].join('').replaceAll(/\s/g, ''))];

/** A number from 0 up to `below` that is the same for the same place. */
const pick = (place: number, below: number) => (Math.imul(place + 1, 0x9e3779b1) >>> 8) % below;
const textAt = (place: number, words: number) =>
  Array.from({ length: words }, (_, index) => WORDS[pick(place * 7 + index, WORDS.length)]).join(' ');

/** The same groups and users on each engine. */
async function fill(store: Store): Promise<void> {
  await addUsers(store, 1, 2, 3);
  await store.importUsers(
    Array.from({ length: 60 }, (_, index) =>
      person(10 + index, { username: `${textAt(index, 1)}${index}`, realName: textAt(index + 99, 2) }),
    ),
    NOON,
  );
  for (let made = 0; made < GROUPS; made += 1) {
    const privacy = made % 3 === 0 ? ({ privacy: 'PRIVATE', visible: made % 2 === 0 } as const) : {};
    const name = textAt(made, 1 + (made % 3));
    const description = textAt(made + 1_000, made % 5);
    const id = await addGroup(store, made % 40 === 7 ? `${name} ${SELDOM_IN_NAMES}` : name, {
      ...privacy,
      nameKey: null,
      slug: { given: `group-${made}` },
      kind: made % 11 === 0 ? 'PAGE' : 'GROUP',
      description: made % 2 === 0 ? `${description} ${SELDOM_IN_NAMES}` : description,
      createdAt: new Date(NOON.getTime() + (made % 13) * 1_000),
    });
    const standings = [SUBSCRIBED, ADMINISTERING, INVITED, null];
    await stand(
      store,
      id,
      [2, 3].map((userId) => [userId, standings[pick(made + userId, 4)] ?? null] as const),
    );
  }
}

const arbitraryFilter: fc.Arbitrary<GroupFilter> = fc.record({
  search: fc.oneof(
    fc.constant(null),
    fc.constantFrom(...WORDS),
    fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 2 }),
    fc
      .array(fc.constantFrom(...WORDS, ...LETTERS, 'zq', ' '), { minLength: 1, maxLength: 3 })
      .map((words) => words.join(' ')),
  ),
  kind: fc.constantFrom(null, null, 'GROUP', 'PAGE'),
  privacy: fc.constantFrom(null, null, 'PUBLIC', 'PRIVATE'),
  viewerRoles: fc.constantFrom(null, null, null, ['MANAGER'], ['ADMIN', 'MEMBER']),
  viewerStatuses: fc.constantFrom(null, null, null, ['INVITED'], ['SUBSCRIBED']),
  memberId: fc.constantFrom(null, null, null, 2),
});
const arbitraryOrder: fc.Arbitrary<GroupOrder> = fc.record({
  field: fc.constantFrom('NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'LATEST_ACTIVITY', 'RELEVANCE', 'RELEVANCE'),
  descending: fc.boolean(),
});

describe.runIf(Object.keys(engines).length > 1)('all engines', () => {
  let databases: readonly TestDatabase[];

  beforeAll(async () => {
    databases = await Promise.all(Object.values(engines).map((open) => open()));
    await Promise.all(databases.map(({ store }) => fill(store)));
  });

  afterAll(() => Promise.all(databases.map((database) => database.remove())));

  /** What each engine answers; fails where two differ. */
  const agreed = async <Answer>(ask: (store: Store) => Promise<Answer>): Promise<Answer> => {
    const [first, ...others] = await Promise.all(databases.map(({ store }) => ask(store)));
    for (const other of others) expect(other).toEqual(first);
    return first as Answer;
  };

  it('list and count the same groups in the same order, and each begins where another ended', async () => {
    const viewer = fc.constantFrom(...VIEWERS);
    const place = fc.nat({ max: 60 });
    await fc.assert(
      fc.asyncProperty(arbitraryFilter, arbitraryOrder, viewer, place, place, fc.nat({ max: 30 }), async (...given) => {
        const [filter, order, viewerId, from, to, limit] = given;
        const list = (slice: KeysetSlice | OffsetSlice) =>
          agreed(async (store) => {
            const found = await store.listGroups(filter, order, slice, viewerId);
            return found.map(({ group, position }) => ({ id: group.id, membership: group.viewerMembership, position }));
          });
        const all = await list({ after: null, before: null, fromEnd: false, limit: 1_000 });
        expect(await agreed((store) => store.countGroups(filter, viewerId))).toBe(all.length);

        const after = all[from]?.position ?? null;
        const before = all[to]?.position ?? null;
        const between = all.slice(after === null ? 0 : from + 1, before === null ? all.length : to);
        expect(await list({ after, before, fromEnd: false, limit })).toEqual(between.slice(0, limit));
        expect(await list({ after, before, fromEnd: true, limit })).toEqual(limit === 0 ? [] : between.slice(-limit));
        expect(await list({ offset: from, limit })).toEqual(all.slice(from, from + limit));
      }),
      { numRuns: 60 },
    );
  });

  it('list and count the same users', async () => {
    for (const search of [null, ...WORDS, ...LETTERS, '1']) {
      for (const outsideGroupId of [null, 5]) {
        const filter = { search, exceptId: 12, outsideGroupId };
        const found = await agreed((store) => store.listUsers(filter, { offset: 0, limit: 1_000 }));
        expect(await agreed((store) => store.countUsers(filter))).toBe(found.length);
      }
    }
  });
});
