import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { foldLines, sortKey } from '../../src/domain/folding.ts';
import type { ImageRole } from '../../src/domain/images.ts';
import { COVER, coverFile, filesOf, PICTURE_NAMES, PICTURE_SIZES, pictureFile } from '../../src/images/sizes.ts';
import { attachSearchIndex, fits, learnerOfChanges } from '../../src/store/sqlite/search/index-file.ts';
import type { Violation } from './ledger.ts';
import { PICTURE_SIDES, type Picture, recognize } from './pictures.ts';

/** Where a server keeps what it must not lose. */
export interface Data {
  readonly database: string;
  readonly media: string;
}

/** An image that a group names. */
export interface NamedImage {
  readonly role: ImageRole;
  readonly key: string;
}

/** What no engine's database may be: checks and details. */
export const INVARIANTS = `
  select 'manager' as "check", slug || ' has no subscribed manager' as detail from groups where not exists (
    select 1 from memberships where group_id = id and user_id = managed_by_id and status = 'SUBSCRIBED')
  union all select 'manager', slug || ' is a page that nobody asked for' from groups
    where kind = 'PAGE' and id not in (select group_id from page_requests)
  union all select 'counter', slug || ' counts ' || subscribers_count from groups where subscribers_count <> (
    select count(*) from memberships where group_id = id and status = 'SUBSCRIBED')
  union all select 'request', slug || ' has requests that nobody answers' from groups
    where (privacy = 'PUBLIC' or not visible) and id in (select group_id from memberships where status = 'REQUESTED')`;

const TEXTS_UNLIKE_THE_INDEX = `
  select coalesce(groups_text.id, texts.id, names.id) from groups_text
  full join search.groups_search_content as texts on texts.id = groups_text.id
  full join search.groups_names_content as names on names.id = groups_text.id
  where texts.c0 is not groups_text.folded or names.c0 is not groups_text.name || '  '`;

/** What no database may be, whatever was written to it. Wants one that can be written to. */
export function checkDatabase(database: Sqlite.Database): Violation[] {
  const broken = checkIntegrity(database);
  // Nothing else can be asked of a database that is not whole.
  if (broken.length > 0) return broken;
  const dangling = database.prepare<[], { table: string; rowid: number }>('pragma foreign_key_check').all();
  return [
    ...dangling.map(({ table, rowid }): Violation => ({ check: 'foreign keys', detail: `${table}, row ${rowid}` })),
    ...checkFolded(database),
    ...checkGroupSearch(database),
    ...checkSearch(database, 'users_search'),
    ...database.prepare<[], Violation>(INVARIANTS).all(),
  ];
}

interface Texts {
  readonly thing: string;
  readonly name: string;
  readonly other: string;
  readonly sort: string;
  readonly folded: string;
}

function checkFolded(database: Sqlite.Database): Violation[] {
  const texts = database.prepare<[], Texts>(`
    select 'group ' || id as thing, name, description as other, name_sort as sort, folded from groups
    union all select 'user ' || id, username, real_name, username_sort, folded from users`);
  const unlike = texts
    .all()
    .filter(({ name, other, sort, folded }) => sort !== sortKey(name) || folded !== foldLines(name, other));
  return unlike.map(({ thing }) => ({ check: 'search index', detail: `${thing} is folded otherwise` }));
}

function checkIntegrity(database: Sqlite.Database): Violation[] {
  try {
    const findings = database.prepare<[], string>('pragma integrity_check').pluck().all();
    return findings.filter((finding) => finding !== 'ok').map((detail) => ({ check: 'integrity', detail }));
  } catch (cause) {
    return [{ check: 'integrity', detail: String(cause) }];
  }
}

