import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canSee, canSeeMembers, roleOf, type ViewedGroup } from '../../../src/domain/group.ts';
import {
  MEMBER_ROLES,
  type Membership,
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '../../../src/domain/membership.ts';
import type { GroupAt, KeysetSlice, MemberAt, Position, Store } from '../../../src/domain/store.ts';
import {
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  change,
  EVERYTHING,
  engines,
  INVITED,
  NOON,
  REQUESTED,
  SUBSCRIBED,
  stand,
  type TestDatabase,
} from '../../support/engines.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const slice = (changes: Partial<KeysetSlice>): KeysetSlice => ({ ...ALL, ...changes });

/** Everything that a list holds, `limit` at a time, from either end. */
async function walk<At extends { readonly position: Position }>(
  read: (slice: KeysetSlice) => Promise<readonly At[]>,
  limit: number,
): Promise<{ readonly forward: At[]; readonly backward: At[] }> {
  const forward: At[] = [];
  const backward: At[] = [];
  for (let page = await read(slice({ limit })); page.length > 0; ) {
    forward.push(...page);
    page = await read(slice({ limit, after: page.at(-1)?.position ?? null }));
  }
  for (let page = await read(slice({ limit, fromEnd: true })); page.length > 0; ) {
    backward.unshift(...page);
    page = await read(slice({ limit, fromEnd: true, before: page[0]?.position ?? null }));
  }
  return { forward, backward };
}

describe.each(Object.entries(engines))('the members of groups on %s', (_engine, open) => {
  const MANAGER = 1;
  const USERS = 40;
  let database: TestDatabase;
  let store: Store;
  let large: number;
  let small: number;
  let lonely: number;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, ...upTo(USERS));
    large = await addGroup(store, 'Large');
    small = await addGroup(store, 'Small');
    lonely = await addGroup(store, 'Lonely');
    for (const userId of upTo(USERS).slice(1)) {
      await stand(store, large, [[userId, membershipOf(userId)]], sinceOf(userId));
      if (userId < 12) await stand(store, small, [[userId, membershipOf(userId)]], sinceOf(userId));
    }
  });

  afterAll(() => database.remove());

  const membershipOf = (userId: number): Membership => {
    if (userId % 5 === 0) return INVITED;
    return userId % 5 === 1 ? REQUESTED : { status: 'SUBSCRIBED', admin: userId === 7 || userId === 8 };
  };
  /** The higher the id, the earlier they came; four at a time came in the same millisecond. */
  const sinceOf = (userId: number) => new Date(NOON.getTime() - Math.floor(userId / 4) * 1000);

  const expected = (groupId: number, status: SubscriptionStatus): MemberAt[] => {
    const others = upTo(groupId === large ? USERS : groupId === small ? 11 : 1).slice(1);
    const members = others
      .filter((userId) => membershipOf(userId).status === status)
      .map(
        (userId) =>
          ({ userId, since: sinceOf(userId), role: membershipOf(userId).admin ? 'ADMIN' : 'MEMBER' }) as const,
      );
    const manager = { userId: MANAGER, since: NOON, role: 'MANAGER' } as const;
    return [...members, ...(status === 'SUBSCRIBED' ? [manager] : [])]
      .sort((one, other) => one.since.getTime() - other.since.getTime() || one.userId - other.userId)
      .map(({ userId, since, role }) => ({
        member: { userId, status, role: status === 'SUBSCRIBED' ? role : null, since },
        position: { value: since.getTime(), id: userId },
      }));
  };

  it.each(SUBSCRIPTION_STATUSES)('are for many groups at once all who are %s, the longest first', async (status) => {
    const lists = await store.listMembers([small, lonely, large], status, ALL);

    const groups = [large, small, lonely].map((id) => [id, expected(id, status)] as const);
    expect(lists).toEqual(new Map(groups.filter(([, members]) => members.length > 0)));
  });

  it.each(SUBSCRIPTION_STATUSES)('are counted for many groups at once, %s alone', async (status) => {
    const counts = await store.countMembers([small, lonely, large], status);

    const groups = [large, small, lonely].map((id) => [id, expected(id, status).length] as const);
    expect(counts).toEqual(new Map(groups.filter(([, count]) => count > 0)));
  });

  it('are none where there is no group, and where none is asked for', async () => {
    expect(await store.listMembers([99, 0, -1], 'SUBSCRIBED', ALL)).toEqual(new Map());
    expect(await store.countMembers([99, 0, -1], 'SUBSCRIBED')).toEqual(new Map());
    expect(await store.listMembers([], 'SUBSCRIBED', ALL)).toEqual(new Map());
    expect(await store.countMembers([], 'SUBSCRIBED')).toEqual(new Map());
    expect(await store.listMembers([large], 'SUBSCRIBED', slice({ limit: 0 }))).toEqual(new Map());
  });

  it.each([1, 2, 3, 7, 100])('join without gap or double, %i at a time', async (limit) => {
    for (const status of SUBSCRIPTION_STATUSES) {
      const all = expected(large, status);
      const read = async (page: KeysetSlice) => (await store.listMembers([large], status, page)).get(large) ?? [];
      const skipping: MemberAt[] = [];
      for (let offset = 0; offset < USERS; offset += limit) {
        skipping.push(...((await store.listMembers([large], status, { offset, limit })).get(large) ?? []));
      }

      expect(await walk(read, limit)).toEqual({ forward: all, backward: all });
      expect(skipping).toEqual(all);
    }
  });

  it('lie between two positions, from either end', async () => {
    const all = expected(large, 'SUBSCRIBED');
    const between = { after: all[4]?.position ?? null, before: all[15]?.position ?? null, limit: 3 };

    const first = await store.listMembers([large], 'SUBSCRIBED', slice(between));
    const last = await store.listMembers([large], 'SUBSCRIBED', slice({ ...between, fromEnd: true }));

    expect([first.get(large), last.get(large)]).toEqual([all.slice(5, 8), all.slice(12, 15)]);
  });

  it('are limited, cut and skipped for each group by itself', async () => {
    const ofLarge = expected(large, 'SUBSCRIBED');
    const ofSmall = expected(small, 'SUBSCRIBED');
    const after = ofSmall[1]?.position ?? null;
    const beyond = ofLarge.filter(({ position }) => after && isBeyond(position, after));
    const both = (page: KeysetSlice | { readonly offset: number; readonly limit: number }) =>
      store.listMembers([large, small], 'SUBSCRIBED', page);

    expect(await both(slice({ limit: 3 }))).toEqual(
      new Map([
        [large, ofLarge.slice(0, 3)],
        [small, ofSmall.slice(0, 3)],
      ]),
    );
    expect(await both(slice({ limit: 3, fromEnd: true }))).toEqual(
      new Map([
        [large, ofLarge.slice(-3)],
        [small, ofSmall.slice(-3)],
      ]),
    );
    expect(await both(slice({ limit: 3, after }))).toEqual(
      new Map([
        [large, beyond.slice(0, 3)],
        [small, ofSmall.slice(2, 5)],
      ]),
    );
    expect(await both({ offset: 2, limit: 2 })).toEqual(
      new Map([
        [large, ofLarge.slice(2, 4)],
        [small, ofSmall.slice(2, 4)],
      ]),
    );
  });
});

