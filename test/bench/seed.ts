import { copyFileSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { foldLines, sortKey } from '../../src/domain/folding.ts';
import { nameKey } from '../../src/domain/group-fields.ts';
import { numbered, slugFrom } from '../../src/domain/slug.ts';
import { openDatabase } from '../../src/store/sqlite/open-database.ts';
import { learnerOfChanges } from '../../src/store/sqlite/search/index-file.ts';
import { makeSearchIndex } from './peers/search-index.ts';
import { type Writer, writer } from './words.ts';

export interface Size {
  readonly groups: number;
  readonly users: number;
}

/** This group has `BIG_GROUP_MEMBERS` members; all others have their manager alone. */
export const BIG_GROUP = 1;
const BIG_GROUP_MEMBERS = 150;
const FIRST_MOMENT = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;
const CHUNK = 10_000;

/** Words that are common each by itself, and stand together in only a few groups. */
export const SELDOM_TOGETHER = ['lantern', 'granite'] as const;
/** What most names begin with. */
export const COMMON_BEGINNING = 'the ';
/** The name of one group, and in no other text. */
export const ONE_NAME = 'Zephyrine Quilters';
const NAMED_GROUP = 4_711;

/** Makes the database of Guildhall's own migrations and fills it through its own indexes and triggers. */
export function seed(file: string, { groups, users }: Size): void {
  const { $client: db } = openDatabase(file);
  // Nothing here has to outlive a crash.
  db.pragma('synchronous = OFF');
  db.pragma('search.synchronous = OFF');
  const insertUser = db.prepare(
    'insert into users (id, username, username_sort, folded, real_name, avatar_url, created_at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertGroup =
    db.prepare(`insert into groups (id, kind, name, name_key, name_sort, folded, slug, description, privacy, visible, active,
    verified, hide_join_button, cover_image_position, subscribers_count, created_at, last_activity_at, private_token,
    created_by_id, managed_by_id) values (?, 'GROUP', ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0, 50, ?, ?, ?, ?, ?, ?)`);
  const insertMember = db.prepare(
    "insert into memberships (group_id, user_id, status, admin, since) values (?, ?, 'SUBSCRIBED', 0, ?)",
  );

  // Texts of their own, so that a group is the same however many users there are.
  const people = writer(5);
  const text = writer(7);
  inChunks(db, users, (id) => {
    const name = capitalized(people.words(2));
    const avatar = id % 3 === 0 ? null : `https://avatars.example.org/${id}.webp`;
    const username = `${name.replaceAll(/\W/g, '').toLowerCase()}${id}`;
    insertUser.run(id, username, sortKey(username), foldLines(username, name), name, avatar, FIRST_MOMENT + id);
  });

  const taken = new Set<string>();
  inChunks(db, groups, (id) => {
    const name = id === NAMED_GROUP ? ONE_NAME : freshName(text, taken);
    const privacy = id % 5 === 0 ? 'PRIVATE' : 'PUBLIC';
    const manager = 1 + people.below(users);
    const at = FIRST_MOMENT + id * MINUTE;
    const members = id === BIG_GROUP ? BIG_GROUP_MEMBERS : 1;
    const token = text.words(4).replaceAll(' ', '');
    const about = description(text, id);
    insertGroup.run(
      id,
      name,
      nameKey(name),
      sortKey(name),
      foldLines(name, about),
      slugOf(name, id),
      about,
      privacy,
      isVisible(id) ? 1 : 0,
      members,
      at,
      at,
      token,
      manager,
      manager,
    );
    insertMember.run(id, manager, at);
    for (let more = 1; more < members; more += 1) insertMember.run(id, ((manager + more - 1) % users) + 1, at + more);
  });

  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** The same data for the other servers. */
export function seedPeers(file: string, from: string): void {
  copyFileSync(from, file);
  const db = new Sqlite(file);
  makeSearchIndex(db);
  db.close();
}

/** Whether strangers see it: one in twenty is hidden. */
export function isVisible(groupId: number): boolean {
  return groupId % 20 !== 0;
}

function inChunks(db: ReturnType<typeof openDatabase>['$client'], count: number, insert: (id: number) => void): void {
  const learn = learnerOfChanges(db);
  const forget = db.prepare('delete from search_changes where seq < (select known_changes from search_state)');
  for (let from = 1; from <= count; from += CHUNK) {
    db.transaction(() => {
      for (let id = from; id < Math.min(from + CHUNK, count + 1); id += 1) insert(id);
    })();
    learn();
    forget.run();
  }
}

/** Valid, and no other group's: it ends with the id. */
export function slugOf(name: string, id: number): string {
  return numbered(slugFrom(name, String), id);
}

function freshName(text: Writer, taken: Set<string>): string {
  const beginning = text.below(100) < 55 ? COMMON_BEGINNING : '';
  let name = capitalized(beginning + text.words(2 + text.below(2)));
  while (name.length > 50 || taken.has(nameKey(name))) name = capitalized(beginning + text.words(2 + text.below(4)));
  taken.add(nameKey(name));
  return name;
}

function description(text: Writer, id: number): string {
  const sentence = `${capitalized(text.words(8 + text.below(14)))}.`;
  const [one, other] = SELDOM_TOGETHER;
  // One group in sixty has the one, one in sixty the other, and ten of the oldest have both.
  if (id % 1_999 === 0 && id < 20_000) return `${sentence} ${one} ${other}`;
  if (id % 60 === 7) return `${sentence} ${one}`;
  return id % 60 === 37 ? `${sentence} ${other}` : sentence;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function megabytes(file: string): number {
  return Math.round(statSync(file).size / 2 ** 20);
}
