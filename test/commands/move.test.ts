import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableName } from 'drizzle-orm/table';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { GroupOrderField, KeysetSlice, Store } from '../../src/domain/store.ts';
import { openStore } from '../../src/store/open.ts';
import { MOVED_TABLES } from '../../src/store/postgres/maintenance/move-target.ts';
import * as postgresTables from '../../src/store/postgres/tables.ts';
import * as sqliteTables from '../../src/store/sqlite/tables.ts';
import { BUCKET, startBucket } from '../support/bucket.ts';
import {
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  change,
  EVERYONE,
  EVERYTHING,
  emptyPostgres,
  groupNamed,
  NOON,
  onceWhole,
  person,
} from '../support/engines.ts';
import { newDatabase } from '../support/postgres.ts';
import { command, type Environment, LOAD_FAST, pathOf, startProcess } from '../support/processes.ts';
import { copyOf, type Kept, soundDatabase, tamper } from '../support/sound-database.ts';
import { databaseProxy, type LostCommit } from '../support/tcp-proxy.ts';

/** Tables that hold nothing of what users wrote. */
const NOT_MOVED = ['foldings', 'writers', 'database_id', 'search_changes', 'groups_reworded'];
const ASTRAL = '𝔐usic 🎻';
const IDENTITY = { issuer: 'https://id.example.org', subject: 'x' };
const ONCE = { key: 'once', operation: 'createGroup', fingerprint: 'a', forgetBefore: NOON } as const;

let sound: Kept;
const folders: string[] = [];

beforeAll(async () => {
  sound = await soundDatabase();
  const store = await openStore(`file:${sound.database}`);
  await addUsers(store, 5);
  await store.importUsers([person(0, { key: { ...IDENTITY, subject: 'y' }, username: 'Żółw 🐢' })], NOON);
  const music = await addGroup(store, ASTRAL, {
    slug: { given: 'music' },
    privacy: 'PRIVATE',
    description: 'مرحبا\n東京 tower',
  });
  await change(store, music, { memberships: new Map([[5, { status: 'REQUESTED', admin: false }]]), mails: 2 });
  await store.changeUserSettings(2, {
    activityMails: 'DAILY',
    messageMails: false,
    mobileNotifications: null,
    toasts: true,
    toastSounds: null,
  });
  // The last id that was given is of no group any more.
  await change(store, await addGroup(store, 'Gone'), { deleted: true });
  await store.close();
});

afterAll(() => Promise.all([sound.folder, ...folders].map((folder) => rm(folder, { recursive: true }))));

async function copied(statements = ''): Promise<Kept> {
  const kept = await copyOf(sound);
  folders.push(kept.folder);
  if (statements !== '') tamper(kept.database, statements);
  return kept;
}

const settings = ({ mediaDir }: Kept): Environment => ({ MEDIA_DIR: mediaDir, LOG_LEVEL: 'warn' });
const move = (kept: Kept, to: string, env: Environment = {}) =>
  command({ ...settings(kept), ...env }, 'move', `file:${kept.database}`, to);

