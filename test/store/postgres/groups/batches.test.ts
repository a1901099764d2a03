import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../../../src/domain/group-fields.ts';
import type { GroupChange, GroupState, IdempotentWrite } from '../../../../src/domain/group-writes.ts';
import type { Membership } from '../../../../src/domain/membership.ts';
import { ok, refuse } from '../../../../src/domain/result.ts';
import type { Store } from '../../../../src/domain/store.ts';
import type { StoreObserver } from '../../../../src/store/observer.ts';
import { openStore } from '../../../../src/store/open.ts';
import {
  addGroup,
  addUsers,
  emptyPostgres,
  groupNamed,
  INVITED,
  insertedId,
  membersOf,
  NOON,
  REQUESTED,
  SUBSCRIBED,
} from '../../../support/engines.ts';

const USERS = Array.from({ length: 60 }, (_, index) => index + 1);

const NOBODY_LISTENS: StoreObserver = {
  statementEnded: () => {},
  committed: () => {},
  folded: () => {},
  upkeepFailed: () => {},
  searchStopped: () => {},
  searchResumed: () => {},
  asker: () => undefined,
  keepAccount: () => (step) => step(),
};

const write = (key: string): IdempotentWrite => ({
  key,
  operation: 'createGroup',
  fingerprint: key,
  forgetBefore: new Date(NOON.getTime() - 1_000),
});

