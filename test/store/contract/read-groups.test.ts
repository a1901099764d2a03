import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sortKey } from '../../../src/domain/folding.ts';
import { canSee } from '../../../src/domain/group.ts';
import type { GroupAt, GroupFilter, GroupOrder, Store } from '../../../src/domain/store.ts';
import {
  ADMINISTERING,
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  EVERYTHING,
  engines,
  NOON,
  REQUESTED,
  SUBSCRIBED,
  stand,
  type TestDatabase,
} from '../../support/engines.ts';

const MANAGER = 1;
const MEMBER = 2;
const ADMIN = 3;
const INVITED = 4;
const WAITING = 5;
const STRANGER = 6;

describe.each(Object.entries(engines))('who sees which groups on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;
  const idOf = new Map<string, number>();

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, MEMBER, ADMIN, INVITED, WAITING, STRANGER);
    for (const kind of ['GROUP', 'PAGE'] as const) {
      const hidden = { kind, privacy: 'PRIVATE', visible: false, inviteUserIds: [INVITED] } as const;
      idOf.set(`public ${kind}`, await addGroup(store, `public ${kind}`, { kind }));
      idOf.set(`visible ${kind}`, await addGroup(store, `visible ${kind}`, { kind, privacy: 'PRIVATE' }));
      idOf.set(
        `hidden ${kind}`,
        await addGroup(store, `hidden ${kind}`, { ...hidden, slug: { given: `hidden-${kind}`.toLowerCase() } }),
      );
    }
    for (const [name, groupId] of idOf) {
      if (name.startsWith('public')) continue;
      await stand(store, groupId, [
        [MEMBER, SUBSCRIBED],
        [ADMIN, ADMINISTERING],
        [WAITING, REQUESTED],
      ]);
    }
  });

  afterAll(() => database.remove());

  const id = (name: string) => idOf.get(name) ?? 0;
  const seen = async (filter: Partial<GroupFilter>, viewerId: number | null) => {
    const complete = { ...EVERYTHING, ...filter };
    const found = await store.listGroups(complete, BY_NAME, ALL, viewerId);
    expect(await store.countGroups(complete, viewerId)).toBe(found.length);
    return found.map(({ group }) => group.name);
  };

  const OPEN = ['public GROUP', 'visible GROUP'];
  const GROUPS = ['hidden GROUP', ...OPEN];

  it.each<[string, number | null, string[]]>([
    ['an anonymous caller', null, OPEN],
    ['a stranger', STRANGER, OPEN],
    ['someone who asked to join', WAITING, OPEN],
    ['someone invited', INVITED, GROUPS],
    ['a member', MEMBER, GROUPS],
    ['an admin', ADMIN, GROUPS],
    ['the manager', MANAGER, GROUPS],
  ])('is, for %s, what the domain says', async (_who, viewerId, names) => {
    expect(await seen({ kind: 'GROUP' }, viewerId)).toEqual(names);
  });

  it.each<[string, number | null, Partial<GroupFilter>, string[]]>([
    ['the kind', MANAGER, { kind: 'PAGE' }, ['hidden PAGE', 'public PAGE', 'visible PAGE']],
    ['public', MANAGER, { privacy: 'PUBLIC' }, ['public GROUP', 'public PAGE']],
    ['private', STRANGER, { privacy: 'PRIVATE' }, ['visible GROUP', 'visible PAGE']],
    ['the role of a manager', MANAGER, { kind: 'GROUP', viewerRoles: ['MANAGER'] }, GROUPS],
    ['the role of an admin', ADMIN, { kind: 'GROUP', viewerRoles: ['ADMIN'] }, ['hidden GROUP', 'visible GROUP']],
    ['the role of a member', MEMBER, { kind: 'GROUP', viewerRoles: ['MEMBER'] }, ['hidden GROUP', 'visible GROUP']],
    ['another role', MEMBER, { viewerRoles: ['ADMIN', 'MANAGER'] }, []],
    ['a role, for someone invited', INVITED, { viewerRoles: ['MEMBER', 'ADMIN', 'MANAGER'] }, []],
    ['a role, for nobody', null, { viewerRoles: ['MEMBER', 'ADMIN', 'MANAGER'] }, []],
    ['no role', MANAGER, { viewerRoles: [] }, []],
    ['an invitation', INVITED, { viewerStatuses: ['INVITED'] }, ['hidden GROUP', 'hidden PAGE']],
    ['a request', WAITING, { viewerStatuses: ['REQUESTED'] }, ['visible GROUP', 'visible PAGE']],
    [
      'two statuses',
      MEMBER,
      { kind: 'GROUP', viewerStatuses: ['SUBSCRIBED', 'INVITED'] },
      ['hidden GROUP', 'visible GROUP'],
    ],
    ['a status, for nobody', null, { viewerStatuses: ['SUBSCRIBED', 'INVITED', 'REQUESTED'] }, []],
    ['text that is in what is hidden', STRANGER, { search: 'hidden' }, []],
    [
      'everything together',
      ADMIN,
      { search: 'visi', kind: 'PAGE', privacy: 'PRIVATE', viewerRoles: ['ADMIN'], viewerStatuses: ['SUBSCRIBED'] },
      ['visible PAGE'],
    ],
  ])('is narrowed by %s', async (_what, viewerId, filter, names) => {
    expect(await seen(filter, viewerId)).toEqual(names);
  });

  it.each([
    ['an anonymous caller', null, null],
    ['a stranger', STRANGER, null],
    ['someone invited', INVITED, { status: 'INVITED', admin: false }],
    ['someone who asked to join', WAITING, { status: 'REQUESTED', admin: false }],
    ['a member', MEMBER, { status: 'SUBSCRIBED', admin: false }],
    ['an admin', ADMIN, { status: 'SUBSCRIBED', admin: true }],
    ['the manager', MANAGER, { status: 'SUBSCRIBED', admin: false }],
  ])('tells how %s stands to a group, seen or not', async (_who, viewerId, viewerMembership) => {
    const [byId] = await store.findGroups({ by: 'id', ids: [id('hidden GROUP')] }, viewerId);

    expect(byId).toMatchObject({ name: 'hidden GROUP', viewerMembership });
    expect(await store.findGroups({ by: 'slug', slug: 'hidden-group' }, viewerId)).toEqual([byId]);
  });

  it('finds each asked for once, and nothing for what is not there', async () => {
    const [one, other] = [id('public GROUP'), id('hidden PAGE')];
    const found = await store.findGroups({ by: 'id', ids: [other, 99, one, other, 0, -1, 2 ** 53 - 1] }, null);

    expect(found.map(({ name }) => name).sort()).toEqual(['hidden PAGE', 'public GROUP']);
    expect(await store.findGroups({ by: 'id', ids: [] }, MANAGER)).toEqual([]);
    expect(await store.findGroups({ by: 'slug', slug: 'absent' }, MANAGER)).toEqual([]);
  });

  it('finds no page where a group is asked for', async () => {
    expect(await store.findGroups({ by: 'id', ids: [id('hidden PAGE')], kind: 'GROUP' }, MANAGER)).toEqual([]);
    expect(await store.findGroups({ by: 'slug', slug: 'hidden-page', kind: 'GROUP' }, MANAGER)).toEqual([]);
    expect(await store.findGroups({ by: 'slug', slug: 'hidden-page', kind: 'PAGE' }, MANAGER)).toHaveLength(1);
  });
});

