import { and, asc, count, desc, eq, getTableColumns, ne, type SQL, sql } from 'drizzle-orm';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import type { KeysetSlice, OffsetSlice, Store, UserFilter } from '../../../domain/store.ts';
import { communityIdsIn, idsByRef } from '../../../domain/user-refs.ts';
import type { Database } from '../connection/database.ts';
import { holdsTerms } from '../search/holds-terms.ts';
import { searchReader } from '../search/read-search.ts';
import { isDear, planForm, type SearchPlan } from '../search/search-plan.ts';
import { USERS } from '../search/search-source.ts';
import { between, inJson, isFar, isKeyset, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect, prepareWithin } from '../statements/prepared.ts';
import { lookedAt, orLookedAt } from '../statements/row-budget.ts';
import { users } from '../tables.ts';

/** The columns of a `User` of the domain. */
const {
  issuer: _issuer,
  imported: _imported,
  followedAt: _followedAt,
  usernameSort: _sort,
  folded: _folded,
  ...USER
} = getTableColumns(users);

type UserReads = Pick<Store, 'findUsers' | 'findUserIds' | 'findUserByUsername' | 'listUsers' | 'countUsers'>;

export function userReads(db: Database, reading: Reading): UserReads {
  const statements = prepareStatements(db);

  const readSearch = searchReader(db, reading, USERS);
  const prepareList = (filter: UserFilter, plan: SearchPlan | null, slice: KeysetSlice | OffsetSlice) => {
    const direction = isKeyset(slice) && slice.fromEnd ? desc : asc;
    const range = isKeyset(slice) ? between(users.usernameSort, users.id, slice, false) : [];
    const select = db
      .select(USER)
      .from(users)
      .where(and(orLookedAt(and(...conditions(filter)) ?? sql`true`, users.id), ...found(plan), ...range))
      .orderBy(direction(users.usernameSort), direction(users.id))
      .limit(sql.placeholder('limit'))
      .offset(sql.placeholder('offset'));
    return isDear(plan) || isFar(slice)
      ? prepareApart(reading, 'listUsers', select)
      : prepareWithin(db, reading, 'listUsers', select);
  };
  const prepareCount = (filter: UserFilter, plan: SearchPlan | null) => {
    const all = db
      .select({ one: sql`1`.as('one') })
      .from(users)
      .where(and(...conditions(filter), ...found(plan)));
    const counted = plan === null ? all : all.limit(MAX_COUNTED_FINDS + 1);
    return prepareApart(reading, 'countUsers', db.select({ count: count() }).from(counted.as('found')));
  };
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const counts = preparedOnce<ReturnType<typeof prepareCount>>();

  return {
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
      const plan = await readSearch(filter.search, 'list');
      const shape = [presence(filter), planForm(plan), isDear(plan), presence(slice), isFar(slice)].join();
      const statement = lists(shape, () => prepareList(filter, plan, slice));
      const rows = await statement.all({ ...filter, ...plan, ...sliceValues(slice) });
      if (isKeyset(slice) && slice.fromEnd) rows.reverse();
      return rows;
    },

    async countUsers(filter) {
      const plan = await readSearch(filter.search, 'count');
      const shape = [presence(filter), planForm(plan)].join();
      const row = await counts(shape, () => prepareCount(filter, plan)).get({ ...filter, ...plan });
      return row?.count ?? 0;
    },
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

function found(plan: SearchPlan | null): SQL[] {
  const holding = holdsTerms(users.folded);
  switch (plan?.by) {
    case 'candidates':
      return [inJson(users.id, 'candidates'), holding];
    case 'index':
      return [
        sql`users.id in (
          select rowid from users_search where users_search match :match and ${lookedAt(sql`rowid`)})`,
        holding,
      ];
    case 'scan':
      return [lookedAt(users.id), holding];
    default:
      return [];
  }
}

function prepareStatements(db: Database) {
  const value = sql.placeholder;
  return {
    byIds: prepareSelect(db, 'findUsers', db.select(USER).from(users).where(inJson(users.id, 'ids'))),
    byUsername: prepareSelect(
      db,
      'findUserByUsername',
      db
        .select(USER)
        .from(users)
        .where(eq(users.username, value('username'))),
    ),
    bySubjects: prepareSelect(
      db,
      'findUserIds',
      db
        .select(USER)
        .from(users)
        .where(and(eq(users.issuer, value('issuer')), inJson(users.subject, 'subjects'))),
    ),
  };
}