describe('writes that PostgreSQL commits together', () => {
  let database: Awaited<ReturnType<typeof emptyPostgres>>;
  let store: Store;
  let other: Store;

  beforeAll(async () => {
    database = await emptyPostgres();
    store = database.store;
    other = await database.connect();
    await addUsers(store, ...USERS);
  });

  afterAll(() => database.remove());

  const change = (on: Store, id: number, userId: number) =>
    on.changeGroup(
      { id, viewerId: userId, userIds: [userId] },
      ({ memberships }) => ok({ memberships: new Map([[userId, memberships.has(userId) ? null : SUBSCRIBED]]) }),
      NOON,
    );
  const groupOf = async (id: number) => (await store.findGroups({ by: 'id', ids: [id] }, 1))[0];

  it('count every member of one group, from two processes at once', async () => {
    const id = await addGroup(store, 'Joined');

    await Promise.all(USERS.slice(1).map((userId) => change(userId % 2 === 0 ? store : other, id, userId)));

    expect((await groupOf(id))?.subscribersCount).toBe(USERS.length);
    expect(await membersOf(store, id)).toHaveLength(USERS.length);
  });

  it('see each other where they are about one group', async () => {
    const id = await addGroup(store, 'Toggled');

    const changes = await Promise.all(Array.from({ length: 8 }, () => change(store, id, 2)));

    expect(changes.map((changed) => (changed.outcome === 'changed' ? changed.after.subscribersCount : 0))).toEqual([
      2, 1, 2, 1, 2, 1, 2, 1,
    ]);
  });

  it('are one transaction where they move members of one group, however many', async () => {
    const id = await addGroup(store, 'Crowded');
    const commits: number[] = [];
    const counting = await openStore(database.url, {
      observer: { ...NOBODY_LISTENS, committed: (writes) => commits.push(writes) },
    });

    const changes = await Promise.all(USERS.slice(1).map((userId) => change(counting, id, userId)));
    await counting.close();

    expect(changes.map((changed) => (changed.outcome === 'changed' ? changed.after.subscribersCount : 0))).toEqual(
      USERS.slice(1),
    );
    expect(commits).toEqual([USERS.length - 1]);
  });

  it('come out as one after the other where some do more than move members', async () => {
    const id = await addGroup(store, 'In turn');
    const step = (viewerId: number, what: (state: GroupState) => GroupChange, userIds: number[] = []) =>
      store.changeGroup({ id, viewerId, userIds }, (state) => ok(what(state)), NOON);
    const seen: string[] = [];
    const told = ({ group, memberships }: GroupState) => {
      const own = group.viewerMembership?.status ?? 'no member';
      seen.push(`${group.name}, ${group.subscribersCount}: ${own}, ${[...memberships.keys()].join(' ')}`);
      return {};
    };
    const set = (userId: number, to: Membership | null) => (): GroupChange => ({
      memberships: new Map([[userId, to]]),
    });

    const outcomes = await Promise.all([
      step(2, set(2, SUBSCRIBED)),
      step(1, set(3, INVITED), [3]),
      step(3, told, [1, 2, 3, 4]),
      step(3, set(3, SUBSCRIBED)),
      step(1, set(4, SUBSCRIBED)),
      step(3, told, [1, 2, 3, 4]),
      step(1, () => ({ fields: { name: 'Renamed', nameKey: null } })),
      step(2, set(2, null)),
      step(2, told, [1, 2, 3, 4]),
      step(2, set(2, SUBSCRIBED)),
      step(1, () => ({ managedById: 2 })),
      step(2, told),
      step(2, () => ({ deleted: true })),
      step(5, set(5, SUBSCRIBED)),
    ]);

    expect(seen).toEqual([
      'In turn, 2: INVITED, 1 2 3',
      'In turn, 4: SUBSCRIBED, 1 2 3 4',
      'Renamed, 3: no member, 1 3 4',
      'Renamed, 4: SUBSCRIBED, ',
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([...Array(13).fill('changed'), 'absent']);
  });

  it('ask to join no more often than the limit allows, all at once', async () => {
    const id = await addGroup(store, 'Asked', { privacy: 'PRIVATE' });
    const limit = 3;
    const ask = (userId: number) =>
      store.changeGroup(
        { id, viewerId: userId, userIds: [], requestsUpTo: limit },
        ({ requests }) =>
          requests >= limit
            ? refuse({ code: 'TOO_MANY_JOIN_REQUESTS', limit })
            : ok({ memberships: new Map([[userId, REQUESTED]]) }),
        NOON,
      );
    const answer = (userId: number, to: Membership | null) =>
      store.changeGroup(
        { id, viewerId: 1, userIds: [userId] },
        () => ok({ memberships: new Map([[userId, to]]) }),
        NOON,
      );

    const outcomes = await Promise.all([
      ...[2, 3, 4, 5].map(ask),
      answer(2, SUBSCRIBED),
      answer(3, null),
      ...[6, 7, 8, 9].map(ask),
    ]);

    const refused = outcomes.flatMap(({ outcome }, index) => (outcome === 'refused' ? [index] : []));
    expect(refused).toEqual([3, 8, 9]);
    const members = await membersOf(store, id);
    expect(members.map(({ userId, status }) => `${userId} ${status}`)).toEqual([
      '1 SUBSCRIBED',
      '2 SUBSCRIBED',
      '4 REQUESTED',
      '6 REQUESTED',
      '7 REQUESTED',
    ]);
  });

  it('fail alone where a decision has a fault, or is a refusal', async () => {
    const ids = await Promise.all(['One', 'Two', 'Three'].map((name) => addGroup(store, name)));
    const [one = 0, two = 0, three = 0] = ids;
    const faulty = () => {
      throw new Error('a fault');
    };

    const settled = await Promise.allSettled([
      store.changeGroup({ id: one, viewerId: 1, userIds: [] }, faulty, NOON),
      store.changeGroup({ id: two, viewerId: 1, userIds: [] }, () => refuse({ code: 'BAD_INVITATION' }), NOON),
      store.changeGroup({ id: three, viewerId: 1, userIds: [] }, () => ok({ fields: { color: '#111111' } }), NOON),
    ]);

    expect(settled).toMatchObject([
      { status: 'rejected', reason: { message: 'a fault' } },
      { value: { outcome: 'refused' } },
      { value: { outcome: 'changed', after: { color: '#111111' } } },
    ]);
  });

  it('fail alone where the database refuses one of them', async () => {
    const settled = await Promise.allSettled([
      store.insertGroup(groupNamed('Of nobody', { creatorId: 4_711 }), null),
      ...Array.from({ length: 10 }, (_, index) => store.insertGroup(groupNamed(`Of somebody ${index}`), null)),
    ]);

    expect(settled.map(({ status }) => status)).toEqual(['rejected', ...Array(10).fill('fulfilled')]);
  });

  it('take one name once, whoever creates or renames', async () => {
    const id = await addGroup(store, 'Before');

    const outcomes = await Promise.all([
      ...Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? store : other).insertGroup(groupNamed('Wanted'), null),
      ),
      ...Array.from({ length: 4 }, (_, index) =>
        (index % 2 === 0 ? store : other).changeGroup(
          { id, viewerId: 1, userIds: [] },
          () => ok({ fields: { name: 'Wanted', nameKey: nameKey('Wanted') } }),
          NOON,
        ),
      ),
    ]);

    const won = new Set(
      outcomes.flatMap((outcome) =>
        outcome.outcome === 'inserted' ? [outcome.group.id] : outcome.outcome === 'changed' ? [outcome.after.id] : [],
      ),
    );
    expect(won.size).toBe(1);
    expect(new Set(outcomes.map(({ outcome }) => outcome)).has('conflicts')).toBe(true);
  });

  it('give one slug to one group, from two processes at once', async () => {
    const slugs = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const on = index % 2 === 0 ? store : other;
        const inserted = await on.insertGroup(groupNamed('Same', { nameKey: null, slug: { base: 'the-same' } }), null);
        return inserted.outcome === 'inserted' ? inserted.group.slug : inserted.outcome;
      }),
    );

    expect(new Set(slugs).size).toBe(40);
    expect(slugs.filter((slug) => !/^the-same(-\d+)?$/.test(slug))).toEqual([]);
  });

  it('are made once for one key, and answered again, from two processes at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? store : other).insertGroup(groupNamed('Keyed', { nameKey: null }), write('one key')),
      ),
    );

    expect(outcomes.filter(({ outcome }) => outcome === 'inserted')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(29);
  });

  it('are in flight at every process until they are made or given up', async () => {
    const key = write('claimed');
    expect(await store.claimKey(1, key, NOON)).toEqual({ claim: 'claimed' });
    expect(await other.claimKey(1, key, NOON)).toEqual({ claim: 'in_flight' });

    await store.releaseKey(1, key);
    expect(await other.claimKey(1, key, NOON)).toEqual({ claim: 'claimed' });

    const id = insertedId(await other.insertGroup(groupNamed('Claimed'), key));
    await other.releaseKey(1, key);
    expect(await store.claimKey(1, key, NOON)).toMatchObject({ claim: 'answered', answer: { group: { id } } });
  });

  it('free a key whose process died with its write', async () => {
    const key = write('left behind');
    await store.claimKey(1, key, NOON);

    const claimed = await other.claimKey(1, key, new Date(NOON.getTime() + 3_600_000));

    expect(claimed).toEqual({ claim: 'claimed' });
  });

  it('make one user of one token, and give each username once, from two processes at once', async () => {
    const identity = (subject: string) => ({
      key: { issuer: 'https://id.example.org', subject },
      username: 'wanted-by-all',
      realName: 'Ada',
      avatarUrl: null,
      extId: null,
      profile: {},
      issuedAt: NOON,
    });

    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const on = index % 2 === 0 ? store : other;
        const ensured = await on.ensureUser(identity(`subject-${index % 5}`), NOON);
        return ensured.ok ? ensured.value : null;
      }),
    );

    expect(new Set(ids).size).toBe(5);
    const found = await store.findUsers(ids.flatMap((id) => id ?? []));
    expect(new Set(found.map(({ username }) => username)).size).toBe(5);
  });
});
