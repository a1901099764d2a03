import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/store/sqlite/connection/database.ts';
import { openDatabase, readingOf } from '../../../../src/store/sqlite/open-database.ts';
import { IS_BEHIND, learnerOfChanges } from '../../../../src/store/sqlite/search/index-file.ts';
import { type PostingLists, postingLists } from '../../../../src/store/sqlite/search/posting-lists.ts';
import type { Reading } from '../../../../src/store/sqlite/statements/long-reads.ts';
import { ALL, addGroup, addUsers, EVERYTHING, emptySqlite } from '../../../support/engines.ts';
import { FOLD_PLAIN_GROUPS } from '../../../support/folding-sql.ts';

/** As of a word that stands in many groups. */
const frequent = (letters: string) => [{ expression: `"${letters}"`, postings: 10_000 }];
const [LANTERN, GRANITE, TEAPOT] = [frequent('lan'), frequent('gra'), frequent('tea')];

interface Text {
  readonly id: number;
  readonly folded: string;
}

describe('the lists of the groups that hold frequent trigrams', () => {
  let folder: string;
  let db: Database;
  let reading: Reading;
  let lists: PostingLists;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-lists-'));
    db = openDatabase(join(folder, 'guildhall.db'));
    db.$client.exec("insert into users (id, username, real_name, created_at) values (1, 'ada', '', 0)");
    reading = readingOf(db.$client.name);
    lists = postingLists(db, reading);
  });

  afterEach(async () => {
    await reading.end();
    db.snapshot.end();
    db.$client.close();
    await rm(folder, { recursive: true });
  });

  const run = (statement: string, ...values: unknown[]) => {
    db.snapshot.end();
    db.$client.prepare(statement).run(...values);
  };
  const index = () => {
    db.snapshot.end();
    learnerOfChanges(db.$client)();
  };
  const insert = (description: string, id: number | null = null) =>
    run(
      `insert into groups (id, kind, name, slug, description, folded, privacy, visible, active, verified,
        hide_join_button, cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
        select ?, 'GROUP', key, key, description, key || char(10) || description, 'PUBLIC', 1, 1, 0, 0, 50, 1, 0, 1, 1
        from (select lower(hex(randomblob(8))) as key, ? as description)`,
      id,
      description,
    );
  const insertIndexed = (...descriptions: string[]) => {
    for (const description of descriptions) insert(description);
    index();
  };
  const reword = (id: number, description: string) =>
    run(`update groups set folded = name || char(10) || ? where id = ?`, description, id);
  const remove = (id: number) => run('delete from groups where id = ?', id);
  /** Asked until there is an answer: at first only the index knows. */
  const held = async (...terms: Parameters<PostingLists['holding']>[0]) => {
    index();
    return (await lists.holding(terms)) ?? lists.holding(terms);
  };
  const texts = () => db.$client.prepare('select id, folded from groups').all() as Text[];

  const isBehind = () => db.$client.prepare(`select ${IS_BEHIND}`).pluck().get() === 1;

  it('are there from the second time on that they are asked for', async () => {
    insertIndexed('lantern', 'granite', 'lantern granite', 'granite lantern');

    expect(await lists.holding([LANTERN, GRANITE])).toBe(null);
    expect(await lists.holding([LANTERN, GRANITE])).toEqual([3, 4]);
    expect(await lists.holding([LANTERN, TEAPOT])).toBe(null);
    expect(await lists.holding([LANTERN, TEAPOT])).toEqual([]);
  });

  it('are not asked for one word, for rare words, and for words that stand nearly everywhere', async () => {
    insertIndexed('lantern granite');
    const [rare, everywhere] = [[{ expression: '"lan"', postings: 100 }], [{ expression: '"lan"', postings: 500_000 }]];

    expect(await held(LANTERN)).toBe(null);
    expect(await held(rare, [{ expression: '"gra"', postings: 200 }])).toBe(null);
    expect(await held(everywhere, GRANITE)).toBe(null);
    expect(await held(everywhere, GRANITE, LANTERN)).toEqual([1]);
  });

  it('are those of the two rarest words, and of the two rarest trigrams of each', async () => {
    insertIndexed('lantern granite', 'lantern granite teapot', 'lantern gravel');
    const granite = [...GRANITE, { expression: '"ite"', postings: 20_000 }, { expression: '"zzz"', postings: 30_000 }];
    const poet = [{ expression: '"poe"', postings: 30_000 }];

    expect(await held(granite, poet, LANTERN)).toEqual([1, 2]);
  });

  it('are not kept of what stands in more groups than it seemed', async () => {
    insert('lantern granite', 50_000);
    index();
    run(
      `with recursive ids (id) as (select 1 union all select id + 1 from ids where id <= 40000)
        insert into groups_search (rowid, folded) select id, 'lantern' from ids`,
    );
    expect([await held(LANTERN, GRANITE), await held(LANTERN, GRANITE)]).toEqual([null, null]);
    expect(await held(TEAPOT, GRANITE)).toEqual([]);
  });

  it('know of groups that changed, and begin anew when these have become many', async () => {
    insertIndexed('lantern granite', 'teapot', 'teapot');
    expect(await held(LANTERN, GRANITE)).toEqual([1]);

    reword(2, 'granite, and a lantern');
    expect(await held(LANTERN, GRANITE)).toEqual([1, 2]);
    reword(1, 'nothing');
    expect(await held(LANTERN, GRANITE)).toEqual([1, 2]);
    for (let time = 0; time < 100; time += 1) insertIndexed('teapot');
    for (let id = 1; id <= 101; id += 1) reword(id, 'teapot granite');
    reword(50, 'teapot granite lantern');
    // Neither those that hold the words no more, nor those that never did.
    expect(await held(LANTERN, GRANITE)).toEqual([50]);
  });

  it('begin anew after more changes than are written down', async () => {
    insertIndexed('lantern granite', 'teapot', 'teapot');
    expect(await held(LANTERN, GRANITE)).toEqual([1]);

    reword(3, 'granite, and a lantern');
    for (let time = 0; time < 1_000; time += 1) reword(2, `teapot ${time}`);
    expect(db.$client.prepare('select count(*) from groups_reworded').pluck().get()).toBe(1_000);
    expect(await held(LANTERN, GRANITE)).toEqual([1, 3]);
  });

  const description = fc.subarray(['lantern', 'granite', 'teapot']).map((words) => words.join(' '));
  const id = fc.integer({ min: 1, max: 12 });
  const step = fc.oneof(
    fc.record({ insert: description }),
    fc.record({ insertAs: id, description }),
    fc.record({ reword: id, to: description }),
    fc.record({ remove: id }),
    fc.constant({ index: true } as const),
    fc.constant({ ask: true } as const),
  );

  it('miss no group, whatever happened since they were made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const changed = new Set<number>();
        const exists = (one: number) => texts().some((text) => text.id === one);
        run('delete from groups');
        run("delete from sqlite_sequence where name = 'groups'");
        index();
        lists = postingLists(db, reading);
        await lists.holding([LANTERN, GRANITE]);
        for (const one of [...steps, { index: true } as const, { ask: true } as const]) {
          if ('insertAs' in one) {
            index();
            if (exists(one.insertAs)) continue;
            changed.add(one.insertAs);
            insert(one.description, one.insertAs);
          } else if ('insert' in one) insert(one.insert);
          else if ('reword' in one) {
            changed.add(one.reword);
            reword(one.reword, one.to);
          } else if ('remove' in one) remove(one.remove);
          else if ('index' in one) index();
          else {
            const found = await lists.holding([LANTERN, GRANITE]);
            expect(found === null).toBe(isBehind());
            if (found === null) continue;
            const all = texts().filter((text) => /lantern.*granite/.test(text.folded));
            expect(found).toEqual(expect.arrayContaining(all.map((text) => text.id)));
            const others = found.filter((of) => !all.some((text) => text.id === of) && exists(of));
            expect([...changed]).toEqual(expect.arrayContaining(others));
          }
        }
      }),
    );
  });
});