const isBeyond = (one: Position, other: Position) =>
  one.value > other.value || (one.value === other.value && one.id > other.id);

describe.each(Object.entries(engines))('the groups of users on %s', (_engine, open) => {
  const [MANAGER, BUSY, LAZY, IDLE, STRANGER, NEIGHBOUR] = [1, 2, 3, 4, 5, 6];
  const VIEWERS = [null, MANAGER, BUSY, STRANGER, NEIGHBOUR];
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, BUSY, LAZY, IDLE, STRANGER, NEIGHBOUR);
    for (const index of upTo(30)) {
      const privacy = index % 3 === 0 ? 'PUBLIC' : 'PRIVATE';
      const id = await addGroup(store, `${['Ä', 'z', '猫', 'B'][index % 4]} ${(index * 17) % 30}`, {
        slug: { given: `group-${index}` },
        privacy,
        visible: index % 3 !== 1,
        kind: index % 10 === 0 ? 'PAGE' : 'GROUP',
      });
      await stand(store, id, [
        [BUSY, id % 11 === 5 ? INVITED : id % 11 === 6 ? REQUESTED : SUBSCRIBED],
        [LAZY, id % 4 === 0 ? SUBSCRIBED : null],
        [NEIGHBOUR, id % 2 === 0 ? ([REQUESTED, SUBSCRIBED, INVITED][id % 3] ?? null) : null],
      ]);
    }
  });

  afterAll(() => database.remove());

  const listed = (memberId: number, viewerId: number | null) =>
    store.listGroups({ ...EVERYTHING, memberId }, BY_NAME, ALL, viewerId);

  it.each(VIEWERS)('are, for viewer %s, what the list of groups with such a member holds', async (viewerId) => {
    const userIds = [LAZY, IDLE, MANAGER, BUSY];
    const expected: (readonly [number, GroupAt[]])[] = [];
    for (const userId of userIds) expected.push([userId, await listed(userId, viewerId)]);
    const withAny = expected.filter(([, groups]) => groups.length > 0);

    expect(await store.listGroupsOf(userIds, ALL, viewerId)).toEqual(new Map(withAny));
    expect(await store.countGroupsOf(userIds, viewerId)).toEqual(
      new Map(withAny.map(([userId, groups]) => [userId, groups.length])),
    );
  });

  it('differ from viewer to viewer', async () => {
    const counts = await Promise.all(
      VIEWERS.map(async (viewer) => (await store.countGroupsOf([BUSY], viewer)).get(BUSY)),
    );

    expect(counts).toEqual([8, 24, 24, 8, 11]);
  });

  it.each([1, 2, 5, 100])('join without gap or double, %i at a time', async (limit) => {
    const all = await listed(BUSY, MANAGER);
    const read = async (page: KeysetSlice) => (await store.listGroupsOf([BUSY], page, MANAGER)).get(BUSY) ?? [];

    expect(await walk(read, limit)).toEqual({ forward: all, backward: all });
  });

  it('are limited for each user by themselves, from either end', async () => {
    const [busy, lazy] = [await listed(BUSY, MANAGER), await listed(LAZY, MANAGER)];

    expect(await store.listGroupsOf([BUSY, LAZY], slice({ limit: 3 }), MANAGER)).toEqual(
      new Map([
        [BUSY, busy.slice(0, 3)],
        [LAZY, lazy.slice(0, 3)],
      ]),
    );
    expect(await store.listGroupsOf([BUSY, LAZY], slice({ limit: 3, fromEnd: true }), MANAGER)).toEqual(
      new Map([
        [BUSY, busy.slice(-3)],
        [LAZY, lazy.slice(-3)],
      ]),
    );
  });

  it('lie between two positions', async () => {
    const all = await listed(BUSY, MANAGER);
    const between = { after: all[3]?.position ?? null, before: all[12]?.position ?? null, limit: 4 };

    const first = await store.listGroupsOf([BUSY], slice(between), MANAGER);
    const last = await store.listGroupsOf([BUSY], slice({ ...between, fromEnd: true }), MANAGER);

    expect([first.get(BUSY), last.get(BUSY)]).toEqual([all.slice(4, 8), all.slice(8, 12)]);
  });
});

