import { randomBytes } from 'node:crypto';
import anyAscii from 'any-ascii';
import Sqlite from 'better-sqlite3';
import { foldLines, sortKey } from '../../../src/domain/folding.ts';
import { checkDescription, checkName, nameKey } from '../../../src/domain/group-fields.ts';
import { numbered, slugFrom } from '../../../src/domain/slug.ts';
import { openSearch, type Search } from './search.ts';
import * as sql from './sql.ts';
import { writeQueue } from './write-queue.ts';

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly real_name: string;
  readonly avatar_url: string | null;
  readonly ext_id: string | null;
  readonly created_at: number;
}

export interface ProfileRow {
  readonly user_id: number;
  readonly bio: string;
  readonly location: string;
  readonly website: string | null;
  /** As JSON. */
  readonly tags: string;
}

/** SQLite has 0 and 1. */
type Flag = number | boolean;

export interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly name_sort: string;
  readonly slug: string;
  readonly description: string;
  readonly color: string | null;
  readonly privacy: 'PUBLIC' | 'PRIVATE';
  readonly visible: Flag;
  readonly active: Flag;
  readonly image: string | null;
  readonly cover_image: string | null;
  readonly cover_image_position: number;
  readonly subscribers_count: number;
  readonly created_at: number;
  readonly created_by_id: number;
  readonly managed_by_id: number;
  readonly status: string | null;
  readonly admin: Flag | null;
  /** Where a search found it. */
  readonly place?: string;
}

export interface MemberRow {
  readonly user_id: number;
  readonly status: string;
  readonly admin: Flag;
  readonly since: number;
  readonly managed_by_id: number;
}

export interface NewGroup {
  readonly name: string;
  readonly description?: string | null;
  readonly privacy: 'PUBLIC' | 'PRIVATE';
  readonly visible?: boolean | null;
}

/** What is wrong with a new group, for its caller to word. */
export interface Refused {
  readonly field: 'name' | 'description';
  readonly reason: string;
}

export interface Settings {
  readonly file: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  /** One transaction for each write, or for all that arrived in one turn of the event loop. */
  readonly writes: 'each' | 'group';
}

export type Data = ReturnType<typeof openData>;

/** A connection with Guildhall's settings. */
export function connect({ file, synchronous }: Pick<Settings, 'file' | 'synchronous'>): Sqlite.Database {
  const db = new Sqlite(file, { timeout: 10_000 });
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.pragma('foreign_keys = ON');
  db.pragma('temp_store = MEMORY');
  // As much as Guildhall gives itself.
  db.pragma('cache_size = -48000');
  // What was best for (f) of 1,000, 4,000 and 10,000.
  db.pragma('wal_autocheckpoint = 4000');
  return db;
}

/** Guildhall's statements and rules without Guildhall, for all that serve from SQLite. */
export function openData({ file, synchronous, writes }: Settings) {
  const db = connect({ file, synchronous });
  // As Guildhall's: see src/store/sqlite/statements/prepared.ts.
  const plannedOnce = (text: string) => text.replaceAll('?', '(select ?)');
  const groupsByIds = db.prepare<[number, string], GroupRow>(plannedOnce(sql.GROUPS_BY_IDS));
  const groupsByName = db.prepare<[number, number], GroupRow>(plannedOnce(sql.GROUPS_BY_NAME));
  const usersByIds = db.prepare<[string], UserRow>(plannedOnce(sql.USERS_BY_IDS));
  const profilesByUsers = db.prepare<[string], ProfileRow>(plannedOnce(sql.PROFILES_BY_USERS));
  const members = db.prepare<[string, number], MemberRow>(plannedOnce(sql.MEMBERS));
  let search: Promise<Search> | null = null;
  const insertGroup = db.prepare<unknown[], GroupRow>(sql.INSERT_GROUP);
  const insertCreator = db.prepare(sql.INSERT_CREATOR);
  const byNameKey = db.prepare(plannedOnce(sql.GROUP_BY_NAME_KEY));
  const bySlug = db.prepare(plannedOnce(sql.GROUP_BY_SLUG));

  const firstFree = (slug: string): string => {
    let number = 2;
    while (bySlug.get(numbered(slug, number)) !== undefined) number += 1;
    return numbered(slug, number);
  };

  const insert = (viewerId: number, group: CheckedGroup): GroupRow | Refused => {
    const { key, sort, folded, slug, visible, now, token } = founded(group);
    const rest = [group.description, group.privacy, visible ? 1 : 0, now, now, token];
    const run = (free: string) => insertGroup.get(group.name, sort, free, ...rest, viewerId, viewerId, key, folded);

    let row = run(slug);
    if (row === undefined) {
      if (byNameKey.get(key) !== undefined) return NAME_TAKEN;
      row = run(firstFree(slug));
      if (row === undefined) throw new Error(`no slug was free for "${slug}"`);
    }
    insertCreator.run(row.id, viewerId, now);
    return { ...row, status: 'SUBSCRIBED', admin: 0 };
  };
  const write = writeQueue(db, writes, insert);

  return {
    async createGroup(viewerId: number, input: NewGroup): Promise<GroupRow | Refused> {
      const group = checked(input);
      return 'reason' in group ? group : write(viewerId, group);
    },

    group(viewerId: number, id: number): GroupRow | null {
      const [found] = groupsByIds.all(viewerId, `[${id}]`);
      return found && isVisibleTo(found) ? found : null;
    },

    groups: (viewerId: number, limit: number): GroupRow[] => groupsByName.all(viewerId, limit),

    async search(viewerId: number, text: string, limit: number): Promise<GroupRow[]> {
      search ??= openSearch(db);
      return (await search)(viewerId, text, limit);
    },

    members: (groupId: number, limit: number): MemberRow[] => members.all(`[${groupId}]`, limit),

    users(ids: Iterable<number>): Map<number, UserRow> {
      return new Map(usersByIds.all(JSON.stringify([...ids])).map((user) => [user.id, user]));
    },

    profiles(ids: Iterable<number>): Map<number, ProfileRow> {
      return new Map(profilesByUsers.all(JSON.stringify([...ids])).map((profile) => [profile.user_id, profile]));
    },

    close: () => db.close(),
  };
}

/** The ids of the creators and managers of groups. */
export function ownerIds(groups: readonly GroupRow[]): ReadonlySet<number> {
  return new Set(groups.flatMap(({ created_by_id, managed_by_id }) => [created_by_id, managed_by_id]));
}

/** A group whose texts are as they are to be. */
export type CheckedGroup = NewGroup & { readonly description: string };

export const NAME_TAKEN: Refused = { field: 'name', reason: 'unique' };

export function checked(input: NewGroup): CheckedGroup | Refused {
  const name = checkName(input.name);
  if (!name.ok) return { field: 'name', reason: name.refusal.reason };
  const description = checkDescription(input.description ?? '');
  if (!description.ok) return { field: 'description', reason: description.refusal.reason };
  return { ...input, name: name.value, description: description.value };
}

/** What nobody gives of a new group. */
export function founded({ name, description, privacy, visible }: CheckedGroup) {
  return {
    key: nameKey(name),
    sort: sortKey(name),
    folded: foldLines(name, description),
    slug: slugFrom(name, anyAscii),
    visible: privacy === 'PUBLIC' || (visible ?? true),
    now: Date.now(),
    token: randomBytes(24).toString('base64url'),
  };
}

export function isVisibleTo({ status, active, visible }: GroupRow): boolean {
  return status === 'SUBSCRIBED' || (Boolean(active) && (Boolean(visible) || status === 'INVITED'));
}