it('a search through such lists finds what it found without them', async () => {
  const { store, execute, remove } = await emptySqlite();
  await addUsers(store, 1);
  execute(`with recursive ids (id) as (select 1 union all select id + 1 from ids where id < 7000)
    insert into groups (kind, name, name_key, slug, description, privacy, visible, active, verified,
      hide_join_button, cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
    select 'GROUP', 'Group ' || id, 'group ' || id, 'group-' || id,
      iif(id % 2, 'lantern', 'granite') || iif(id % 1000 = 7, ' with granite', ''),
      iif(id = 2007, 'PRIVATE', 'PUBLIC'), id <> 2007, 1, 0, 0, 50, 1, 0, 1, 1 from ids;
    ${FOLD_PLAIN_GROUPS}`);
  const found = async (search: string) => {
    const groups = await store.listGroups(
      { ...EVERYTHING, search },
      { field: 'RELEVANCE', descending: false },
      ALL,
      null,
    );
    expect(await store.countGroups({ ...EVERYTHING, search }, null)).toBe(groups.length);
    return groups.map(({ group }) => group.id);
  };
  const first = [6007, 5007, 4007, 3007, 1007, 7];

  expect(await found('lantern granite')).toEqual(first);
  expect(await found('granite  lantern')).toEqual(first);
  execute(`update groups set description = 'granite, no longer with it' where id = 7; ${FOLD_PLAIN_GROUPS}`);
  execute(`update groups set name = 'Lantern 8' where id = 8; ${FOLD_PLAIN_GROUPS}`);
  execute('delete from groups where id = 1007');
  const added = await addGroup(store, 'Granite lantern');
  expect(await found(' lantern granite')).toEqual([added, 6007, 5007, 4007, 3007, 8]);
  await remove();
});
