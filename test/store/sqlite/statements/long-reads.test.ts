import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused } from '../../../../src/domain/refused.ts';
import { errorFormatter } from '../../../../src/graphql/apollo/format-error.ts';
import { refusalOf } from '../../../../src/http/failures.ts';
import type { Database } from '../../../../src/store/sqlite/connection/database.ts';
import { openDatabase, readingOf } from '../../../../src/store/sqlite/open-database.ts';
import type { Reading } from '../../../../src/store/sqlite/statements/long-reads.ts';
import { addUsers, EVERYTHING, emptySqlite } from '../../../support/engines.ts';
import { FOLD_PLAIN_GROUPS } from '../../../support/folding-sql.ts';

const COUNT_TO =
  'with recursive n (i) as (select 1 union all select i + 1 from n where i < :most) select count(*) from n';
const SOME = 300_000;

describe('dear reads', () => {
  let folder: string;
  let db: Database;
  let reading: Reading;
  let asker: string;
  let timed: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-reading-'));
    db = openDatabase(join(folder, 'guildhall.db'));
    timed = 0;
    reading = readingOf(db.$client.name, {
      observer: {
        statementEnded: (milliseconds) => {
          timed += milliseconds;
        },
        folded: () => undefined,
        committed: () => undefined,
        upkeepFailed: () => undefined,
        searchStopped: () => undefined,
        searchResumed: () => undefined,
        asker: () => asker,
        keepAccount: () => (step) => step(),
      },
    });
  });

  afterEach(async () => {
    await reading.end();
    db.$client.close();
    await rm(folder, { recursive: true });
  });

  const usernames = async () => (await reading.all('select username from users order by id', {})).flat();
  const addUser = (id: number) =>
    db.$client
      .prepare("insert into users (id, username, real_name, created_at) values (?, ?, '', 0)")
      .run(id, `user-${id}`);

  it('see what was written before them, and are timed', async () => {
    for (const id of [1, 2, 3]) {
      addUser(id);
      expect((await usernames()).length).toBe(id);
    }
    expect(timed).toBeGreaterThan(0);
  });

  it('know the function that searches call, and the search index', async () => {
    const holding = `select holds_terms('creme brulee', '["creme","brul"]'), known_changes from search_state`;

    expect(await reading.all(holding, {})).toEqual([[1, expect.any(Number)]]);
  });

  it('fail alone, with the code of what went wrong', async () => {
    const failing = reading.all('select * from missing', {});

    await expect(failing).rejects.toMatchObject({ code: 'SQLITE_ERROR', message: 'no such table: missing' });
    await expect(reading.all("insert into database_id values ('other')", {})).rejects.toThrow();
    expect(await reading.all('select 1', {})).toEqual([[1]]);
  });

  it('that their thread dies with fail, and the next start another', async () => {
    const started = new Promise<Worker>((resolve) => {
      process.once('worker', resolve);
    });
    addUser(1);
    await usernames();
    const slow = reading.all(COUNT_TO, { most: SOME });
    const failed = expect(slow).rejects.toThrow('has ended');
    await (await started).terminate();

    await failed;
    expect(await usernames()).toEqual(['user-1']);
  });

  it('are refused when too many are waiting, and only then', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 600 }, () => reading.all('select 1', {})));
    const refused = answers.filter(({ status }) => status === 'rejected');

    expect(refused.length).toBe(600 - 502);
    expect(refused[0]).toMatchObject({ reason: new Refused({ code: 'OVERLOADED' }) });
    expect(await reading.all('select 1', {})).toEqual([[1]]);
  });

  it('of one request wait for those of others in turn', async () => {
    const order: string[] = [];
    const ask = async (by: string) => {
      asker = by;
      await reading.all(COUNT_TO, { most: 1_000 });
      order.push(by);
    };
    await Promise.all(['many', 'many', 'many', 'many', 'many', 'many', 'one'].map(ask));

    // Two are on their way when the other request comes, and one more may have its turn.
    expect(order.indexOf('one')).toBeLessThan(4);
  });

  it('open the search index anew when they are told to', async () => {
    const known = () => reading.all('select database_id from search_state', {});
    const before = await known();
    reading.reattach();

    expect(await known()).toEqual(before);
  });

  it('that run when the store is closed are answered, and those that wait are not', async () => {
    const answers = Promise.allSettled([1, 2, 3].map(() => reading.all(COUNT_TO, { most: SOME })));
    await reading.end();

    expect(await answers).toMatchObject([
      { status: 'fulfilled', value: [[SOME]] },
      { status: 'fulfilled', value: [[SOME]] },
      { status: 'rejected' },
    ]);
    await expect(reading.all('select 1', {})).rejects.toThrow('closed');
  });
});

/** SQL: makes 8,000 groups, whose names and visibility are these expressions. */
const makeGroups = (name: string, visible: string) => `
  with recursive ids (id) as (select 1 union all select id + 1 from ids where id < 8000)
  insert into groups (kind, name, slug, description, privacy, visible, active, verified, hide_join_button,
    cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
  select 'GROUP', ${name}, 'group-' || id, '', 'PRIVATE', ${visible}, 1, 0, 0, 50, 1, id, 1, 1 from ids;
  ${FOLD_PLAIN_GROUPS}`;

it('letters that thousands of names have, and none has together, are looked for in the thread', async () => {
  const { store, execute, remove } = await emptySqlite();
  await addUsers(store, 1);
  execute(makeGroups("iif(id % 2, 'Qa ', 'Wz ') || id", 'true'));
  const post = vi.spyOn(Worker.prototype, 'postMessage');

  const slice = { after: null, before: null, fromEnd: false, limit: 2 };
  const order = { field: 'RELEVANCE', descending: false } as const;
  const found = await store.listGroups({ ...EVERYTHING, search: 'qa wz' }, order, slice, null);
  const messages = post.mock.calls.map(([message]) => message);
  post.mockRestore();

  expect(found).toEqual([]);
  expect(messages).toContainEqual(expect.objectContaining({ sql: expect.stringContaining('/* listGroups */') }));
  await remove();
});

it('a page behind thousands of hidden groups is found', async () => {
  const { store, execute, remove } = await emptySqlite();
  await addUsers(store, 1);
  execute(makeGroups("'Group ' || id", 'id in (3999, 7999)'));
  const page = (slice: object) =>
    store.listGroups(
      EVERYTHING,
      { field: 'CREATED_AT', descending: false },
      { after: null, before: null, fromEnd: false, limit: 2, ...slice },
      null,
    );
  const whole = await page({});

  expect(whole.map(({ group }) => group.slug)).toEqual(['group-3999', 'group-7999']);
  const [first = null] = whole.map(({ position }) => position);
  expect(await page({ after: first })).toEqual(whole.slice(1));
  expect(await page({ fromEnd: true, limit: 1 })).toEqual(whole.slice(1));
  await remove();
});

it('a refusal that a read throws reaches the doors as one', () => {
  const refused = new Refused({ code: 'OVERLOADED' });
  const faults: unknown[] = [];
  const format = errorFormatter({ production: true, logFault: (fault) => faults.push(fault) });

  expect(refusalOf(refused)).toEqual({ code: 'OVERLOADED' });
  expect(format({ message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }, refused)).toEqual({
    message: 'The server is overloaded. Try again in a moment.',
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  expect(faults).toEqual([]);
});