/** As the next server does, it learns what it has yet to learn. What it does not know then, it never will. */
function checkGroupSearch(database: Sqlite.Database): Violation[] {
  attachSearchIndex(database);
  // A first start that was killed had not made it yet.
  const isEmpty = database.prepare('select 1 from groups').get() === undefined;
  if (isEmpty && database.pragma('search.user_version', { simple: true }) === 0) return [];
  if (!fits(database)) return [{ check: 'search index', detail: 'it does not fit the database' }];
  learnerOfChanges(database)();
  const unlike = database.prepare<[], number>(TEXTS_UNLIKE_THE_INDEX).pluck().all();
  return [
    ...unlike.map((id): Violation => ({ check: 'search index', detail: `group ${id} is not found by its texts` })),
    ...checkSearch(database, 'groups_search'),
    ...checkSearch(database, 'groups_names'),
  ];
}

function checkSearch(database: Sqlite.Database, index: string): Violation[] {
  try {
    // With the rank 1 it is held against the rows that it was made from, and not only against itself.
    database.exec(`insert into ${index}(${index}, rank) values ('integrity-check', 1)`);
    return [];
  } catch (cause) {
    return [{ check: 'search index', detail: `${index}: ${cause}` }];
  }
}

export const NAMED_IMAGES = `select 'picture' as role, image as key from groups where image is not null
  union all select 'cover', cover_image from groups where cover_image is not null`;

export function namedImages(database: Sqlite.Database): NamedImage[] {
  return database.prepare<[], NamedImage>(NAMED_IMAGES).all();
}

/** Adds what is wrong with the files to `violations`; answers with what was uploaded, by key. */
export type ImageCheck = (
  images: readonly NamedImage[],
  violations: Violation[],
) => Promise<ReadonlyMap<string, string>>;

/** Decodes every file of every image; what it has seen whole, it only looks for the next time. */
export function imageCheck({ media }: Pick<Data, 'media'>, pictures: readonly Picture[]): ImageCheck {
  const whole = new Map<string, string>();

  const decode = async ({ role, key }: NamedImage): Promise<string> => {
    const seen = await Promise.all(
      filesOf(role, key).map(async (name) => ({
        name,
        ...(await recognize(pictures, await readFile(join(media, name)))),
      })),
    );
    const misshapen = seen.find(({ name, width, height }) => sidesOf(key, name) !== `${width}x${height}`);
    if (misshapen) throw new Error(`${misshapen.name} is ${misshapen.width}x${misshapen.height}`);
    const [first, ...others] = seen.map(({ picture }) => picture);
    if (!first || others.some((other) => other !== first)) throw new Error('its files are of different pictures');
    return first;
  };

  return async (images, violations) => {
    const files = new Set(await readdir(media).catch(ignoreAbsent));
    const current = new Set(images.map(({ key }) => key));
    for (const key of whole.keys()) if (!current.has(key)) whole.delete(key);
    for (const image of images) {
      const isThere = filesOf(image.role, image.key).every((file) => files.has(file));
      if (isThere && whole.has(image.key)) continue;
      await decode(image).then(
        (picture) => whole.set(image.key, picture),
        (cause) => violations.push({ check: 'image', detail: `${image.role} ${image.key}: ${cause}` }),
      );
    }
    return whole;
  };
}

function sidesOf(key: string, name: string): string {
  if (name === coverFile(key)) return `${COVER.width}x${COVER.height}`;
  const size = PICTURE_NAMES.find((known) => pictureFile(key, known) === name) ?? 'original';
  if (size === 'original') return `${PICTURE_SIDES.width}x${PICTURE_SIDES.height}`;
  return `${PICTURE_SIZES[size]}x${PICTURE_SIZES[size]}`;
}

/** Files that are no group's, half-written ones too. */
export async function checkOrphans(
  images: () => readonly NamedImage[],
  { media }: Pick<Data, 'media'>,
): Promise<Violation[]> {
  const files = (await readdir(media).catch(ignoreAbsent)) ?? [];
  // Looked for after the files: what is written meanwhile is named before it is looked for.
  const named = new Set(images().flatMap(({ role, key }) => filesOf(role, key)));
  return files.filter((file) => !named.has(file)).map((file) => ({ check: 'orphan', detail: file }));
}

export function ignoreAbsent(cause: unknown): undefined {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
  throw cause;
}
