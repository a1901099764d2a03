import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../../src/domain/store.ts';
import { openStore } from '../../../../src/store/open.ts';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { LEARNING, learnerOfChanges, searchIndexFile } from '../../../../src/store/sqlite/search/index-file.ts';
import { addPiers } from '../../../support/damage.ts';
import { addGroup, addUsers, EVERYTHING, onceWhole } from '../../../support/engines.ts';
import { FOLD_PLAIN_GROUPS } from '../../../support/folding-sql.ts';

describe('the search index beside a sqlite database', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-search-index-'));
    file = join(folder, 'guildhall.db');
    await served(async (store) => {
      await addUsers(store, 1);
      await addGroup(store, 'Harbour', { description: 'quays' });
      await addGroup(store, 'Lighthouse');
      expect(await found(store, 'harbour')).toBe(1);
    });
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** A store from its opening to its end. */
  const served = async (use: (store: Store) => Promise<unknown>): Promise<void> => {
    const store = await openStore(`file:${file}`);
    try {
      await use(store);
    } finally {
      await store.close();
    }
  };
  const found = (store: Store, search: string) => onceWhole(() => store.countGroups({ ...EVERYTHING, search }, null));
  const execute = (name: string, statements: string) => {
    const client = new Sqlite(name);
    client.exec(statements);
    client.close();
  };
  /** A word that only an index that was not made anew finds. */
  const mark = () =>
    execute(searchIndexFile(file), "insert into groups_search (rowid, folded) values (99, 'kept as it was')");
  const wasKept = () => {
    const index = new Sqlite(searchIndexFile(file));
    const marks = index.prepare("select count(*) from groups_search where groups_search match 'kept'").pluck().get();
    index.close();
    return marks === 1;
  };
  const findsAll = async () => {
    await served(async (store) => {
      const words = ['harbour', 'quays', 'lighthouse', 'marina', 'beacon'];
      expect(await Promise.all(words.map((word) => found(store, word)))).toEqual([1, 1, 1, 0, 0]);
    });
  };

  it('is kept when it fits', async () => {
    mark();
    await findsAll();
    expect(wasKept()).toBe(true);
  });

  it('learns at the start what has changed since', async () => {
    mark();
    execute(
      file,
      `update groups set name = 'Marina', name_key = 'marina' where id = 1; delete from groups where name_key = 'lighthouse';
      insert into groups (kind, name, name_key, slug, description, privacy, visible, active, verified, hide_join_button,
        cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id)
        select 'GROUP', 'Beacon', 'beacon', 'beacon', '', 'PUBLIC', 1, 1, 0, 0, 50, 1, 0, 1, 1;
      ${FOLD_PLAIN_GROUPS}`,
    );

    await served(async (store) => {
      const words = ['harbour', 'quays', 'lighthouse', 'marina', 'beacon'];
      expect(await Promise.all(words.map((word) => found(store, word)))).toEqual([0, 1, 0, 1, 1]);
    });
    expect(wasKept()).toBe(true);
  });

  it('is made anew when it is not there', async () => {
    await rm(searchIndexFile(file));
    await findsAll();
  });

  it.each([
    ['of another version', () => execute(searchIndexFile(file), 'pragma user_version = 1000')],
    ['of another database', () => execute(file, "update database_id set id = 'another'")],
    ['without a state', () => execute(searchIndexFile(file), 'delete from search_state')],
    [
      'older than what the database has noted of changes',
      () => execute(file, 'insert into search_changes values (100, 0); delete from search_changes where seq < 100'),
    ],
    ['newer than the database', () => execute(searchIndexFile(file), 'update search_state set known_changes = 100')],
    ['of a database that has lost all that it noted', () => execute(file, 'delete from search_changes')],
  ])('is made anew when it is %s', async (_what, tamper) => {
    mark();
    tamper();
    await findsAll();
    expect(wasKept()).toBe(false);
  });

  it.each([
    ['no database at all', () => writeFile(searchIndexFile(file), 'not a database, whatever it may be '.repeat(200))],
    ['cut short', () => truncate(searchIndexFile(file), 3 * 4096)],
    ['without a table', () => execute(searchIndexFile(file), 'drop table search_state')],
    ['without one of its indexes', () => execute(searchIndexFile(file), 'drop table groups_names')],
  ])('is made anew when it is %s', async (_what, damage) => {
    await damage();
    await findsAll();
  });

  it('is made anew when it is damaged while another process has it open, which then finds by the new one', async () => {
    await served(async (other) => {
      await truncate(searchIndexFile(file), 3 * 4096);
      await findsAll();
      await addGroup(other, 'Marina');
      expect([await found(other, 'marina'), await found(other, 'lighthouse')]).toEqual([1, 1]);
      await served(async (third) => expect(await found(third, 'marina')).toBe(1));
    });
  });

  it('is made while the server serves where the groups are too many for the start', async () => {
    addPiers(file, 6_000);
    await rm(searchIndexFile(file));

    await served(async (store) => {
      await expect(store.countGroups({ ...EVERYTHING, search: 'pier' }, null)).rejects.toThrow('SEARCH_UNAVAILABLE');
      await addGroup(store, 'Pier of those who came meanwhile');
      expect([await found(store, 'pier'), await found(store, 'meanwhile')]).toEqual([6001, 1]);
    });
  });

  it('is made anew beside a database of the same number of other changes', async () => {
    const copy = join(folder, 'copy.db');
    await copyFile(file, copy);
    await served(async (store) => {
      await addGroup(store, 'Marina');
      expect(await found(store, 'marina')).toBe(1);
    });
    execute(searchIndexFile(file), "insert into groups_search (rowid, folded) values (99, 'kept as it was')");
    const other = await openStore(`file:${copy}`);
    await addGroup(other, 'Beacon');
    await other.close();
    await copyFile(copy, file);

    await served(async (store) => {
      expect([await found(store, 'marina'), await found(store, 'beacon')]).toEqual([0, 1]);
    });
    expect(wasKept()).toBe(false);
  });

  it('does not forget what another process has learned since', () => {
    const [slow, quick] = [openDatabase(file).$client, openDatabase(file).$client];
    const known = () => quick.prepare('select known_changes from search_state').pluck().get();
    slow.exec('begin; select count(*) from groups');
    quick.exec(`update groups set description = 'piers' where name_key = 'harbour'; ${FOLD_PLAIN_GROUPS}`);
    learnerOfChanges(quick)();
    const before = known();

    for (const step of LEARNING) slow.exec(step);
    slow.exec('commit');
    expect(known()).toBe(before);
    slow.close();
    quick.close();
  });

  it('is made anew beside a backup that takes the place of a later database', async () => {
    const backup = join(folder, 'backup.db');
    await copyFile(file, backup);
    await served(async (store) => {
      await addGroup(store, 'Marina');
      await addGroup(store, 'Beacon');
      expect(await found(store, 'beacon')).toBe(1);
    });
    await copyFile(backup, file);

    await findsAll();
  });
});
