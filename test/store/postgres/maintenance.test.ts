import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaOf, unfit, writeBackup } from '../../../src/commands/write-backup.ts';
import { folderFiles } from '../../../src/images/folder-files.ts';
import { openImages } from '../../../src/images/images.ts';
import { maintenanceOf } from '../../../src/store/maintenance.ts';
import { emptyPostgres } from '../../support/engines.ts';
import { IMAGE_MEMORY, picture, requester } from '../../support/pictures.ts';
import { findingsIn } from '../../support/postgres.ts';
import { fill } from '../../support/sound-database.ts';

let sound: Awaited<ReturnType<typeof emptyPostgres>>;

beforeAll(async () => {
  sound = await emptyPostgres();
  await fill(sound.store, { image: 'a picture', coverImage: 'a cover' });
});

afterAll(() => sound.remove());

async function tamper(statements: string, url = sound.url): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`set session_replication_role = replica; ${statements}`);
  await client.end();
}

const findings = (url = sound.url) => findingsIn(url);

/** Changes that an index does not learn, as if a disk had lost them. */
const unkept = (index: string, statements: string) => {
  const isKept = (kept: boolean) => `update pg_index set indisready = ${kept} where indexrelid = '${index}'::regclass`;
  return `${isKept(false)}; ${statements}; ${isKept(true)}`;
};

