import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../../../src/commands/examine.ts';
import { folderFiles } from '../../../../src/images/folder-files.ts';
import { maintenanceOf } from '../../../../src/store/maintenance.ts';
import type { StoreObserver } from '../../../../src/store/observer.ts';
import { openStore } from '../../../../src/store/open.ts';
import { addGroup, addUsers, EVERYTHING, onceWhole } from '../../../support/engines.ts';

/** One transaction folds no more rows than this. */
const ROWS_TOGETHER = 5_000;

describe('a sqlite database whose texts another version has folded', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-folding-'));
    file = join(folder, 'guildhall.db');
    const store = await openStore(`file:${file}`);
    await addUsers(store, 1, 2);
    await addGroup(store, 'Élan', { description: 'القرآن' });
    await addGroup(store, 'Zebra');
    await store.close();
  });

  afterEach(() => rm(folder, { recursive: true }));

  const execute = (statements: string) => {
    const client = new Sqlite(file);
    client.exec(statements);
    client.close();
  };
  const select = (query: string) => {
    const client = new Sqlite(file, { readonly: true });
    const rows = client.prepare(query).pluck().all();
    client.close();
    return rows;
  };
  const findings = async () => {
    const found: string[] = [];
    for await (const { check, finding } of examine(maintenanceOf(`file:${file}`), folderFiles(join(folder, 'media'))))
      found.push(`${check}: ${finding}`);
    return found;
  };
  const openAndClose = async () => {
    const told: [string, number, number][] = [];
    const observer = { folded: (...args: (typeof told)[number]) => void told.push(args) };
    const store = await openStore(`file:${file}`, { observer: { ...SILENT, ...observer } });
    const found = await onceWhole(() => store.countGroups({ ...EVERYTHING, search: 'القران' }, null));
    await store.close();
    return { told, found };
  };
  const unfold = "update foldings set version = 'another', up_to = 0";

  it('is folded again at the start, and found by that', async () => {
    execute(
      `${unfold}; update groups set folded = 'x', name_sort = 'x'; update users set folded = 'x', username_sort = 'x'`,
    );

    expect(await openAndClose()).toEqual({
      told: [
        ['groups', 2, 2],
        ['users', 2, 2],
      ],
      found: 1,
    });
    expect(await findings()).toEqual([]);
    expect(await openAndClose()).toEqual({ told: [], found: 1 });
  });

  it('is folded again from where a start was killed', async () => {
    const version = select('select version from foldings');
    execute(`with recursive ids (id) as (select 100 union all select id + 1 from ids where id < ${99 + ROWS_TOGETHER})
      insert into groups (id, kind, name, slug, description, privacy, visible, active, verified, hide_join_button,
        cover_image_position, subscribers_count, created_at, private_token, created_by_id, managed_by_id)
        select id, 'GROUP', 'Group ' || id, 'group-' || id, '', 'PUBLIC', 1, 1, 0, 0, 50, 1, 0, 'secret', 1, 1 from ids;
      insert into memberships select id, 1, 'SUBSCRIBED', 0, 0 from groups where id >= 100;
      update foldings set up_to = 99 where folded = 'groups'; drop index groups_name_sort`);

    const { told } = await openAndClose();
    const all = (select('select count(*) from groups') as number[])[0];
    expect(told).toEqual([['groups', ROWS_TOGETHER, all]]);
    expect(await findings()).toEqual([]);
    expect(select('select version from foldings')).toEqual(version);
  });

  it('is folded from the beginning where a start of yet another version was killed', async () => {
    execute("update foldings set version = 'another', up_to = 1; update groups set folded = 'x' where id = 1");

    expect((await openAndClose()).told).toEqual([
      ['groups', 2, 2],
      ['users', 2, 2],
    ]);
    expect(await findings()).toEqual([]);
  });
});

const SILENT: Omit<StoreObserver, 'folded'> = {
  statementEnded: () => undefined,
  committed: () => undefined,
  upkeepFailed: () => undefined,
  searchStopped: () => undefined,
  searchResumed: () => undefined,
  asker: () => undefined,
  keepAccount: () => (step) => step(),
};