describe.each(Object.entries(engines))('visibility in the database of %s', (_engine, open) => {
  const [MANAGER, VIEWER, MEMBER] = [1, 2, 3];
  let database: TestDatabase;
  let store: Store;
  const ids: number[] = [];

  // Every combination there could be, those that the invariants rule out among them.
  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, VIEWER, MEMBER);
    for (const [privacy, visible] of [
      ['PUBLIC', true],
      ['PRIVATE', true],
      ['PRIVATE', false],
    ] as const) {
      for (const managedById of [MANAGER, VIEWER]) {
        for (const status of [null, ...SUBSCRIPTION_STATUSES]) {
          for (const admin of [false, true]) {
            const id = await addGroup(store, `Group ${ids.length}`, { privacy, visible });
            ids.push(id);
            const viewers = status === null ? null : { status, admin };
            const memberships = new Map([
              [MEMBER, SUBSCRIBED],
              [VIEWER, viewers],
            ]);
            await change(store, id, { managedById, memberships });
          }
        }
      }
    }
  });

  afterAll(() => database.remove());

  describe.each([null, VIEWER])('for viewer %s', (viewerId) => {
    const viewer = viewerId === null ? null : { userId: viewerId, scopes: null };
    const idsOf = (groups: readonly ViewedGroup[]) => groups.map(({ id }) => id).sort((one, other) => one - other);
    const satisfying = async (rule: (group: ViewedGroup) => boolean) => {
      const every = await store.findGroups({ by: 'id', ids }, viewerId);
      return idsOf(every.filter((group) => canSee(group) && rule(group)));
    };
    const listed = async (filter: Partial<typeof EVERYTHING>) => {
      const found = await store.listGroups({ ...EVERYTHING, ...filter }, BY_NAME, ALL, viewerId);
      expect(await store.countGroups({ ...EVERYTHING, ...filter }, viewerId)).toBe(found.length);
      return idsOf(found.map(({ group }) => group));
    };

    it('lists what canSee lets through', async () => {
      expect(await listed({})).toEqual(await satisfying(() => true));
      expect(await listed({ search: 'group' })).toEqual(await satisfying(() => true));
    });

    it('shows who is in a group where canSeeMembers does', async () => {
      const expected = await satisfying(canSeeMembers);
      const groups = (await store.listGroupsOf([MEMBER], ALL, viewerId)).get(MEMBER) ?? [];

      expect(await listed({ memberId: MEMBER })).toEqual(expected);
      expect(idsOf(groups.map(({ group }) => group))).toEqual(expected);
      expect(await store.countGroupsOf([MEMBER], viewerId)).toEqual(new Map([[MEMBER, expected.length]]));
    });

    it.each(MEMBER_ROLES)('takes for %s those whom roleOf does', async (role) => {
      const expected = await satisfying((group) => roleOf(group, viewer) === role);

      expect(await listed({ viewerRoles: [role] })).toEqual(expected);
    });

    it.each(SUBSCRIPTION_STATUSES)('takes for %s those who are', async (status) => {
      const expected = await satisfying(({ viewerMembership }) => viewerMembership?.status === status);

      expect(await listed({ viewerStatuses: [status] })).toEqual(expected);
    });
  });
});
