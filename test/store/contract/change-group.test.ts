import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/domain/errors.ts';
import { nameKey } from '../../../src/domain/group-fields.ts';
import type { GroupChange, GroupState } from '../../../src/domain/group-writes.ts';
import type { Membership } from '../../../src/domain/membership.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import type { Store } from '../../../src/domain/store.ts';
import {
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  deleteGroups,
  EVERYTHING,
  engines,
  membersOf,
  NOON,
  stand as standOn,
  type TestDatabase,
} from '../../support/engines.ts';

const MANAGER = 1;
const ADMIN = 2;
const MEMBER = 3;
const INVITED = 4;
const WAITING = 5;
const STRANGER = 6;
const UNKNOWN = 99;

const LATER = new Date(NOON.getTime() + 60_000);
/** Since when the others stand to the group; the member was the last to join. */
const [ADMIN_SINCE, MEMBER_SINCE, WAITING_SINCE] = [1, 2, 3].map((ms) => new Date(NOON.getTime() + ms));

const subscribed = (admin = false): Membership => ({ status: 'SUBSCRIBED', admin });
const invited: Membership = { status: 'INVITED', admin: false };
const requested: Membership = { status: 'REQUESTED', admin: false };

describe.each(Object.entries(engines))('a change of a group on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;
  let id: number;
  let other: number;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, ADMIN, MEMBER, INVITED, WAITING, STRANGER);
  });

  beforeEach(async () => {
    await deleteGroups(store);
    id = await addGroup(store, 'Chess', { slug: { given: 'chess' }, inviteUserIds: [INVITED] });
    other = await addGroup(store, 'Go', { slug: { given: 'go' }, inviteUserIds: [INVITED] });
    await standOn(store, id, [[ADMIN, subscribed(true)]], ADMIN_SINCE);
    await standOn(store, id, [[MEMBER, subscribed()]], MEMBER_SINCE);
    await standOn(store, id, [[WAITING, requested]], WAITING_SINCE);
  });

  afterAll(() => database.remove());

  const everything = async () => [
    await store.findGroups({ by: 'id', ids: [id, other] }, MANAGER),
    await membersOf(store, id),
    await membersOf(store, other),
  ];

  const change = (what: GroupChange, { viewerId = MANAGER, userIds = [] as number[], now = LATER } = {}) =>
    store.changeGroup({ id, viewerId, userIds }, () => ok(what), now);

  const stand = (...memberships: [number, Membership | null][]) => change({ memberships: new Map(memberships) });

  const seen = async () => {
    const [group] = await store.findGroups({ by: 'id', ids: [id] }, MANAGER);
    if (!group) throw new Error('the group is gone');
    return group;
  };

  describe('is decided', () => {
    const stateFor = async (viewerId: number, userIds: readonly number[]) => {
      const states: GroupState[] = [];
      const decide = (state: GroupState) => {
        states.push(state);
        return ok({});
      };
      await store.changeGroup({ id, viewerId, userIds }, decide, LATER);
      return states;
    };

    it('by the group as the viewer stands to it', async () => {
      for (const viewerId of [MANAGER, ADMIN, MEMBER, INVITED, WAITING, STRANGER]) {
        const [group] = await store.findGroups({ by: 'id', ids: [id] }, viewerId);
        expect(await stateFor(viewerId, [])).toEqual([
          {
            group,
            memberships: new Map(),
            unknownUserIds: [],
            emailInvitation: null,
            mailsOrdered: 0,
            requests: 0,
            pageRequest: null,
          },
        ]);
      }
    });

    it('by how the users in question stand, and who of them does not exist', async () => {
      const [state] = await stateFor(MANAGER, [STRANGER, UNKNOWN, ADMIN, INVITED, WAITING, -1]);

      expect(state?.memberships).toEqual(
        new Map([
          [ADMIN, subscribed(true)],
          [INVITED, invited],
          [WAITING, requested],
        ]),
      );
      expect(state?.unknownUserIds).toEqual([UNKNOWN, -1]);
    });

    it.each([
      [STRANGER, undefined, 0],
      [STRANGER, 1, 1],
      [STRANGER, 2, 2],
      [STRANGER, 100, 2],
      [WAITING, 100, 0],
      [MEMBER, 100, 0],
    ])('by how many wait to be let in: for user %i, asked for up to %s, %i', async (viewerId, requestsUpTo, count) => {
      await stand([INVITED, requested]);
      const counts: number[] = [];
      const decide = ({ requests }: GroupState) => {
        counts.push(requests);
        return ok({});
      };

      await store.changeGroup({ id, viewerId, userIds: [], requestsUpTo }, decide, LATER);

      expect(counts).toEqual([count]);
    });

    it('not at all where there is no group', async () => {
      const decide = (): never => {
        throw new Error('there is nothing to decide');
      };

      expect(await store.changeGroup({ id: 999, viewerId: MANAGER, userIds: [] }, decide, LATER)).toEqual({
        outcome: 'absent',
      });
    });
  });

  describe('writes nothing', () => {
    it('when it is refused, and hands the refusal on', async () => {
      const before = await everything();
      const refusal: Refusal = { code: 'FORBIDDEN', action: 'update' };

      const outcome = await store.changeGroup({ id, viewerId: MEMBER, userIds: [ADMIN] }, () => refuse(refusal), LATER);

      expect(outcome).toEqual({ outcome: 'refused', refusal });
      expect(await everything()).toEqual(before);
    });

    it('when deciding fails, and leaves the way free for the next', async () => {
      const before = await everything();
      const decide = (): never => {
        throw new Error('a bug');
      };

      await expect(store.changeGroup({ id, viewerId: MANAGER, userIds: [] }, decide, LATER)).rejects.toThrow('a bug');
      expect(await everything()).toEqual(before);
      expect(await stand([STRANGER, subscribed()])).toMatchObject({ outcome: 'changed' });
    });

    it('when a part of it cannot be written', async () => {
      const before = await everything();

      await expect(
        change({ fields: { description: 'half' }, memberships: new Map([[UNKNOWN, subscribed()]]) }),
      ).rejects.toThrow();
      expect(await everything()).toEqual(before);
    });

    it.each([
      ['the name', { name: 'GO', nameKey: nameKey('GO') }, { nameTaken: true, slugTaken: false }],
      ['the slug', { slug: 'go' }, { nameTaken: false, slugTaken: true }],
      ['both', { name: 'go', nameKey: 'go', slug: 'go' }, { nameTaken: true, slugTaken: true }],
    ])('when another group has %s', async (_what, fields, conflicts) => {
      const before = await everything();
      const memberships = new Map([[STRANGER, subscribed()]]);

      expect(await change({ fields: { ...fields, description: 'half' }, memberships })).toEqual({
        outcome: 'conflicts',
        conflicts: { ...conflicts, unknownUserIds: [] },
      });
      expect(await everything()).toEqual(before);
    });

    it('when nothing is to change', async () => {
      const before = await everything();

      expect(await change({})).toEqual({ outcome: 'changed', before: await seen(), after: await seen() });
      expect(await stand([STRANGER, null])).toMatchObject({ outcome: 'changed' });
      expect(await everything()).toEqual(before);
    });
  });

  describe('of memberships', () => {
    const NAMES = { ADMIN, MEMBER, INVITED, WAITING, STRANGER };

    it.each<[keyof typeof NAMES, Membership | null, number]>([
      ['STRANGER', subscribed(), 4],
      ['STRANGER', invited, 3],
      ['STRANGER', requested, 3],
      ['STRANGER', null, 3],
      ['INVITED', subscribed(), 4],
      ['INVITED', null, 3],
      ['WAITING', subscribed(true), 4],
      ['WAITING', null, 3],
      ['MEMBER', subscribed(), 3],
      ['MEMBER', subscribed(true), 3],
      ['MEMBER', null, 2],
      ['ADMIN', null, 2],
      ['ADMIN', invited, 2],
    ])('makes of %s %j, with the counter at %i', async (who, membership, count) => {
      const outcome = await stand([NAMES[who], membership]);

      const [own] = await store.findGroups({ by: 'id', ids: [id] }, NAMES[who]);
      expect(own).toMatchObject({ viewerMembership: membership, subscribersCount: count });
      expect(outcome).toMatchObject({ before: { subscribersCount: 3 }, after: { subscribersCount: count } });
      expect((await store.countMembers([id], 'SUBSCRIBED')).get(id)).toBe(count);
    });

    it('writes all of them at once, and no other group’s', async () => {
      const before = await membersOf(store, other);

      await stand([ADMIN, null], [INVITED, subscribed()], [WAITING, subscribed()], [STRANGER, invited]);

      expect(await membersOf(store, id)).toEqual([
        { userId: MANAGER, status: 'SUBSCRIBED', role: 'MANAGER', since: NOON },
        { userId: MEMBER, status: 'SUBSCRIBED', role: 'MEMBER', since: MEMBER_SINCE },
        { userId: INVITED, status: 'SUBSCRIBED', role: 'MEMBER', since: LATER },
        { userId: WAITING, status: 'SUBSCRIBED', role: 'MEMBER', since: LATER },
        { userId: STRANGER, status: 'INVITED', role: null, since: LATER },
      ]);
      expect(await membersOf(store, other)).toEqual(before);
      expect((await seen()).subscribersCount).toBe(4);
    });

    it('keeps since when the role alone changes', async () => {
      await stand([ADMIN, subscribed(false)], [MEMBER, subscribed(true)]);

      expect(await membersOf(store, id)).toEqual(
        expect.arrayContaining([
          { userId: ADMIN, status: 'SUBSCRIBED', role: 'MEMBER', since: ADMIN_SINCE },
          { userId: MEMBER, status: 'SUBSCRIBED', role: 'ADMIN', since: MEMBER_SINCE },
        ]),
      );
    });

    it('shows the viewer after it as they stand then', async () => {
      const memberships = new Map([[STRANGER, subscribed()]]);

      expect(await change({ memberships }, { viewerId: STRANGER })).toMatchObject({
        before: { viewerMembership: null },
        after: { viewerMembership: subscribed() },
      });
    });
  });

  describe('of all requests', () => {
    const stay = [
      { userId: MANAGER, status: 'SUBSCRIBED', role: 'MANAGER', since: NOON },
      { userId: ADMIN, status: 'SUBSCRIBED', role: 'ADMIN', since: ADMIN_SINCE },
      { userId: MEMBER, status: 'SUBSCRIBED', role: 'MEMBER', since: MEMBER_SINCE },
      { userId: INVITED, status: 'INVITED', role: null, since: NOON },
    ];

    beforeEach(() => stand([STRANGER, requested]));

    it('lets all of them in, with the counter, and nobody of another group', async () => {
      await standOn(store, other, [[WAITING, requested]], WAITING_SINCE);
      const before = await membersOf(store, other);

      const outcome = await change({ requests: 'admit' });

      expect(outcome).toMatchObject({ before: { subscribersCount: 3 }, after: { subscribersCount: 5 } });
      expect(await membersOf(store, id)).toEqual([
        ...stay,
        { userId: WAITING, status: 'SUBSCRIBED', role: 'MEMBER', since: LATER },
        { userId: STRANGER, status: 'SUBSCRIBED', role: 'MEMBER', since: LATER },
      ]);
      expect(await membersOf(store, other)).toEqual(before);
    });

    it('drops all of them, and leaves the others as they are', async () => {
      const outcome = await change({ requests: 'drop', fields: { privacy: 'PRIVATE', visible: false } });

      expect(outcome).toMatchObject({
        before: { subscribersCount: 3 },
        after: { subscribersCount: 3, visible: false },
      });
      expect(await membersOf(store, id)).toEqual(stay);
    });

    it('counts who is named beside them once', async () => {
      const memberships = new Map([
        [WAITING, subscribed(true)],
        [MEMBER, null],
      ]);

      expect(await change({ requests: 'admit', memberships })).toMatchObject({ after: { subscribersCount: 4 } });
    });

    it('does nothing where nobody waits', async () => {
      await change({ requests: 'admit' });
      const before = await everything();

      await change({ requests: 'admit' }, { now: new Date(LATER.getTime() + 1) });
      await change({ requests: 'drop' }, { now: new Date(LATER.getTime() + 1) });

      expect(await everything()).toEqual(before);
    });
  });

  it('hands the group over together with what becomes of the two', async () => {
    const memberships = new Map([
      [MEMBER, subscribed()],
      [MANAGER, subscribed(true)],
    ]);

    const outcome = await change({ managedById: MEMBER, memberships });

    expect(outcome).toMatchObject({
      before: { managedById: MANAGER, createdById: MANAGER, viewerMembership: subscribed() },
      after: { managedById: MEMBER, createdById: MANAGER, viewerMembership: subscribed(true), subscribersCount: 3 },
    });
  });

  describe('of fields', () => {
    it('writes those that are given, and no other', async () => {
      const before = await seen();
      const fields = { description: 'On Mondays', color: '#fff', privacy: 'PRIVATE', visible: false } as const;

      await change({ fields: { ...fields, image: 'i1', coverImagePosition: 0 } });

      expect(await seen()).toEqual({ ...before, ...fields, image: 'i1', coverImagePosition: 0, lastActivityAt: LATER });
    });

    it('takes a group’s own name and slug for no conflict', async () => {
      const fields = { name: 'CHESS', nameKey: 'chess', slug: 'chess' };

      expect(await change({ fields })).toMatchObject({ outcome: 'changed', after: { name: 'CHESS', slug: 'chess' } });
    });

    it('lets the new name be found, and the old one no longer', async () => {
      const found = async (search: string) =>
        (await store.listGroups({ ...EVERYTHING, search }, BY_NAME, ALL, null)).map(({ group }) => group.name);

      await change({ fields: { name: 'Ludo', nameKey: 'ludo' } });

      expect([await found('ludo'), await found('chess')]).toEqual([['Ludo'], []]);
      expect(await addGroup(store, 'Chess')).toBeGreaterThan(id);
    });
  });

  it.each<[string, GroupChange, boolean]>([
    ['a field', { fields: { color: '#fff' } }, true],
    ['a member who joins', { memberships: new Map([[STRANGER, subscribed()]]) }, true],
    ['a request that is approved', { memberships: new Map([[WAITING, subscribed()]]) }, true],
    ['a new manager', { managedById: ADMIN }, true],
    ['requests that are all let in', { requests: 'admit' }, true],
    ['requests that are all dropped', { requests: 'drop' }, false],
    ['an invitation', { memberships: new Map([[STRANGER, invited]]) }, false],
    ['a request', { memberships: new Map([[STRANGER, requested]]) }, false],
    ['a request that is turned down', { memberships: new Map([[WAITING, null]]) }, false],
    ['a role', { memberships: new Map([[MEMBER, subscribed(true)]]) }, false],
  ])('counts as activity or not: %s', async (_what, what, isActivity) => {
    await change(what);

    expect((await seen()).lastActivityAt).toEqual(isActivity ? LATER : MEMBER_SINCE);
  });

  it('deletes a group with everything in it, and nothing else', async () => {
    const before = await seen();

    expect(await change({ deleted: true })).toEqual({ outcome: 'changed', before, after: before });
    expect(await store.findGroups({ by: 'id', ids: [id] }, MANAGER)).toEqual([]);
    expect(await membersOf(store, id)).toEqual([]);
    expect(await store.countGroups({ ...EVERYTHING, search: 'chess' }, MANAGER)).toBe(0);
    expect((await membersOf(store, other)).map(({ userId }) => userId)).toEqual([MANAGER, INVITED]);
    expect(await change({ deleted: true })).toEqual({ outcome: 'absent' });
  });
});
