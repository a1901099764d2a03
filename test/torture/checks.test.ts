import { cp, mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attachSearchIndex } from '../../src/store/sqlite/search/index-file.ts';
import { addFolding, FOLD_GROUPS } from '../support/folding-sql.ts';
import { SECRET, startServer } from '../support/server.ts';
import { importUsers, makeSharedGroups, openDesk } from './cast.ts';
import { type Data, imageCheck } from './checks.ts';
import { type Life, newLife } from './delivery.ts';
import { newFigures } from './figures.ts';
import type { Account, Fact, Violation } from './ledger.ts';
import { makePictures, type Picture } from './pictures.ts';
import { randomFrom } from './random.ts';
import { readSample } from './reads.ts';
import { examine } from './remains.ts';
import { openWriter, type Writer } from './writer.ts';

const WRITERS = 4;
const WRITES_EACH = 120;

let folder: string;
let data: Data;
let pictures: Picture[];
let tokens: ReadonlyMap<number, string>;
let writers: Writer[];
let accounts: Account[];
let counter = 0;
const reported: Violation[] = [];

const dataIn = (home: string): Data => ({ database: join(home, 'guildhall.db'), media: join(home, 'media') });
const environmentOf = ({ database, media }: Data) => ({ DATABASE_URL: `file:${database}`, MEDIA_DIR: media });

/** A server at such data, until `use` is done with it. */
async function serving(at: Data, use: (life: Life) => Promise<unknown>): Promise<void> {
  const server = await startServer({ env: environmentOf(at) });
  try {
    await use(newLife(server.url));
  } finally {
    await server.stop();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-checks-'));
  data = dataIn(join(folder, 'whole'));
  pictures = await makePictures();
  tokens = await importUsers(folder, WRITERS, { env: environmentOf(data), secret: SECRET });
  const figures = newFigures(1, WRITERS);
  const report = (violation: Violation) => void reported.push(violation);
  await serving(data, async (life) => {
    const shared = await makeSharedGroups(life.url, tokens);
    const desks = Array.from({ length: WRITERS }, (_, index) =>
      openDesk(index, 1, { shared: shared.groups, pictures }),
    );
    writers = desks.map((desk) => openWriter(desk, { tokens, figures, report, claimMs: 0 }));
    await Promise.all(writers.map((writer) => writer.work(life, WRITES_EACH)));
    accounts = [shared.account, ...desks.map(({ account }) => account)];
  });
});

afterAll(() => rm(folder, { recursive: true }));

/** A copy of the data in which something is not as it was. */
async function tampered(tamper: (copy: Data, database: Sqlite.Database) => unknown): Promise<Data> {
  counter += 1;
  const home = join(folder, `${counter}`);
  await cp(join(folder, 'whole'), home, { recursive: true });
  const database = new Sqlite(dataIn(home).database);
  attachSearchIndex(database);
  addFolding(database);
  await tamper(dataIn(home), database);
  database.close();
  return dataIn(home);
}

/** The checks that find something, each once. */
async function checksOf(at: Data, ledger: readonly Account[] = structuredClone(accounts)): Promise<string[]> {
  const { violations, orphans } = await examine(at, imageCheck(at, pictures), ledger);
  return [...new Set([...violations, ...orphans].map(({ check }) => check))];
}

const pictureIn = (database: Sqlite.Database) =>
  String(database.prepare('select image from groups where image is not null').pluck().get());

it('finds nothing wrong with what nobody has touched', async () => {
  expect(reported).toEqual([]);
  expect(await checksOf(data)).toEqual([]);
});

const LAST_GROUP = "(select max(id) from groups where kind = 'GROUP' and image is null and cover_image is null)";
const SECOND = ['name', 'name_key', 'slug'].map((column) => `${column} || '-2'`).join();
const REST = `kind, description, name_sort, folded, privacy, visible, active, verified, hide_join_button, cover_image_position,
  subscribers_count, created_at, last_activity_at, created_by_id, managed_by_id`;