const FIELDS: readonly GroupOrderField[] = ['NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'LATEST_ACTIVITY', 'RELEVANCE'];
const SEARCHES = ['chess', 'MUSIC', '🎻', 'مرحبا', '京', 'fri', 'c', 'nowhere'];
const STATUSES = ['SUBSCRIBED', 'INVITED', 'REQUESTED'] as const;
const IDS = [1, 2, 3, 4, 5, 6, 7];
const TWO: KeysetSlice = { after: null, before: null, fromEnd: false, limit: 2 };

const everyUser = (store: Store) => store.listUsers(EVERYONE, ALL);
const each = <Item, Value>(items: readonly Item[], ask: (item: Item) => Promise<Value>) =>
  Promise.all(items.map((item) => onceWhole(() => ask(item))));

/** What each method that reads says about all that there is. */
const READS: Readonly<Partial<Record<keyof Store, (store: Store) => Promise<unknown>>>> = {
  findAnswer: (store) => store.findAnswer(1, ONCE),
  findConflicts: (store) =>
    each(['chess', ASTRAL.toLowerCase(), 'free'], (nameKey) =>
      store.findConflicts({ exceptId: null, nameKey, slug: 'CHESS', userIds: [1, 99] }),
    ),
  findGroups: async (store) =>
    (await store.findGroups({ by: 'id', ids: IDS }, 2)).toSorted((one, other) => one.id - other.id),
  listGroups: async (store) => [
    await each(FIELDS, (field) => store.listGroups(EVERYTHING, { field, descending: true }, ALL, 1)),
    await each([1, 3, null], (viewer) => store.listGroups(EVERYTHING, BY_NAME, TWO, viewer)),
    await each(SEARCHES, (search) =>
      store.listGroups({ ...EVERYTHING, search }, { field: 'RELEVANCE', descending: false }, ALL, 1),
    ),
  ],
  countGroups: (store) => each([null, ...SEARCHES], (search) => store.countGroups({ ...EVERYTHING, search }, 2)),
  listGroupsOf: (store) => store.listGroupsOf([1, 2, 3, 5], ALL, 1),
  countGroupsOf: (store) => store.countGroupsOf([1, 2, 3, 5], null),
  listMembers: (store) => each(STATUSES, (status) => store.listMembers(IDS, status, ALL)),
  countMembers: (store) => each(STATUSES, (status) => store.countMembers(IDS, status)),
  findPageRequests: async (store) =>
    (await store.findPageRequests(IDS)).toSorted((one, other) => one.groupId - other.groupId),
  listPageRequests: (store) =>
    each(['PENDING', 'APPROVED', 'REJECTED'] as const, (status) => store.listPageRequests(status, ALL)),
  countPageRequests: (store) => store.countPageRequests('PENDING'),
  findUsers: async (store) => store.findUsers((await everyUser(store)).map(({ id }) => id)),
  listUsers: (store) =>
    each([null, 'żółw', '🐢', 'e', 'user-'], (search) => store.listUsers({ ...EVERYONE, search }, ALL)),
  countUsers: (store) => each([null, '🐢', 'e'], (search) => store.countUsers({ ...EVERYONE, search })),
  findProfiles: async (store) => store.findProfiles((await everyUser(store)).map(({ id }) => id)),
  findUserIds: (store) => store.findUserIds({ refs: ['x', 'y', '2', 'nobody'], issuer: IDENTITY.issuer }),
  findUserByUsername: (store) => store.findUserByUsername('Żółw 🐢'),
  findUserSettings: (store) => each([1, 2], (id) => store.findUserSettings(id)),
  findImportConflict: (store) => store.findImportConflict([person(9, { username: 'cleo' })]),
  findNamedImages: (store) => store.findNamedImages([sound.pictureKey, sound.coverKey, 'none']),
};

async function withStores(kept: Kept, use: (source: Store, target: Store) => Promise<void>): Promise<void> {
  const target = await emptyPostgres();
  try {
    const { code, stderr } = await move(kept, target.url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const source = await openStore(`file:${kept.database}`);
    try {
      await use(source, target.store);
    } finally {
      await source.close();
    }
  } finally {
    await target.remove();
  }
}

describe('the move command', () => {
  it('says what it has moved', async () => {
    const kept = await copied();
    const { url, remove } = await emptyPostgres();

    const { code, stdout, stderr } = await move(kept, url);

    const { host, pathname } = new URL(url);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Moved ${kept.database} to ${host}${pathname}; users: 6, groups: 6, memberships: 9, pictures: 0.
Pictures stay in ${kept.mediaDir}, which all servers have to share.
`,
      stderr: '',
    });
    await remove();
  });

  it('moves all that any method of the store reads', async () => {
    await withStores(await copied(), async (source, target) => {
      for (const [method, read] of Object.entries(READS)) {
        const [moved, original] = [await read(target), await read(source)];
        expect({ method, answer: moved }).toEqual({ method, answer: original });
      }
    });
  });

  it('gives ids beyond all that were ever given, and answers a repetition as the first time', async () => {
    await withStores(await copied(), async (source, target) => {
      const repeated = await target.insertGroup(groupNamed('Chess'), ONCE);
      const names = { username: 'z', realName: '', avatarUrl: null, extId: null, profile: {}, issuedAt: NOON };
      const newcomer = { key: { ...IDENTITY, subject: 'z' }, ...names };

      expect(repeated).toEqual(await source.insertGroup(groupNamed('Chess'), ONCE));
      expect(await addGroup(target, 'New')).toBe(await addGroup(source, 'New'));
      expect(await target.ensureUser(newcomer, NOON)).toEqual(await source.ensureUser(newcomer, NOON));
      expect(await target.insertGroup(groupNamed('CHESS'), null)).toMatchObject({ outcome: 'conflicts' });
    });
  });

  it('leaves indexes, foreign keys and functions as the migrations make them', async () => {
    const { url, drop } = await newDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const definitions = async () =>
      (
        await client.query(`select pg_get_indexdef(indexrelid) as definition, coalesce(attstattarget, -1) as statistics
          from pg_index join pg_attribute on attrelid = indexrelid where indrelid::regclass::text !~ '^pg_'
          union all select proname || ': ' || proparallel::text, 0 from pg_proc where pronamespace = 'public'::regnamespace
          union all select conrelid::regclass || ': ' || pg_get_constraintdef(oid), 0 from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`)
      ).rows;
    const before = await definitions();

    const { code } = await move(await copied(), url);

    expect({ code, definitions: await definitions() }).toEqual({ code: 0, definitions: before });
    await client.end();
    await drop();
  });

  it('puts the pictures into the bucket that MEDIA_URL names, and says how many are nowhere', async () => {
    const kept = await copied();
    await rm(join(kept.mediaDir, `${kept.coverKey}-cover.webp`));
    const [target, bucket] = [await emptyPostgres(), await startBucket()];
    const env = { ...bucket.env, MEDIA_URL: `s3://${BUCKET}/moved`, MEDIA_PATH_STYLE: 'true' };

    const { code, stdout, stderr } = await move(kept, target.url, env);

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Pictures that groups have, and that are not in ${kept.mediaDir}: 1.\n`,
    });
    expect(stdout).toMatch(/pictures: 1\.\n$/);
    const names = (await readdir(kept.mediaDir)).filter((name) => name.startsWith(kept.pictureKey));
    expect(names).toHaveLength(5);
    for (const name of names) {
      expect(await readFile(bucket.pathOf(`moved/${name}`))).toEqual(await readFile(join(kept.mediaDir, name)));
    }
    await Promise.all([target.remove(), bucket.stop()]);
  });

  it('leaves nothing when it is killed in the middle, and moves everything when it is run again', async () => {
    const kept = await copied();
    const { url, drop } = await newDatabase();
    const { client, isHeld, letGo } = await holdTheLastTable(url);
    const killed = spawnMove(kept, url);
    await isHeld();

    killed.kill('SIGKILL');
    await once(killed, 'close');
    await letGo();

    expect((await client.query('select count(*)::int as users from users')).rows).toEqual([{ users: 0 }]);
    expect(await move(kept, url)).toMatchObject({ code: 0, stderr: '' });
    expect((await client.query('select count(*)::int as users from users')).rows).toEqual([{ users: 6 }]);
    await client.end();
    await drop();
  });

  describe('whose last commit loses its answer', () => {
    async function moveAndLose(when: LostCommit) {
      const kept = await copied();
      const { url, drop } = await newDatabase();
      const proxy = await databaseProxy(url);
      const { client, isHeld, letGo } = await holdTheLastTable(url);
      onTestFinished(async () => {
        await client.end();
        await proxy.end();
        await drop();
      });

      const moving = move(kept, proxy.url);
      await isHeld();
      proxy.loseNextCommit(when);
      await letGo();
      return { first: await moving, second: await move(kept, proxy.url) };
    }

    it('finds out that it came, and says so when it is run again', async () => {
      const { first, second } = await moveAndLose('after');

      expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Moved .* groups: 6,/), stderr: '' });
      expect(second).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /^Nothing was moved: the database \S+ has it all already, as a move has ended there: set DATABASE_URL to it\.\n$/,
        ),
      });
    });

    it('finds out that it never came, and moves everything when it is run again', async () => {
      const { first, second } = await moveAndLose('before');

      expect(first).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Nothing was moved: the server of \S+ cannot be used \(Connection terminated /),
      });
      expect(second).toMatchObject({ code: 0, stderr: '' });
    });
  });

  it('refuses a database that is not empty, and changes nothing in it', async () => {
    const target = await emptyPostgres();
    await addUsers(target.store, 8);

    const { code, stdout, stderr } = await move(await copied(), target.url);

    const { host, pathname } = new URL(target.url);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing was moved: the database ${host}${pathname} is not empty: make one with CREATE DATABASE, and name that.\n`,
    });
    expect(await everyUser(target.store)).toHaveLength(1);
    await target.remove();
  });

  it('refuses a database that a server has open', async () => {
    const kept = await copied();
    const server = await startProcess({
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      DATABASE_URL: `file:${kept.database}`,
      ...settings(kept),
    });

    const { code, stderr } = await move(kept, 'postgres://nobody@127.0.0.1:1/none');

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Nothing was moved: a server has ${kept.database} open, and what it writes meanwhile would be left behind: stop it first.\n`,
    });
    await server.end();
  });

  it.each([
    ['file:absent.db', 'postgres://a@127.0.0.1/b', /^Nothing was moved: there is no database at \S+absent\.db: name/],
    ['file:absent.db', 'file:other.db', /^Nothing was moved: it goes to a PostgreSQL database, such as/],
    ['postgres://a@127.0.0.1/b', 'file:other.db', /^Nothing was moved: what is moved must be a SQLite database/],
  ])('refuses to move %s to %s', async (from, to, message) => {
    const { code, stderr } = await command(settings(sound), 'move', from, to);

    expect({ code, lines: stderr.split('\n').length }).toEqual({ code: 1, lines: 2 });
    expect(stderr).toMatch(message);
  });

  it('refuses a target that does not answer', async () => {
    const { code, stderr } = await move(await copied(), 'postgres://nobody@127.0.0.1:1/none');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Nothing was moved: the server of 127\.0\.0\.1:1\/none does not answer at this address: start/,
    );
  });

  it.each([
    [
      'something is wrong with it',
      'update groups set subscribers_count = 9 where id = 1',
      /group 1 counts 9 members, and has 2\): "npm run doctor"/,
    ],
    [
      'an older version folded its texts',
      "update foldings set version = '0'",
      /an older version made \S+: run "npm run migrate" with DATABASE_URL=file:/,
    ],
  ])('refuses a database where %s', async (_, statements, message) => {
    const target = await emptyPostgres();

    const { code, stderr } = await move(await copied(statements), target.url);

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(await everyUser(target.store)).toEqual([]);
    await target.remove();
  });

  it.each([[[]], [['file:a.db', 'postgres://a@b/c', 'more']]])('says how it is used, for %j', async (args) => {
    const { code, stderr } = await command(settings(sound), 'move', ...args);

    expect(code).toBe(2);
    expect(stderr).toContain('npm run move -- FROM [TO]');
  });

  it('knows every table of both engines', () => {
    const namesOf = <Table>(
      tables: object,
      isTable: (table: unknown) => table is Table,
      name: (table: Table) => string,
    ) => Object.values(tables).filter(isTable).map(name);
    const known = new Set([...MOVED_TABLES.map((table) => getTableConfig(table).name), ...NOT_MOVED]);
    const all = [
      ...namesOf(postgresTables, (table) => is(table, PgTable), getTableName),
      ...namesOf(sqliteTables, (table) => is(table, SQLiteTable), getTableName),
    ];

    expect(new Set(all)).toEqual(known);
  });
});

/** Lets a move come to its last table, when all others have been written, and holds it there. */
async function holdTheLastTable(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`select pg_advisory_lock(7);
    create function hold() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(7); return null; end $$;
    create trigger hold before insert on idempotency_keys for each statement execute function hold()`);
  const waiting = async () =>
    (
      await client.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'",
      )
    ).rowCount;
  return {
    client,
    isHeld: () => expect.poll(waiting).toBe(1),
    letGo: () => client.query('select pg_advisory_unlock(7)'),
  };
}

function spawnMove(kept: Kept, to: string): ChildProcess {
  const args = [...LOAD_FAST, pathOf('src/commands/move.ts'), `file:${kept.database}`, to];
  return spawn(process.execPath, args, { env: settings(kept), stdio: 'ignore' });
}
