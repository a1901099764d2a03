import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Organization, PageRequestStatus } from '../../../src/domain/page-request.ts';
import { ok } from '../../../src/domain/result.ts';
import type { KeysetSlice, Position, Store } from '../../../src/domain/store.ts';
import { ALL, addGroup, addUsers, engines, NOON, type TestDatabase } from '../../support/engines.ts';

const organization: Organization = {
  jobTitle: 'Editor',
  contactNumber: '+1 555',
  organizationName: 'Institute',
  organizationWebsite: null,
  purpose: 'Teaching\nand more',
  additionalDetails: null,
};

const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

/** In the order of their making, which is not that of their arrival; two arrive at once. */
const MINUTES = [30, 10, 20, 20, 5, 40];

describe.each(Object.entries(engines))('requests for pages on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;
  let ids: readonly number[];
  let inOrder: readonly number[];
  let group: number;

  const addPage = (name: string, createdAt: Date, changes: Partial<Organization> = {}) =>
    addGroup(store, name, { kind: 'PAGE', active: false, organization: { ...organization, ...changes }, createdAt });

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1, 2);
    group = await addGroup(store, 'A group');
    const made: number[] = [];
    for (const [index, minutes] of MINUTES.entries()) made.push(await addPage(`Page ${index}`, at(minutes)));
    ids = made;
    inOrder = [4, 1, 2, 3, 0, 5].map((index) => made[index] ?? 0);
  });

  afterAll(() => database.remove());

  const list = async (slice: Partial<KeysetSlice> = {}, status: PageRequestStatus = 'PENDING') =>
    (await store.listPageRequests(status, { ...ALL, ...slice })).map(({ groupId }) => groupId);

  /** Where the request at this place of the list stands. */
  const position = (place: number): Position => {
    const id = inOrder[place] ?? 0;
    return { value: at(MINUTES[ids.indexOf(id)] ?? 0).getTime(), id };
  };

  it('are what was said, when it was', async () => {
    const details = { organizationWebsite: 'https://a.example', additionalDetails: 'Ö 😀 "quoted"' };
    const own = await open();
    await addUsers(own.store, 1);
    const id = await addGroup(own.store, 'Page', { kind: 'PAGE', organization: { ...organization, ...details } });

    expect(await own.store.findPageRequests([id])).toEqual([
      {
        ...organization,
        ...details,
        groupId: id,
        status: 'PENDING',
        submittedAt: NOON,
        reviewedAt: null,
        reviewedById: null,
      },
    ]);
    await own.remove();
  });

  it('are found by the numbers of pages, of many at once', async () => {
    const found = await store.findPageRequests([...ids, group, 999_999, ids[0] ?? 0]);

    expect(found.map(({ groupId }) => groupId).sort((one, other) => one - other)).toEqual(ids);
    expect(await store.findPageRequests([])).toEqual([]);
    expect(await store.findPageRequests([group, 999_999])).toEqual([]);
  });

  it('are listed in the order of their arrival, and by number where they came at once', async () => {
    expect(await list()).toEqual(inOrder);
    expect(await store.listPageRequests('PENDING', ALL)).toEqual(
      (await store.findPageRequests(ids)).sort(
        (one, other) => inOrder.indexOf(one.groupId) - inOrder.indexOf(other.groupId),
      ),
    );
  });

  it.each<[string, (place: (index: number) => Position) => Partial<KeysetSlice>, [number, number]]>([
    ['the first', () => ({ limit: 2 }), [0, 2]],
    ['the last', () => ({ limit: 2, fromEnd: true }), [4, 6]],
    ['those after one', (place) => ({ after: place(1) }), [2, 6]],
    ['the first after one of two at once', (place) => ({ after: place(2), limit: 2 }), [3, 5]],
    ['the last before one', (place) => ({ before: place(4), fromEnd: true, limit: 2 }), [2, 4]],
    ['the first before one of two at once', (place) => ({ before: place(3) }), [0, 3]],
    ['those between two', (place) => ({ after: place(0), before: place(5) }), [1, 5]],
    ['the last between two', (place) => ({ after: place(0), before: place(5), fromEnd: true, limit: 3 }), [2, 5]],
    ['none after the last', (place) => ({ after: place(5) }), [6, 6]],
    ['none', () => ({ limit: 0 }), [0, 0]],
  ])('are listed in part: %s', async (_what, slice, [from, to]) => {
    expect(await list(slice(position))).toEqual(inOrder.slice(from, to));
  });

  it('are listed after one that is gone', async () => {
    expect(await list({ after: { value: at(15).getTime(), id: 1 } })).toEqual(inOrder.slice(2));
  });

  it('are listed and counted by what became of them', async () => {
    const own = await open();
    await addUsers(own.store, 1, 2);
    const page = (name: string) =>
      addGroup(own.store, name, { kind: 'PAGE', active: false, organization, createdAt: at(1) });
    const [approved, rejected, waiting] = [await page('One'), await page('Two'), await page('Three')];
    const review = (id: number, status: 'APPROVED' | 'REJECTED', reviewerId: number) =>
      own.store.changeGroup({ id, viewerId: 2, userIds: [] }, () => ok({ review: { status, reviewerId } }), at(9));

    await review(approved, 'APPROVED', 2);
    await review(rejected, 'REJECTED', 1);

    const reviews = { APPROVED: [approved, 2], REJECTED: [rejected, 1], PENDING: [waiting, null] } as const;
    for (const status of ['APPROVED', 'REJECTED', 'PENDING'] as const) {
      const [groupId, reviewedById] = reviews[status];
      const reviewedAt = status === 'PENDING' ? null : at(9);
      const request = { ...organization, groupId, status, submittedAt: at(1), reviewedAt, reviewedById };
      expect(await own.store.listPageRequests(status, ALL)).toEqual([request]);
      expect(await own.store.countPageRequests(status)).toBe(1);
    }
    await own.remove();
  });

  it('are counted', async () => {
    expect(await store.countPageRequests('PENDING')).toBe(MINUTES.length);
    expect(await store.countPageRequests('REJECTED')).toBe(0);
  });

  it('go with their page', async () => {
    const own = await open();
    await addUsers(own.store, 1);
    const id = await addGroup(own.store, 'Page', { kind: 'PAGE', active: false, organization });

    await own.store.changeGroup({ id, viewerId: 1, userIds: [] }, () => ok({ deleted: true }), NOON);

    expect([await own.store.findPageRequests([id]), await own.store.countPageRequests('PENDING')]).toEqual([[], 0]);
    await own.remove();
  });
});
