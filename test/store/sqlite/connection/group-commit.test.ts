import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/store/sqlite/connection/database.ts';
import { groupCommit, type Write } from '../../../../src/store/sqlite/connection/group-commit.ts';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { learnerOfChanges } from '../../../../src/store/sqlite/search/index-file.ts';
import { FOLD_PLAIN_GROUPS } from '../../../support/folding-sql.ts';

describe('writes on sqlite', () => {
  let folder: string;
  let database: Database;
  let beside: Sqlite.Database;
  let write: Write;
  let statements: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-commits-'));
    const file = join(folder, 'guildhall.db');
    statements = [];
    database = openDatabase(file, { onStatement: (statement) => statements.push(statement) });
    beside = new Sqlite(file);
    write = groupCommit(database);
  });

  afterEach(async () => {
    beside.close();
    database.$client.close();
    await rm(folder, { recursive: true });
  });

  const addUser = (id: number) => () => {
    database.$client
      .prepare("insert into users (id, username, real_name, reviewer, created_at) values (?, ?, '', 0, 0)")
      .run(id, `user-${id}`);
    return id;
  };
  const kept = () => beside.prepare('select id from users order by id').pluck().all();
  const commits = () => statements.filter((statement) => statement === 'commit').length;
  const inTurn = (count: number) => Array.from({ length: count }, (_, index) => write(addUser(index + 1)));

  it('that come in one turn of the event loop are one transaction', async () => {
    const answers = await Promise.all(inTurn(50));

    expect(answers).toEqual(Array.from({ length: 50 }, (_, index) => ({ ok: true, value: index + 1 })));
    expect(commits()).toBe(1);
    expect(kept()).toHaveLength(50);
  });

  it('that come one after the other are a transaction each', async () => {
    await write(addUser(1));
    await write(addUser(2));

    expect(commits()).toBe(2);
    expect(statements).not.toContain('savepoint one');
  });

  it('are answered only when another connection can read them', async () => {
    const seen = inTurn(3).map(async (answer) => {
      await answer;
      return kept();
    });

    expect(kept()).toEqual([]);
    expect(await Promise.all(seen)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('that fail are undone alone, with all that they wrote', async () => {
    const failing = write(() => {
      addUser(10)();
      throw new Error('half done');
    });
    const answers = await Promise.allSettled([write(addUser(1)), failing, write(addUser(1)), write(addUser(2))]);

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(kept()).toEqual([1, 2]);
  });

  it('that fail with nothing beside them leave nothing, and the next goes on', async () => {
    const failing = write(() => {
      addUser(10)();
      throw new Error('half done');
    });

    await expect(failing).rejects.toThrow('half done');
    expect(await write(addUser(1))).toEqual({ ok: true, value: 1 });
    expect(kept()).toEqual([1]);
  });

  it('have all failed when their commit does', async () => {
    const dangling = write(() => {
      database.$client.pragma('defer_foreign_keys = 1');
      database.$client.exec("insert into memberships values (99, 99, 'SUBSCRIBED', 0, 0)");
    });
    const answers = await Promise.allSettled([write(addUser(1)), dangling, write(addUser(2))]);

    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kept()).toEqual([]);
    expect(await write(addUser(3))).toEqual({ ok: true, value: 3 });
    expect(kept()).toEqual([3]);
  });

  it('have all failed when one of them ends the transaction', async () => {
    const ending = write(() => {
      database.$client.exec('rollback');
      throw new Error('the disk is full');
    });
    const answers = await Promise.allSettled([write(addUser(1)), ending, write(addUser(2))]);

    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kept()).toEqual([]);
  });

  it('wait for another process that keeps the database to itself, and hold up nothing meanwhile', async () => {
    beside.exec('begin immediate');
    const answers = Promise.all(inTurn(2));
    const started = performance.now();
    for (let turns = 0; turns < 20 || performance.now() - started < 100; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const taken = performance.now() - started;
    expect(database.$client.prepare('select count(*) from users').pluck().get()).toBe(0);
    beside.exec('rollback');

    // SQLite would wait for 10 s.
    expect(taken).toBeLessThan(10_000);
    expect(await answers).toEqual([1, 2].map((value) => ({ ok: true, value })));
    expect(await write(addUser(3))).toEqual({ ok: true, value: 3 });
    expect(database.$client.pragma('busy_timeout', { simple: true })).toBe(10_000);
  });

  it('are refused when another process keeps the database to itself for too long, and go on after it', async () => {
    const impatient = groupCommit(database, { lockWaitMs: 50 });
    beside.exec('begin immediate');
    const answers = await Promise.all([impatient(addUser(1)), impatient(addUser(2))]);
    beside.exec('rollback');

    expect(answers).toEqual(Array(2).fill({ ok: false, refusal: { code: 'OVERLOADED' } }));
    expect(await impatient(addUser(3))).toEqual({ ok: true, value: 3 });
    expect(kept()).toEqual([3]);
  });

  it('are refused when 1,000 are waiting, and those that wait are all done', async () => {
    const answers = await Promise.all(inTurn(1_005));

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1_000);
    expect(answers.slice(1_000)).toEqual(Array(5).fill({ ok: false, refusal: { code: 'OVERLOADED' } }));
    expect(kept()).toHaveLength(1_000);
    expect(commits()).toBe(10);
  });

  it('find groups that are made, renamed and deleted in one transaction, and none that was undone', async () => {
    await write(addUser(1));
    const run = (sql: string) => () => void database.$client.exec(sql);
    const add = (id: number, name: string) =>
      run(`insert into groups (id, kind, name, name_key, slug, description, privacy, visible, active, verified,
        hide_join_button, cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
        values (${id}, 'GROUP', '${name}', '${name}', '${name}', 'of ${name}', 'PUBLIC', 1, 1, 0, 0, 50, 1, 0, 1, 1);
        ${FOLD_PLAIN_GROUPS}`);
    const rename = (id: number, name: string) =>
      run(`update groups set name = '${name}' where id = ${id}; ${FOLD_PLAIN_GROUPS}`);
    const remove = (id: number) => run(`delete from groups where id = ${id}`);
    await write(add(1, 'first'));
    await write(add(2, 'second'));
    const fail = (step: () => void) => () => {
      step();
      throw new Error('half done');
    };

    await Promise.allSettled([
      write(add(3, 'third')),
      write(rename(3, 'drittes')),
      write(add(4, 'fourth')),
      write(remove(4)),
      write(fail(add(5, 'fifth'))),
      write(rename(1, 'erstes')),
      write(fail(remove(1))),
      write(remove(2)),
    ]);

    learnerOfChanges(database.$client)();
    for (const index of ['groups_search', 'groups_names']) {
      database.$client.exec(`insert into ${index}(${index}, rank) values ('integrity-check', 1)`);
      const having = (trigrams: string) =>
        database.$client.prepare(`select rowid from ${index} where ${index} match ?`).all(trigrams);
      expect(having('dri OR ers')).toHaveLength(2);
      expect(having('thi OR fou OR fif OR sec')).toEqual(index === 'groups_search' ? [{ rowid: 3 }] : []);
    }
  });
});