describe('an examination of a database on a server', () => {
  it('finds nothing in a sound one, and says where it is without the password', async () => {
    const maintenance = maintenanceOf(sound.url);

    expect(await findings()).toEqual([]);
    expect(await maintenance.whyUnreadable()).toBeNull();
    expect(await maintenance.missingMigrations()).toBe(0);
    expect(maintenance.location).toMatch(/^127\.0\.0\.1:\d+\/test_\w+$/);
    expect(maintenance.copies).toBeNull();
  });

  it('tells what is off on the server that makes writes outlive a crash', async () => {
    const found: string[] = [];
    for await (const { check, finding } of maintenanceOf(sound.url).storageFindings())
      found.push(`${check}: ${finding}`);

    expect(found).toContain(
      'durability: the server has fsync off, and loses writes that were answered when it crashes',
    );
  });

  it.each<[string, string, string, string[]]>([
    [
      'an index that is gone',
      'drop index groups_name_sort',
      'create index groups_name_sort on groups (name_sort, id)',
      ['schema: the index groups_name_sort is missing'],
    ],
    [
      'a column that is gone',
      'alter table mail_days rename mails to letters',
      'alter table mail_days rename letters to mails',
      ['schema: the column mail_days.mails is missing'],
    ],
    [
      'a manager who is no member',
      'delete from memberships where group_id = 2; update groups set subscribers_count = 0 where id = 2',
      "insert into memberships values (2, 1, 'SUBSCRIBED', false, 0); update groups set subscribers_count = 1 where id = 2",
      ['managers: group 2 is managed by user 1, who is not subscribed to it'],
    ],
    [
      'a row that refers to nobody',
      "insert into memberships values (1, 99, 'INVITED', false, 0)",
      'delete from memberships where user_id = 99',
      ['references: a row of memberships refers to 99 of users, which is not there'],
    ],
    [
      'a status in quotes',
      `insert into memberships values (1, 1000, 'IT''S', false, 0); insert into users
        (id, username, username_sort, folded, real_name, created_at) values (1000, 'zed', E'zed\\u0001zed', E'zed\\n', '', 0)`,
      'delete from memberships where user_id = 1000; delete from users where id = 1000',
      ["standings: user 1000 stands to group 1 as 'IT''S'"],
    ],
    [
      'two of one slug',
      "drop index groups_slug_key; update groups set slug = 'CHESS' where id = 2",
      "update groups set slug = 'arger' where id = 2; create unique index groups_slug_key on groups (slug_key)",
      ['schema: the index groups_slug_key is missing', 'unique: groups 1,2 have one slug'],
    ],
    [
      'a name that has another key, order and text',
      "update groups set name = 'Draughts' where id = 1",
      "update groups set name = 'Chess' where id = 1",
      [
        'fields: group 1 claims another name than its own',
        'fields: group 1 is ordered by another name than its own',
        'fields: group 1 is found by other texts than its own',
      ],
    ],
    [
      'a group without a text',
      'create table aside as select * from group_texts where group_id = 1; delete from group_texts where group_id = 1',
      'insert into group_texts select * from aside; drop table aside',
      ['fields: group 1 is found by other texts than its own', 'search: group 1 has no text that it is found by'],
    ],
    [
      'a group that the index of searches does not give',
      unkept(
        'group_texts_keys',
        `update group_texts set indexed = null where group_id = 2;
          update group_texts set indexed = true where group_id = 2`,
      ),
      'reindex index group_texts_keys',
      ['search: group 2 cannot be found: REINDEX INDEX group_texts_keys'],
    ],
    [
      'users whom the index of searches does not give',
      unkept(
        'users_keys',
        "update users set folded = folded || 'x' where id < 4; update users set folded = left(folded, -1) where id < 4",
      ),
      'reindex index users_keys',
      [1, 2, 3].map((id) => `search: user ${id} cannot be found: REINDEX INDEX users_keys`),
    ],
    [
      'an answer that cannot be read',
      "update idempotency_keys set answer = '{}'",
      '',
      ["answers: the answer that user 1 had for the key 'once' cannot be read"],
    ],
  ])('finds %s', async (_what, damage, repair, expected) => {
    await tamper(damage);
    const found = await findings();
    await tamper(repair);

    expect(found).toEqual(expected);
  });

  it('corrects wrong counters, and says which', async () => {
    const database = await emptyPostgres();
    await fill(database.store, { image: 'a picture', coverImage: 'a cover' });
    await tamper('update groups set subscribers_count = 7 where id in (1, 2)', database.url);

    const fixed: string[] = [];
    for await (const line of maintenanceOf(database.url).fixCounters()) fixed.push(line);

    expect(fixed).toEqual([
      'group 1 counted 7 members; now it counts the 2 that it has',
      'group 2 counted 7 members; now it counts the 1 that it has',
    ]);
    expect(await findings(database.url)).toEqual([]);
    await database.remove();
  });

  it('writes the pictures of a backup, and leaves the database to tools of its own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-backup-'));
    const mediaDir = join(folder, 'media');
    const files = folderFiles(mediaDir);
    await files.makeReady();
    const images = openImages(files, IMAGE_MEMORY);
    const image = await images.prepare('picture', await picture('png', { width: 40, height: 30 }), requester());
    if (!image.ok) throw new Error('the picture was refused');
    await image.value.save();
    const database = await emptyPostgres();
    await fill(database.store, { image: image.value.key, coverImage: 'a cover that is not there' });

    const file = join(folder, 'backup.db');
    const source = { database: maintenanceOf(database.url), files };
    expect(await unfit(source, file)).toBeNull();
    expect(await writeBackup(source, file)).toEqual({ groups: 5, images: 1, missing: 1 });

    expect(existsSync(file)).toBe(false);
    expect((await readdir(mediaOf(file))).toSorted()).toEqual((await readdir(mediaDir)).toSorted());
    await database.remove();
    await rm(folder, { recursive: true });
  });

  it('lists the pictures that groups have', async () => {
    const reader = await maintenanceOf(sound.url).read();
    const images: unknown[] = [];
    for await (const image of reader.images()) images.push(image);

    expect(images).toEqual([
      { groupId: 2, role: 'picture', key: 'a picture' },
      { groupId: 2, role: 'cover', key: 'a cover' },
    ]);
    expect(await reader.countGroups()).toBe(5);
    expect(await reader.imagesAmong(['a cover', 'none'])).toEqual(new Set(['a cover']));
    await reader.close();
  });
});