it.each([
  ['a membership that is gone', "delete from memberships where status = 'INVITED'", ['lost']],
  ['a group that is gone', `delete from groups where id = ${LAST_GROUP}`, ['lost']],
  ['an older description', `update groups set description = 'old' where id = ${LAST_GROUP}; ${FOLD_GROUPS}`, ['lost']],
  ['a role that is not the one that was set', 'update memberships set admin = not admin', ['lost']],
  [
    'a second group',
    `insert into groups (name, name_key, slug, ${REST}) select ${SECOND}, ${REST} from groups where id = 1; ${FOLD_GROUPS};
    insert into memberships select (select max(id) from groups), user_id, status, admin, since from memberships
      where group_id = 1 and status = 'SUBSCRIBED'`,
    ['unexpected'],
  ],
  [
    'a group that the index does not know, and has not yet to learn of',
    `insert into groups (name, name_key, slug, ${REST}) select ${SECOND}, ${REST} from groups where id = 1; ${FOLD_GROUPS};
    insert into memberships select (select max(id) from groups), user_id, status, admin, since from memberships
      where group_id = 1 and status = 'SUBSCRIBED';
    update search_state set known_changes = (select max(seq) from search_changes)`,
    ['search index', 'unexpected'],
  ],
  [
    'a group that has become another',
    `pragma foreign_keys = off; update memberships set group_id = 9999 where group_id = 1;
    update groups set id = 9999 where id = 1; update search.groups_search set rowid = 9999 where rowid = 1;
    update search.groups_names set rowid = 9999 where rowid = 1`,
    ['unexpected'],
  ],
  [
    'a counter that was not moved',
    'update groups set subscribers_count = subscribers_count + 1 where id = 1',
    ['counter'],
  ],
  ['a manager who is no member', 'update groups set managed_by_id = 2 where id = 1', ['manager', 'lost']],
  [
    'who asks to join a public group',
    `insert into memberships select groups.id, users.id, 'REQUESTED', 0, 0 from groups, users where privacy = 'PUBLIC'
      and not exists (select 1 from memberships where group_id = groups.id and user_id = users.id) limit 1`,
    ['request', 'unexpected'],
  ],
  ['a page that nobody asked for', 'delete from page_requests', ['manager', 'lost']],
  ['members of no group', 'pragma foreign_keys = off; delete from groups where id = 1', ['foreign keys', 'lost']],
  [
    'an index that has missed changes',
    'delete from search_changes; insert into search_changes values (9000, 0)',
    ['search index'],
  ],
  ['the index of another database', "update search_state set database_id = 'other'", ['search index']],
  ['a group that cannot be searched for', 'delete from groups_search where rowid = 1', ['search index']],
  ['a group that cannot be searched for by its name', 'delete from groups_names where rowid = 1', ['search index']],
])('catches %s', async (_what, script, checks) => {
  const at = await tampered((_copy, database) => database.exec(script));

  expect(await checksOf(at)).toEqual(checks);
});

it('catches a page of the database that was not written', async () => {
  const at = await tampered(async ({ database: file }, database) => {
    const root = database.prepare("select rootpage from sqlite_master where name = 'groups_slug_key'").pluck().get();
    const size = Number(database.pragma('page_size', { simple: true }));
    database.pragma('wal_checkpoint(TRUNCATE)');
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(size), 0, size, (Number(root) - 1) * size);
    await handle.close();
  });

  expect(await checksOf(at)).toEqual(['integrity']);
});

it.each([
  ['an image of which a file is missing', (file: string) => rm(file)],
  ['an image of which a file is half written', async (file: string) => truncate(file, (await stat(file)).size / 2)],
  [
    'an image of which a file is of another picture',
    async (file: string) => {
      const other = { width: 300, height: 300, channels: 3, background: '#00ff00' } as const;
      await writeFile(file, await sharp({ create: other }).webp().toBuffer());
    },
  ],
])('catches %s', async (_what, spoil) => {
  const at = await tampered(({ media }, database) => spoil(join(media, `${pictureIn(database)}-big.webp`)));

  expect(await checksOf(at)).toEqual(['image', 'lost']);
});

it('catches images that were exchanged', async () => {
  const at = await tampered((_copy, database) =>
    database.exec(`update groups set image = (select image from groups as other
      where other.image is not null and other.id <> groups.id order by id limit 1) where image is not null`),
  );

  expect(await checksOf(at)).toEqual(['lost', 'orphan']);
});

it.each(['-small.webp', '-big.webp.part'])("catches a file %s that is no group's", async (ending) => {
  const at = await tampered(({ media }) => writeFile(join(media, `0123456789abcdef${ending}`), ''));

  expect(await checksOf(at)).toEqual(['orphan']);
});

/** The ledger as if a write of two facts had not been answered, of which `before` and `after` tell. */
function inDoubt(before: readonly (Fact | null)[], after: readonly (Fact | null)[]): Account[] {
  const ledger = structuredClone(accounts);
  for (const account of ledger.slice(1, 2)) {
    const keys = twoFacts().map(([key]) => key);
    keys.forEach((key, at) => {
      const fact = before[at] ?? null;
      if (fact === null) account.facts.delete(key);
      else account.facts.set(key, fact);
    });
    account.pending = new Map(keys.map((key, at) => [key, after[at] ?? null]));
  }
  return ledger;
}

const twoFacts = () => [...(accounts[1]?.facts ?? [])].filter(([key]) => key.startsWith('standing')).slice(0, 2);

it('takes a write without an answer for done or not done, and never for half done', async () => {
  const there = twoFacts().map(([, fact]) => fact);

  expect(await checksOf(data, inDoubt([null, null], there))).toEqual([]);
  expect(await checksOf(data, inDoubt(there, [null, null]))).toEqual([]);
  expect(await checksOf(data, inDoubt([null, ...there.slice(1)], [...there.slice(0, 1), null]))).toEqual([
    'half',
    'unexpected',
  ]);
});

it('catches at the doors what is answered wrongly', async () => {
  const at = await tampered((_copy, database) => database.exec("update groups set description = 'old' where id > 3"));
  const violations: Violation[] = [];
  const report = (violation: Violation) => void violations.push(violation);

  await serving(at, (life) => readSample(life, writers, randomFrom(1), { tokens, report }));

  expect(new Set(violations.map(({ check }) => check))).toEqual(new Set(['door']));
});

it('catches a retry that is refused because of its own first write', async () => {
  const at = await tampered((_copy, database) => database.exec('delete from idempotency_keys'));

  await serving(at, (life) => Promise.all(writers.map((writer) => writer.repeat(life))));

  expect(new Set(reported.splice(0).map(({ check }) => check))).toEqual(new Set(['answer']));
});
