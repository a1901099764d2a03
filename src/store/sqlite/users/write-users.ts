import { and, eq, getTableColumns, gte, max, sql } from 'drizzle-orm';
import { foldLines, sortKey } from '../../../domain/folding.ts';
import { importConflict } from '../../../domain/import-conflict.ts';
import { ok } from '../../../domain/result.ts';
import type { Store } from '../../../domain/store.ts';
import {
  FIRST_OPENID_USER_ID,
  followToken,
  type Identity,
  type ImportedUser,
  importedRecord,
  type KnownUser,
  nextOpenIdUserId,
  recordOf,
  type UserRecord,
} from '../../../domain/user.ts';
import { freeUsername } from '../../../domain/username.ts';
import { type Database, LOCK } from '../connection/database.ts';
import type { Write } from '../connection/group-commit.ts';
import { prepareSelect, prepareWrite } from '../statements/prepared.ts';
import { users } from '../tables.ts';
import { profileWrites } from './profiles.ts';

/** The columns of a `KnownUser` of the domain, but for the profile. */
const { issuer: _issuer, usernameSort: _sort, folded: _folded, ...KNOWN_USER } = getTableColumns(users);

type KnownRow = Omit<KnownUser, 'profile'>;

/** Thrown inside the transaction, to undo the whole import. */
class UsernameTaken extends Error {
  readonly index: number;
  constructor(index: number) {
    super(`user ${index} cannot have this username`);
    this.index = index;
  }
}

/**
 * Adds and changes users, by their tokens and by directory files. A username belongs to one user at every moment, which
 * the database decides.
 */
export function userWrites(
  db: Database,
  write: Write,
): Pick<Store, 'ensureUser' | 'findImportConflict' | 'importUsers'> {
  const statements = prepareStatements(db);
  const { profileOf, keepProfile } = profileWrites(db);

  const find = (key: Identity['key']): KnownRow | undefined =>
    'communityId' in key ? statements.byId.get({ id: key.communityId }) : statements.byIdentity.get(key);

  const nextId = (): number => nextOpenIdUserId(statements.lastId.get({})?.id ?? null);

  const add = (key: Identity['key'] | null, record: UserRecord, now: Date): void => {
    const id = key !== null && 'communityId' in key ? key.communityId : nextId();
    const { issuer, subject } = key !== null && 'issuer' in key ? key : { issuer: null, subject: null };
    statements.insert.run({ ...rowOf(record), id, issuer, subject, createdAt: now.getTime() });
    keepProfile(id, record.profile);
  };

  const update = (id: number, record: UserRecord): void => {
    statements.update.run({ ...rowOf(record), id });
    keepProfile(id, record.profile);
  };

  const isTaken = (username: string) => statements.byUsername.get({ username }) !== undefined;

  /** The changes that a token makes to a user; null for none. */
  const followed = (user: KnownRow, identity: Identity) =>
    followToken({ ...user, profile: profileOf(user.id) }, identity, (username) => !isTaken(username));

  const ensure = (identity: Identity, now: Date): number => {
    const known = find(identity.key);
    if (known) {
      const change = followed(known, identity);
      if (change) update(known.id, { ...known, ...change });
      return known.id;
    }

    const id = 'communityId' in identity.key ? identity.key.communityId : nextId();
    add(identity.key, recordOf(identity, freeUsername(identity.username, id, isTaken)), now);
    return id;
  };

  const lock = db.$client.prepare(LOCK);
  const importAll = (people: readonly ImportedUser[], now: Date): void => {
    lock.run(0);
    for (const [index, person] of people.entries()) {
      const holder = statements.byUsername.get({ username: person.username });
      const known = person.key === null ? holder : find(person.key);
      if (holder && holder.id !== known?.id) throw new UsernameTaken(index);
      const record = importedRecord(person);
      if (known) update(known.id, record);
      else add(person.key, record, now);
    }
  };

  const importOnce = db.$client.transaction(importAll);

  return {
    async ensureUser(identity, now) {
      const known = find(identity.key);
      if (known && followed(known, identity) === null) return ok(known.id);
      const ensured = await write(() => ensure(identity, now));
      // A known user is not turned away because their new name cannot be written.
      return known ? ok(known.id) : ensured;
    },

    async findImportConflict(people) {
      return importConflict(people, {
        byKey: find,
        byUsername: (username) => statements.byUsername.get({ username }),
      });
    },

    async importUsers(people, now) {
      try {
        // Inside the snapshot of this turn, it would be no transaction of its own, and not on disk when it is answered.
        db.snapshot.end();
        importOnce(people, now);
        // The upkeep is told of group commits alone, and an import is none.
        db.$client.pragma('wal_checkpoint(PASSIVE)');
        return { ok: true };
      } catch (cause) {
        if (cause instanceof UsernameTaken) return { ok: false, index: cause.index, reason: 'username_taken' };
        throw cause;
      }
    },
  };
}

/** The values of a record, as statements take them. */
function rowOf({ username, realName, avatarUrl, extId, reviewer, imported, followedAt }: UserRecord) {
  return {
    username,
    realName,
    avatarUrl,
    extId,
    reviewer: Number(reviewer),
    imported: Number(imported),
    followedAt: followedAt?.getTime() ?? null,
    usernameSort: sortKey(username),
    folded: foldLines(username, realName),
  };
}

function prepareStatements(db: Database) {
  const value = sql.placeholder;
  return {
    byId: prepareSelect(
      db,
      'ensureUser',
      db
        .select(KNOWN_USER)
        .from(users)
        .where(eq(users.id, value('id'))),
    ),
    byUsername: prepareSelect(
      db,
      'ensureUser',
      db
        .select(KNOWN_USER)
        .from(users)
        .where(eq(users.username, value('username'))),
    ),
    byIdentity: prepareSelect(
      db,
      'ensureUser',
      db
        .select(KNOWN_USER)
        .from(users)
        .where(and(eq(users.issuer, value('issuer')), eq(users.subject, value('subject')))),
    ),
    lastId: prepareSelect(
      db,
      'ensureUser',
      db
        .select({ id: max(users.id) })
        .from(users)
        .where(gte(users.id, FIRST_OPENID_USER_ID)),
    ),
    insert: prepareWrite(
      db,
      'ensureUser',
      db.insert(users).values({
        id: value('id'),
        issuer: value('issuer'),
        subject: value('subject'),
        username: value('username'),
        usernameSort: value('usernameSort'),
        folded: value('folded'),
        realName: value('realName'),
        avatarUrl: value('avatarUrl'),
        extId: value('extId'),
        reviewer: sql`${value('reviewer')}`,
        createdAt: sql`${value('createdAt')}`,
        imported: sql`${value('imported')}`,
        followedAt: sql`${value('followedAt')}`,
      }),
    ),
    update: prepareWrite(
      db,
      'ensureUser',
      db
        .update(users)
        .set({
          username: sql`${value('username')}`,
          usernameSort: sql`${value('usernameSort')}`,
          folded: sql`${value('folded')}`,
          realName: sql`${value('realName')}`,
          avatarUrl: sql`${value('avatarUrl')}`,
          extId: sql`${value('extId')}`,
          reviewer: sql`${value('reviewer')}`,
          imported: sql`${value('imported')}`,
          followedAt: sql`${value('followedAt')}`,
        })
        .where(eq(users.id, value('id'))),
    ),
  };
}
