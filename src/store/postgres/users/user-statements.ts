import { eq, getTableColumns, or, sql } from 'drizzle-orm';
import { foldLines, sortKey } from '../../../domain/folding.ts';
import { areSameProfiles, EMPTY_PROFILE } from '../../../domain/profile.ts';
import type { Identity, KnownUser, UserRecord } from '../../../domain/user.ts';
import {
  columnsOf,
  db,
  given,
  listOf,
  prepareReturning,
  prepareSelect,
  prepareWrite,
  type Runner,
  whole,
  wholeWrite,
} from '../statements/prepared.ts';
import { profiles, users } from '../tables.ts';
import { keepProfiles, PROFILE, profileIn } from './profiles.ts';

/** What writes of users have in common: finding many by their keys or usernames, and writing many at once. */

type Key = Identity['key'];

/** The columns of a `KnownUser` of the domain, and the issuer. */
const { usernameSort: _sort, folded: _folded, ...FOUND } = getTableColumns(users);

export type FoundUser = KnownUser & { readonly issuer: string | null };

/** The same without the profile. */
export type FoundRow = Omit<FoundUser, 'profile'>;

export interface NewUser {
  readonly id: number;
  readonly key: Key | null;
  readonly record: UserRecord;
  readonly createdAt: Date;
}

/** A text that is the same for the same user. */
export function textOfKey(key: Key): string {
  return 'communityId' in key ? `id ${key.communityId}` : `subject ${key.subject} of ${key.issuer}`;
}

function textOfUser({ id, issuer, subject }: FoundRow): string {
  return issuer === null || subject === null ? `id ${id}` : textOfKey({ issuer, subject });
}

/** The users of these keys by `textOfKey`; locked, so that no other process changes them meanwhile, where `lock` says so. */
export async function findByKeys(
  on: Runner,
  keys: readonly Key[],
  { lock }: { readonly lock: boolean },
): Promise<Map<string, FoundUser>> {
  const ids = keys.flatMap((key) => ('communityId' in key ? key.communityId : []));
  const openId = keys.flatMap((key) => ('communityId' in key ? [] : key));
  if (keys.length === 0) return new Map();
  const statement = lock ? LOCK_BY_KEYS : FIND_BY_KEYS;
  const found = await statement.all(on, { ids, ...columnsOf(['issuer', 'subject'], openId) });
  const users = found.map(({ profile, ...user }) => ({ ...user, profile: profileIn(profile) }));
  return new Map(users.flatMap((user) => [[textOfUser(user), user] as const, [`id ${user.id}`, user] as const]));
}

/** The users with these usernames, by username. */
export async function findByUsernames(on: Runner, usernames: readonly string[]): Promise<Map<string, FoundRow>> {
  if (usernames.length === 0) return new Map();
  const found = await FIND_BY_USERNAMES.all(on, { usernames });
  return new Map(found.map((user) => [user.username, user]));
}

/** New ids for users without a community id. */
export async function newIds(on: Runner, count: number): Promise<number[]> {
  if (count === 0) return [];
  return (await NEW_IDS.all(on, { count })).map(({ id }) => id);
}

const USER_VALUES = [
  'id',
  'issuer',
  'subject',
  'username',
  'usernameSort',
  'folded',
  'realName',
  'avatarUrl',
  'extId',
  'reviewer',
  'createdAt',
  'imported',
  'followedAt',
] as const;

/** Adds users, and gives the ids of those who did not collide with others. */
export async function insertUsers(on: Runner, added: readonly NewUser[]): Promise<ReadonlySet<number>> {
  if (added.length === 0) return new Set();
  const rows = added.map(({ id, key, record, createdAt }) => ({
    ...rowOf(record),
    id,
    createdAt,
    ...(key !== null && 'issuer' in key ? key : { issuer: null, subject: null }),
  }));
  const inserted = new Set((await INSERT.all(on, columnsOf(USER_VALUES, rows))).map(({ id }) => id));
  await keepProfiles(
    on,
    added.filter(({ id, record: { profile } }) => inserted.has(id) && !areSameProfiles(profile, EMPTY_PROFILE)),
  );
  return inserted;
}

const CHANGED_VALUES = [
  'id',
  'username',
  'usernameSort',
  'folded',
  'realName',
  'avatarUrl',
  'extId',
  'reviewer',
  'imported',
  'followedAt',
] as const;

/** Changes users, each of them once. */
export async function updateUsers(
  on: Runner,
  changed: readonly { readonly id: number; readonly record: UserRecord }[],
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ id, record }) => ({ ...rowOf(record), id }));
  await Promise.all([UPDATE.run(on, columnsOf(CHANGED_VALUES, rows)), keepProfiles(on, changed)]);
}

/** The values of a record, as statements take them. */
function rowOf({ username, realName, avatarUrl, extId, reviewer, imported, followedAt }: UserRecord) {
  return {
    username,
    realName,
    avatarUrl,
    extId,
    reviewer,
    imported,
    followedAt,
    usernameSort: sortKey(username),
    folded: foldLines(username, realName),
  };
}

/** SQL: users of these ids who have no issuer, and of these pairs of an issuer and a subject. */
const ofKeys = or(
  sql`${users.id} = any(${listOf('ids', users.id)})`,
  sql`(${users.issuer}, ${users.subject}) in (
    select issuer, subject from ${given({ issuer: users.issuer, subject: users.subject })})`,
);

const FIND_BY_KEYS = prepareSelect('ensureUser', foundUsers().where(ofKeys));

const LOCK_BY_KEYS = prepareSelect(
  'ensureUser',
  foundUsers().where(ofKeys).orderBy(users.id).for('no key update', { of: users }),
);

function foundUsers() {
  return db
    .select({ ...FOUND, profile: PROFILE })
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id));
}

const FIND_BY_USERNAMES = prepareSelect(
  'ensureUser',
  db
    .select(FOUND)
    .from(users)
    .where(sql`${users.username} = any(${listOf('usernames', users.username)})`),
);

const NEW_IDS = prepareSelect(
  'ensureUser',
  whole<{ id: number }>(
    { id: sql`id` },
    sql`select nextval('user_ids') as id from generate_series(1, ${sql.placeholder('count')}::integer)`,
  ),
);

const { id, issuer, subject, username, usernameSort, folded, realName, avatarUrl, extId, reviewer } = users;
const { createdAt, imported, followedAt } = users;
const RECORD = { username, usernameSort, folded, realName, avatarUrl, extId, reviewer, imported, followedAt };

const INSERT = prepareReturning<{ id: number }>(
  'ensureUser',
  wholeWrite(sql`insert into ${users} (id, issuer, subject, username, username_sort, folded, real_name, avatar_url,
      ext_id, reviewer, created_at, imported, followed_at)
    select * from ${given({
      id,
      issuer,
      subject,
      username,
      usernameSort,
      folded,
      realName,
      avatarUrl,
      extId,
      reviewer,
      createdAt,
      imported,
      followedAt,
    })}
    order by 1 on conflict do nothing returning id`),
  { id },
);

const UPDATE = prepareWrite(
  'ensureUser',
  wholeWrite(
    sql`update ${users} set ${sql.join(
      Object.values(RECORD).map(({ name }) => sql`${sql.identifier(name)} = given.${sql.identifier(name)}`),
      sql`, `,
    )} from ${given({ id, ...RECORD })} where ${id} = given.id`,
  ),
);