describe.each(Object.entries(engines))('pages of 137 groups on %s', (_engine, open) => {
  const ORDERS: GroupOrder[] = (
    ['NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'LATEST_ACTIVITY', 'RELEVANCE'] as const
  ).flatMap((field) => [
    { field, descending: false },
    { field, descending: true },
  ]);
  let database: TestDatabase;
  let store: Store;
  const created: number[] = [];
  const OTHERS = [11, 12, 13];

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, MANAGER, STRANGER, ...OTHERS);
    // Names in an order of their own; times and counts with many ties; every seventh is hidden from the stranger.
    for (let index = 0; index < 160; index += 1) {
      const name = `${['Ää', 'zz', 'Кот', '猫', '😀', '\ufffd', 'B'][index % 7]} ${(index * 37) % 160}`;
      const createdAt = new Date(NOON.getTime() + (index % 5) * 1000);
      const hidden = index % 7 === 3 && ({ privacy: 'PRIVATE', visible: false } as const);
      const id = await addGroup(store, name, { createdAt, ...hidden });
      created.push(id);
      const members = OTHERS.slice(0, id % 4).map((userId) => [userId, SUBSCRIBED] as const);
      await stand(store, id, members, createdAt);
    }
  });

  afterAll(() => database.remove());

  const everyGroup = async ({ field, descending }: GroupOrder): Promise<GroupAt[]> => {
    const visible = (await store.findGroups({ by: 'id', ids: created }, STRANGER)).filter(canSee);
    const sorted = visible
      .map((group) => {
        const values = {
          NAME: sortKey(group.name),
          CREATED_AT: +group.createdAt,
          SUBSCRIBERS_COUNT: group.subscribersCount,
          LATEST_ACTIVITY: +group.lastActivityAt,
          RELEVANCE: sortKey(group.name),
        };
        return { group, position: { value: values[field], id: group.id } };
      })
      .sort((one, other) => compare(one.position.value, other.position.value) || one.group.id - other.group.id);
    return descending ? sorted.reverse() : sorted;
  };

  it.each(ORDERS)('hold what sorting everything gives, by $field, descending: $descending', async (order) => {
    const expected = await everyGroup(order);

    expect(expected).toHaveLength(137);
    expect(await store.listGroups(EVERYTHING, order, ALL, STRANGER)).toEqual(expected);
    expect(await store.countGroups(EVERYTHING, STRANGER)).toBe(137);
  });

  describe.each(ORDERS)('by $field, descending: $descending', (order) => {
    it.each([1, 2, 7, 100])('join without gap or double, %i at a time', async (limit) => {
      const expected = await store.listGroups(EVERYTHING, order, ALL, STRANGER);
      const forward: GroupAt[] = [];
      const backward: GroupAt[] = [];
      const skipping: GroupAt[] = [];

      for (let round = 0; round * limit < 137 + limit; round += 1) {
        const after = forward.at(-1)?.position ?? null;
        const page = await store.listGroups(
          EVERYTHING,
          order,
          { after, before: null, fromEnd: false, limit },
          STRANGER,
        );
        forward.push(...page);
      }
      for (let round = 0; round * limit < 137 + limit; round += 1) {
        const before = backward[0]?.position ?? null;
        const page = await store.listGroups(EVERYTHING, order, { after: null, before, fromEnd: true, limit }, STRANGER);
        backward.unshift(...page);
      }
      for (let offset = 0; offset < 137 + limit; offset += limit) {
        skipping.push(...(await store.listGroups(EVERYTHING, order, { offset, limit }, STRANGER)));
      }

      expect(ids(forward)).toEqual(ids(expected));
      expect(ids(backward)).toEqual(ids(expected));
      expect(ids(skipping)).toEqual(ids(expected));
    });

    it('lie between two positions, from either end', async () => {
      const all = await store.listGroups(EVERYTHING, order, ALL, STRANGER);
      const between = { after: all[20]?.position ?? null, before: all[31]?.position ?? null };

      const first = await store.listGroups(EVERYTHING, order, { ...between, fromEnd: false, limit: 4 }, STRANGER);
      const last = await store.listGroups(EVERYTHING, order, { ...between, fromEnd: true, limit: 4 }, STRANGER);

      expect([ids(first), ids(last)]).toEqual([ids(all.slice(21, 25)), ids(all.slice(27, 31))]);
    });
  });

  it('are empty beyond the end, and where nothing is asked for', async () => {
    expect(await store.listGroups(EVERYTHING, BY_NAME, { offset: 137, limit: 10 }, STRANGER)).toEqual([]);
    expect(await store.listGroups(EVERYTHING, BY_NAME, { ...ALL, limit: 0 }, STRANGER)).toEqual([]);
  });
});

const ids = (found: GroupAt[]) => found.map(({ group }) => group.id);

/** As databases compare: text by its bytes. */
function compare(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}
