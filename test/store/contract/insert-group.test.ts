import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdempotentWrite } from '../../../src/domain/group-writes.ts';
import type { Store } from '../../../src/domain/store.ts';
import {
  ADMINISTERING,
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  change,
  EVERYTHING,
  engines,
  groupNamed,
  insertedId,
  membersOf,
  NOON,
  SUBSCRIBED,
  stand,
  type TestDatabase,
} from '../../support/engines.ts';

const NO_CONFLICTS = { nameTaken: false, slugTaken: false, unknownUserIds: [] };

const write: IdempotentWrite = {
  key: 'key-1',
  operation: 'createGroup',
  fingerprint: 'cats',
  forgetBefore: new Date(NOON.getTime() - 1000),
};

describe.each(Object.entries(engines))('a new group on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1, 2, 3);
  });

  afterEach(() => database.remove());

  const slugs = async () => (await store.listGroups(EVERYTHING, BY_NAME, ALL, 1)).map(({ group }) => group.slug);
  const everything = async () => {
    const groups = await store.listGroups(EVERYTHING, BY_NAME, ALL, 1);
    const answer = await store.findAnswer(1, write);
    return { groups, members: await membersOf(store, ...groups.map(({ group }) => group.id)), answer };
  };

  it('is what was given, with its creator as manager and only subscriber', async () => {
    const group = groupNamed('Caf\u00e9 😀', {
      kind: 'PAGE',
      slug: { given: 'cafe' },
      description: 'Coffee\nand "more"',
      color: '#A1b2C3',
      privacy: 'PRIVATE',
      visible: false,
      country: 'IT',
      hideJoinButton: true,
      image: 'picture-key',
      coverImage: 'cover-key',
      inviteUserIds: [3, 2],
    });

    const insertion = await store.insertGroup(group, null);

    expect(insertion).toEqual({
      outcome: 'inserted',
      group: {
        id: 1,
        kind: 'PAGE',
        name: 'Caf\u00e9 😀',
        slug: 'cafe',
        description: 'Coffee\nand "more"',
        color: '#A1b2C3',
        privacy: 'PRIVATE',
        visible: false,
        active: true,
        verified: false,
        country: 'IT',
        hideJoinButton: true,
        image: 'picture-key',
        coverImage: 'cover-key',
        coverImagePosition: 50,
        subscribersCount: 1,
        createdAt: NOON,
        lastActivityAt: NOON,
        privateToken: 'secret',
        createdById: 1,
        managedById: 1,
        viewerMembership: { status: 'SUBSCRIBED', admin: false },
      },
    });
    expect(await membersOf(store, 1)).toEqual([
      { userId: 1, status: 'SUBSCRIBED', role: 'MANAGER', since: NOON },
      { userId: 2, status: 'INVITED', role: null, since: NOON },
      { userId: 3, status: 'INVITED', role: null, since: NOON },
    ]);
  });

  it('is found again exactly as it was answered', async () => {
    const insertion = await store.insertGroup(groupNamed('Cats'), null);

    expect(await store.findGroups({ by: 'id', ids: [insertedId(insertion)] }, 1)).toEqual([
      'group' in insertion && insertion.group,
    ]);
  });

  it.each([
    ['its name', groupNamed('CATS', { slug: { given: 'other' } }), { ...NO_CONFLICTS, nameTaken: true }],
    ['its name, and would get a numbered slug', groupNamed('CATS'), { ...NO_CONFLICTS, nameTaken: true }],
    ['its slug', groupNamed('Other', { slug: { given: 'cats' } }), { ...NO_CONFLICTS, slugTaken: true }],
    [
      'its slug, by a page',
      groupNamed('Other', { kind: 'PAGE', slug: { given: 'cats' } }),
      { ...NO_CONFLICTS, slugTaken: true },
    ],
    [
      'users',
      groupNamed('Other', { inviteUserIds: [2, 99, 3, 2 ** 40] }),
      { ...NO_CONFLICTS, unknownUserIds: [99, 2 ** 40] },
    ],
    [
      'everything at once',
      groupNamed('Cats', { slug: { given: 'cats' }, inviteUserIds: [98, 2, 99] }),
      { nameTaken: true, slugTaken: true, unknownUserIds: [98, 99] },
    ],
  ])('is refused for %s, and leaves nothing behind', async (_what, group, conflicts) => {
    await addGroup(store, 'Cats', { slug: { given: 'cats' } });
    const before = await everything();

    expect(await store.insertGroup(group, write)).toEqual({ outcome: 'conflicts', conflicts });
    expect(await everything()).toEqual(before);
  });

  it('leaves nothing behind when it fails half way', async () => {
    const twice = groupNamed('Cats', { inviteUserIds: [2, 2] });
    const before = await everything();

    await expect(store.insertGroup(twice, write)).rejects.toThrow();
    expect(await everything()).toEqual(before);
  });

  it('says beforehand what would be in the way', async () => {
    await addGroup(store, 'Cats', { slug: { given: 'cats' } });

    expect(await store.findConflicts({ exceptId: null, nameKey: 'cats', slug: 'cats', userIds: [1, 99] })).toEqual({
      nameTaken: true,
      slugTaken: true,
      unknownUserIds: [99],
    });
    expect(await store.findConflicts({ exceptId: null, nameKey: 'dogs', slug: 'dogs', userIds: [1, 2] })).toEqual(
      NO_CONFLICTS,
    );
    expect(await store.findConflicts({ exceptId: null, nameKey: null, slug: null, userIds: [] })).toEqual(NO_CONFLICTS);
  });

  it('gets the next number when its slug is taken', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await addGroup(store, name, { slug: { base: 'cats' } });

    expect(await slugs()).toEqual(['cats', 'cats-2', 'cats-3', 'cats-4']);
  });

  it('gets a number that is free when someone has chosen one of the numbers', async () => {
    await addGroup(store, 'a', { slug: { given: 'cats' } });
    await addGroup(store, 'b', { slug: { given: 'cats-2' } });
    await addGroup(store, 'c', { slug: { base: 'cats' } });

    expect(await slugs()).toEqual(['cats', 'cats-2', 'cats-3']);
  });

  it('gets a slug of its own when 300 groups share the base, however long that is', async () => {
    const base = 'x'.repeat(50);
    const names = Array.from({ length: 300 }, (_, index) => String(index).padStart(3, '0'));
    for (const name of names) await addGroup(store, name, { slug: { base } });

    const numbers = names.map((_name, index) => `-${index + 1}`);
    expect(await slugs()).toEqual([base, ...numbers.slice(1).map((end) => base.slice(0, 50 - end.length) + end)]);
  });

  it('is made once when 200 inserts of one name come at once over two connections', async () => {
    const stores = [store, await database.connect()];
    const inserts = Array.from({ length: 100 }, () => stores.map((one) => one.insertGroup(groupNamed('Cats'), null)));

    const outcomes = await Promise.all(inserts.flat());

    expect(outcomes.filter(({ outcome }) => outcome === 'inserted')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome !== 'inserted')).toEqual(
      Array(199).fill({ outcome: 'conflicts', conflicts: { ...NO_CONFLICTS, nameTaken: true } }),
    );
    const { groups, members } = await everything();
    expect([groups.length, members.length]).toEqual([1, 1]);
  });

  describe('with an idempotency key', () => {
    it('is answered again, and made once', async () => {
      const first = await store.insertGroup(groupNamed('Cats', { inviteUserIds: [2] }), write);
      const second = await store.insertGroup(groupNamed('Cats', { inviteUserIds: [2] }), write);

      expect(second).toEqual({ ...first, outcome: 'replayed' });
      expect(await store.findAnswer(1, write)).toEqual(second);
      expect(await slugs()).toEqual(['group']);
    });

    it('is answered as it was, with the counts, people and visibility of now', async () => {
      const first = await store.insertGroup(groupNamed('Cats'), write);
      if (first.outcome !== 'inserted') throw new Error(first.outcome);
      await stand(store, first.group.id, [
        [1, ADMINISTERING],
        [2, SUBSCRIBED],
        [3, SUBSCRIBED],
      ]);
      await change(store, first.group.id, {
        fields: { name: 'Dogs', nameKey: 'dogs', privacy: 'PRIVATE' },
        managedById: 2,
      });

      expect(await store.insertGroup(groupNamed('Cats'), write)).toEqual({
        outcome: 'replayed',
        group: {
          ...first.group,
          subscribersCount: 3,
          managedById: 2,
          privacy: 'PRIVATE',
          viewerMembership: { status: 'SUBSCRIBED', admin: true },
        },
      });
    });

    it('is not found once it is deleted, or hidden from its maker', async () => {
      const id = insertedId(await store.insertGroup(groupNamed('Cats'), write));
      const gone = { outcome: 'refused', refusal: { code: 'NOT_FOUND', kind: 'group' } };

      await change(store, id, { fields: { privacy: 'PRIVATE', visible: false }, memberships: new Map([[1, null]]) });
      expect(await store.findAnswer(1, write)).toEqual(gone);
      await change(store, id, { deleted: true });
      expect(await store.insertGroup(groupNamed('Cats'), write)).toEqual(gone);
    });

    it('is refused when the key came with another body', async () => {
      await store.insertGroup(groupNamed('Cats'), write);
      const other = { ...write, fingerprint: 'dogs' };

      expect(await store.insertGroup(groupNamed('Dogs'), other)).toEqual({ outcome: 'key_reused' });
      expect(await store.findAnswer(1, other)).toEqual({ outcome: 'key_reused' });
      expect(await slugs()).toEqual(['group']);
    });

    it('has nothing to do with the same key of another user', async () => {
      await store.insertGroup(groupNamed('Cats'), write);

      expect(await store.findAnswer(2, write)).toBeNull();
      expect((await store.insertGroup(groupNamed('Dogs', { creatorId: 2 }), write)).outcome).toBe('inserted');
    });

    it('keeps no key of a refused write', async () => {
      await addGroup(store, 'Cats');
      await store.insertGroup(groupNamed('Cats'), write);

      expect(await store.findAnswer(1, write)).toBeNull();
      expect((await store.insertGroup(groupNamed('Dogs'), write)).outcome).toBe('inserted');
    });

    it('forgets the key after its time, and not before', async () => {
      await store.insertGroup(groupNamed('Cats'), write);
      const later = { ...write, forgetBefore: new Date(NOON.getTime() + 1) };

      expect((await store.findAnswer(1, { ...write, forgetBefore: NOON }))?.outcome).toBe('replayed');
      expect(await store.findAnswer(1, later)).toBeNull();
      expect(await store.insertGroup(groupNamed('Dogs', { createdAt: later.forgetBefore }), later)).toMatchObject({
        outcome: 'inserted',
        group: { name: 'Dogs' },
      });
    });

    it('removes what is forgotten', async () => {
      await store.insertGroup(groupNamed('Cats'), write);
      const later = { ...write, key: 'key-2', forgetBefore: new Date(NOON.getTime() + 1) };
      await store.insertGroup(groupNamed('Dogs'), later);

      expect(await store.findAnswer(1, write)).toBeNull();
      expect(await store.findAnswer(1, { ...later, forgetBefore: NOON })).toMatchObject({ outcome: 'replayed' });
    });

    it('is made once when 50 of one key come at once over two connections', async () => {
      const stores = [store, await database.connect()];
      const inserts = Array.from({ length: 25 }, () => stores.map((one) => one.insertGroup(groupNamed('Cats'), write)));

      const outcomes = (await Promise.all(inserts.flat())).map(({ outcome }) => outcome);

      expect(outcomes.sort()).toEqual(['inserted', ...Array(49).fill('replayed')]);
    });
  });
});
