import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/store/sqlite/connection/database.ts';
import { groupCommit } from '../../../../src/store/sqlite/connection/group-commit.ts';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { addHoldsTerms } from '../../../../src/store/sqlite/search/holds-terms.ts';

import { type Prepared, prepareSelect } from '../../../../src/store/sqlite/statements/prepared.ts';
import { users } from '../../../../src/store/sqlite/tables.ts';
import { userWrites } from '../../../../src/store/sqlite/users/write-users.ts';
import { overwritePages, pagesOf } from '../../../support/damage.ts';
import { person } from '../../../support/engines.ts';

describe('reads on sqlite', () => {
  let folder: string;
  let database: Database;
  let beside: Sqlite.Database;
  let everyone: Prepared<{ id: number }>;
  const statements: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-snapshot-'));
    const file = join(folder, 'guildhall.db');
    database = openDatabase(file, { onStatement: (statement) => statements.push(statement) });
    beside = new Sqlite(file);
    everyone = prepareSelect(database, 'everyone', database.select({ id: users.id }).from(users));
    await nextTurn();
    statements.length = 0;
  });

  afterEach(async () => {
    beside.close();
    database.snapshot.end();
    database.$client.close();
    await rm(folder, { recursive: true });
  });

  const add = (client: Sqlite.Database, id: number) =>
    client
      .prepare("insert into users (id, username, real_name, created_at) values (?, ?, '', 0)")
      .run(id, `user-${id}`);
  const read = () => everyone.all({}).map(({ id }) => id);
  const times = (statement: string) => statements.filter((one) => one === statement).length;

  it('in one turn of the event loop share a transaction, and see the same', async () => {
    expect(read()).toEqual([]);
    add(beside, 1);
    await Promise.resolve();
    expect(read()).toEqual([]);
    expect([times('begin'), times('commit')]).toEqual([1, 0]);

    await nextTurn();
    expect(database.$client.inTransaction).toBe(false);
    expect(read()).toEqual([1]);
    expect([times('begin'), times('commit')]).toEqual([2, 1]);
  });

  it('see what was written since, however soon they follow', async () => {
    const write = groupCommit(database);
    const seen = write(() => add(database.$client, 1)).then(read);
    expect(read()).toEqual([]);

    expect(await seen).toEqual([1]);
  });

  it('do not hold back an import of users, which is on disk when it is answered', async () => {
    addHoldsTerms(database);
    const { importUsers } = userWrites(database, groupCommit(database));
    read();

    await importUsers([person(1)], new Date());
    expect(beside.prepare('select id from users').pluck().all()).toEqual([1]);
  });

  it('late in a turn, after a write, are over before another process can write and tell of it', async () => {
    await groupCommit(database)(() => add(database.$client, 1));
    expect(read()).toEqual([1]);

    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
    add(beside, 2);
    expect(read()).toEqual([1, 2]);
  });

  it('go on after a fault that has ended their transaction', async () => {
    read();
    database.$client.exec('rollback');
    expect(read()).toEqual([]);

    await nextTurn();
    add(beside, 1);
    expect(read()).toEqual([1]);
  });

  it('end with their turn when a page could not be read, and the next begin anew', async () => {
    beside.exec('pragma wal_checkpoint(truncate)');
    await overwritePages(beside.name, pagesOf(beside.name, 'users_search_data'));
    database.$client.pragma('shrink_memory');
    const search = database.$client.prepare("select rowid from users_search where users_search match 'user'");
    expect(read()).toEqual([]);
    expect(() => search.all()).toThrow('malformed');
    expect(database.$client.inTransaction).toBe(true);

    await nextTurn();
    expect(database.$client.inTransaction).toBe(false);
    expect(read()).toEqual([]);
  });

  it('leave the database unlocked after their turn', async () => {
    read();
    await nextTurn();

    expect(beside.pragma('wal_checkpoint(truncate)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
  });
});
