import { and, asc, count, desc, eq, getTableColumns, gte, max, ne, type SQL, sql } from 'drizzle-orm';
import { foldLines, sortKey } from '../../../domain/folding.ts';
import { importConflict } from '../../../domain/import-conflict.ts';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import { ok } from '../../../domain/result.ts';
import type { KeysetSlice, OffsetSlice, Store, UserFilter } from '../../../domain/store.ts';
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
import { communityIdsIn, idsByRef } from '../../../domain/user-refs.ts';
import { freeUsername } from '../../../domain/username.ts';
import { type Database, LOCK } from '../connection/database.ts';
import type { Write } from '../connection/group-commit.ts';
import { holdsTerms } from '../search/holds-terms.ts';
import { isDear, type Search, searchReader } from '../search/read-search.ts';
import { between, inJson, isFar, isKeyset, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect, prepareWithin, prepareWrite } from '../statements/prepared.ts';
import { lookedAt, orLookedAt } from '../statements/row-budget.ts';
import { users } from '../tables.ts';

/** The columns of a `KnownUser` and of a `User` of the domain. */
const { issuer: _issuer, ...KNOWN_USER } = getTableColumns(users);
const { imported: _imported, followedAt: _followedAt, usernameSort: _sort, folded: _folded, ...USER } = KNOWN_USER;

type UserMethods = Pick<
  Store,
  | 'ensureUser'
  | 'findUsers'
  | 'findUserIds'
  | 'findUserByUsername'
  | 'listUsers'
  | 'countUsers'
  | 'findImportConflict'
  | 'importUsers'
>;

export function userMethods(db: Database, write: Write, reading: Reading): UserMethods {
  const statements = prepareStatements(db);

  const readSearch = searchReader(db, reading, 'users');
  const prepareList = (filter: UserFilter, search: Search | null, slice: KeysetSlice | OffsetSlice) => {
    const direction = isKeyset(slice) && slice.fromEnd ? desc : asc;
    const range = isKeyset(slice) ? between(users.usernameSort, users.id, slice, false) : [];
    const select = db
      .select(USER)
      .from(users)
      .where(and(orLookedAt(and(...conditions(filter)) ?? sql`true`, users.id), ...found(search), ...range))
      .orderBy(direction(users.usernameSort), direction(users.id))
      .limit(sql.placeholder('limit'))
      .offset(sql.placeholder('offset'));
    return isDear(search) || isFar(slice)
      ? prepareApart(reading, 'listUsers', select)
      : prepareWithin(db, reading, 'listUsers', select);
  };
  const prepareCount = (filter: UserFilter, search: Search | null) => {
    const all = db
      .select({ one: sql`1`.as('one') })
      .from(users)
      .where(and(...conditions(filter), ...found(search)));
    const counted = search === null ? all : all.limit(MAX_COUNTED_FINDS + 1);
    return prepareApart(reading, 'countUsers', db.select({ count: count() }).from(counted.as('found')));
  };
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const counts = preparedOnce<ReturnType<typeof prepareCount>>();

  const find = (key: Identity['key']): KnownUser | undefined =>
    'communityId' in key ? statements.byId.get({ id: key.communityId }) : statements.byIdentity.get(key);

  const nextId = (): number => nextOpenIdUserId(statements.lastId.get({})?.id ?? null);

  const add = (key: Identity['key'] | null, record: UserRecord, now: Date): void => {
    const id = key !== null && 'communityId' in key ? key.communityId : nextId();
    const { issuer, subject } = key !== null && 'issuer' in key ? key : { issuer: null, subject: null };
    statements.insert.run({ ...rowOf(record), id, issuer, subject, createdAt: now.getTime() });
  };

  const update = (id: number, record: UserRecord): void => {
    statements.update.run({ ...rowOf(record), id });
  };

  const isTaken = (username: string) => statements.byUsername.get({ username }) !== undefined;

  /** What a token changes of a user. */
  const followed = (user: KnownUser, identity: Identity) =>
    followToken(user, identity, (username) => !isTaken(username));

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

  /** Thrown inside the transaction, to undo the whole import. */
  class UsernameTaken extends Error {
    readonly index: number;
    constructor(index: number) {
      super(`user ${index} cannot have this username`);
      this.index = index;
    }
  }

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

    async findUsers(ids) {
      return ids.length === 0 ? [] : statements.byIds.all({ ids: JSON.stringify(ids) });
    },

    async findUserIds({ refs, issuer }) {
      const ids = communityIdsIn(refs);
      const communityUsers = ids.length === 0 ? [] : statements.byIds.all({ ids: JSON.stringify(ids) });
      const openIdUsers = issuer === null ? [] : statements.bySubjects.all({ issuer, subjects: JSON.stringify(refs) });
      return idsByRef(openIdUsers, communityUsers);
    },

    async findUserByUsername(username) {
      const row = statements.byUsername.get({ username });
      return row ?? null;
    },

    async listUsers(filter, slice) {
      const search = await readSearch(filter.search, 'list');
      const shape = [presence(filter), presence(search ?? {}), isDear(search), presence(slice), isFar(slice)].join();
      const statement = lists(shape, () => prepareList(filter, search, slice));
      const rows = await statement.all({ ...filter, ...search, ...sliceValues(slice) });
      if (isKeyset(slice) && slice.fromEnd) rows.reverse();
      return rows;
    },

    async countUsers(filter) {
      const search = await readSearch(filter.search, 'count');
      const shape = [presence(filter), presence(search ?? {})].join();
      const row = await counts(shape, () => prepareCount(filter, search)).get({ ...filter, ...search });
      return row?.count ?? 0;
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

function conditions(filter: UserFilter): (SQL | undefined)[] {
  return [
    filter.exceptId === null ? undefined : ne(users.id, sql.placeholder('exceptId')),
    filter.outsideGroupId === null
      ? undefined
      : sql`not exists (
          select 1 from memberships
          where group_id = ${sql.placeholder('outsideGroupId')} and user_id = ${users.id}
            and status in ('SUBSCRIBED', 'INVITED'))`,
  ];
}

function found(search: Search | null): SQL[] {
  if (search === null) return [];
  const holding = holdsTerms(users.folded);
  if (search.candidates !== null) return [inJson(users.id, 'candidates'), holding];
  if (search.match === null) return [lookedAt(users.id), holding];
  const matched = sql`select rowid from users_search where users_search match ${sql.placeholder('match')}
    and ${lookedAt(sql`rowid`)}`;
  return [sql`${users.id} in (${matched})`, holding];
}

function prepareStatements(db: Database) {
  const value = sql.placeholder;
  return {
    byIds: prepareSelect(db, 'findUsers', db.select(USER).from(users).where(inJson(users.id, 'ids'))),
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
      'findUserByUsername',
      db
        .select(USER)
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
    bySubjects: prepareSelect(
      db,
      'findUserIds',
      db
        .select(USER)
        .from(users)
        .where(and(eq(users.issuer, value('issuer')), inJson(users.subject, 'subjects'))),
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
