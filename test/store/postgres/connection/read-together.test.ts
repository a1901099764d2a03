import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ViewedGroup } from '../../../../src/domain/group.ts';
import type { Store } from '../../../../src/domain/store.ts';
import { openStore } from '../../../../src/store/open.ts';
import { addGroup, addUsers, emptyPostgres, person } from '../../../support/engines.ts';

const USERS = Array.from({ length: 1_500 }, (_, index) => index + 1);

describe('reads by id of one turn of the event loop', () => {
  let database: Awaited<ReturnType<typeof emptyPostgres>>;
  let store: Store;
  let hidden: number;
  let open: number;
  const statements: string[] = [];

  beforeAll(async () => {
    database = await emptyPostgres();
    await addUsers(database.store, ...USERS);
    hidden = await addGroup(database.store, 'Hidden', { visible: false, privacy: 'PRIVATE' });
    open = await addGroup(database.store, 'Open');
    store = await openStore(database.url, { onStatement: (statement) => statements.push(statement) });
  });

  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  const asked = (method: string) => statements.splice(0).filter((text) => text.includes(`/* ${method} */`)).length;
  const statusIn = (groups: readonly ViewedGroup[]) =>
    groups.map(({ id, viewerMembership }) => [id, viewerMembership?.status ?? null]);

  it('are one statement, and show each viewer their own membership', async () => {
    asked('findGroups');
    const [byCreator, byOther, byNobody] = await Promise.all([
      store.findGroups({ by: 'id', ids: [open, hidden] }, 1),
      store.findGroups({ by: 'id', ids: [hidden, open] }, 2),
      store.findGroups({ by: 'id', ids: [open, 987_654] }, null),
    ]);
    expect(statusIn(byCreator)).toEqual([
      [hidden, 'SUBSCRIBED'],
      [open, 'SUBSCRIBED'],
    ]);
    expect(statusIn(byOther)).toEqual([
      [hidden, null],
      [open, null],
    ]);
    expect(statusIn(byNobody)).toEqual([[open, null]]);
    expect(asked('findGroups')).toBe(1);
  });

  it('give a user to all who ask for them, once to each', async () => {
    asked('findUsers');
    const [two, one, none] = await Promise.all([
      store.findUsers([3, 2, 3]),
      store.findUsers([2]),
      store.findUsers([987_654]),
    ]);
    expect(two.map(({ id }) => id)).toEqual([2, 3]);
    expect(one.map(({ id }) => id)).toEqual([2]);
    expect(none).toEqual([]);
    expect(asked('findUsers')).toBe(1);
  });

  it('are a statement of their own for who asks for many', async () => {
    asked('findUsers');
    const [many, one, other] = await Promise.all([
      store.findUsers(USERS.slice(0, 300)),
      store.findUsers([1]),
      store.findUsers([2]),
    ]);
    expect([many.length, one.length, other.length]).toEqual([300, 1, 1]);
    expect(asked('findUsers')).toBe(2);
  });

  it('are several statements where many ask', async () => {
    asked('findUsers');
    const parts = Array.from({ length: 10 }, (_, index) => USERS.slice(index * 150, (index + 1) * 150));
    const found = await Promise.all(parts.map((ids) => store.findUsers(ids)));
    expect(found.map((users) => users.map(({ id }) => id))).toEqual(parts);
    expect(asked('findUsers')).toBe(2);
  });

  it('wait while four statements are under way, and are then one', async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('begin; lock table profiles');
    asked('findProfiles');
    const found = [];
    for (let turn = 0; turn < 12; turn += 1) {
      found.push(store.findProfiles([turn + 1]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.query('commit');
    await client.end();
    expect(await Promise.all(found)).toEqual(Array(12).fill(new Map()));
    expect(asked('findProfiles')).toBe(5);
  });

  it('fail for those alone whose keys are at fault', async () => {
    const [wrong, right] = await Promise.allSettled([store.findUsers([1e300, 1]), store.findUsers([1])]);
    expect(wrong.status).toBe('rejected');
    expect(right).toMatchObject({ status: 'fulfilled', value: [{ id: 1 }] });
  });

  it('see what was written before they began', async () => {
    const profile = { bio: 'Plays chess.', location: '', website: null, tags: [] };
    expect(await store.findProfiles([4])).toEqual(new Map());
    await store.importUsers([person(4, { profile })], new Date());
    const [four, five] = await Promise.all([store.findProfiles([4]), store.findProfiles([5])]);
    expect([four.get(4), five.get(5)]).toEqual([profile, undefined]);
  });
});
