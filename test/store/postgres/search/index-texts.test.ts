import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ALL, addUsers, change, EVERYTHING, emptyPostgres, groupNamed, insertedId } from '../../../support/engines.ts';

/** More than are left for searches to look at by themselves. */
const GROUPS = 700;

let database: Awaited<ReturnType<typeof emptyPostgres>>;
let beside: pg.Client;

beforeAll(async () => {
  database = await emptyPostgres();
  beside = new pg.Client(database.url);
  await beside.connect();
  await addUsers(database.store, 1);
});

afterAll(async () => {
  await beside.end();
  await database.remove();
});

async function fresh(): Promise<number> {
  const { rows } = await beside.query<{ fresh: string }>(
    'select count(*) as fresh from group_texts where indexed is null',
  );
  return Number(rows[0]?.fresh);
}

async function found(search: string): Promise<number[]> {
  const order = { field: 'RELEVANCE', descending: false } as const;
  const rows = await database.store.listGroups({ ...EVERYTHING, search }, order, ALL, null);
  expect(await database.store.countGroups({ ...EVERYTHING, search }, null)).toBe(rows.length);
  return rows.map(({ group }) => group.id);
}

it('finds all groups while the index learns them some hundred at a time, and after they changed', async () => {
  const ids: number[] = [];
  for (let made = 0; made < GROUPS; made += 100) {
    const names = Array.from({ length: 100 }, (_, index) => `A lantern ${made + index}`);
    const inserted = await Promise.all(
      names.map((name) =>
        database.store.insertGroup(groupNamed(name, { slug: { given: name.replaceAll(' ', '-') } }), null),
      ),
    );
    ids.push(...inserted.map(insertedId));
    expect((await found('lantern')).toSorted((one, other) => one - other)).toEqual(
      ids.toSorted((one, other) => one - other),
    );
  }
  await vi.waitFor(async () => expect(await fresh()).toBeLessThan(GROUPS / 2), { timeout: 60_000 });

  const [first = 0, second = 0] = ids;
  await change(database.store, first, { fields: { name: 'A torch', nameKey: null } });
  await change(database.store, second, { deleted: true });

  expect(await found('torch')).toEqual([first]);
  expect(await found('lantern')).toHaveLength(GROUPS - 2);
});
