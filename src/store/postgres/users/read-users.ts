import { and, asc, desc, eq, getTableColumns, ne, type SQL, sql } from 'drizzle-orm';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import type { KeysetSlice, OffsetSlice, Store, UserFilter } from '../../../domain/store.ts';
import type { User } from '../../../domain/user.ts';
import { communityIdsIn, idsByRef } from '../../../domain/user-refs.ts';
import { isKeyset, preparedOnce, presence } from '../../statements/slices.ts';
import { ascending, type ReadTogether } from '../connection/read-together.ts';
import { readSearch, type Search } from '../search/read-search.ts';
import {
  between,
  hiddenList,
  inList,
  type PageSize,
  pageSize,
  rowsOfSlice,
  sliceValuesFor,
} from '../statements/keyset.ts';
import { db, prepareSelect, type Runner } from '../statements/prepared.ts';
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

/** Up to this many finds, sorting all of them beats going through the usernames until a page is full. */
const MAX_CANDIDATES = 2_000;

type UserReads = Pick<Store, 'findUsers' | 'findUserIds' | 'findUserByUsername' | 'listUsers' | 'countUsers'>;

/** How the finds of a search are gone through; null without a search. */
type Found = 'candidates' | 'in order' | null;

export function userReads(reads: Runner, readTogether: ReadTogether): UserReads {
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const counts = preparedOnce<ReturnType<typeof prepareCount>>();

  const findByIds = readTogether<number, User>({
    read: (ids) => byIds.all(reads, { ids }),
    idOf: (id) => id,
    idOfRow: ({ id }) => id,
  });
  const findUsers = (ids: readonly number[]) => findByIds(ascending(ids));
  const findCandidates = async (search: Search): Promise<readonly number[] | null> => {
    const rows = await candidates.all(reads, { ...search });
    return rows.length > MAX_CANDIDATES ? null : rows.map(({ id }) => id);
  };

  return {
    findUsers,

    async findUserIds({ refs, issuer }) {
      const ids = communityIdsIn(refs);
      const [communityUsers, openIdUsers] = await Promise.all([
        findUsers(ids),
        issuer === null ? [] : bySubjects.all(reads, { issuer, subjects: refs }),
      ]);
      return idsByRef(openIdUsers, communityUsers);
    },

    async findUserByUsername(username) {
      return (await byUsername.get(reads, { username })) ?? null;
    },

    async listUsers(filter, slice) {
      const search = readSearch(filter.search);
      if (search === 'nothing') return [];
      const candidates = search === null ? null : await findCandidates(search);
      if (candidates?.length === 0) return [];
      const found = search === null ? null : candidates === null ? 'in order' : 'candidates';
      const size = pageSize(slice);
      const shape = [presence(filter), found, presence(slice), size.form].join();
      const statement = lists(shape, () => prepareList(filter, found, slice, size));
      const values = { ...filter, ...search, candidates, ...sliceValuesFor('text', slice) };
      return rowsOfSlice(await statement.all(reads, values), slice);
    },

    async countUsers(filter) {
      const search = readSearch(filter.search);
      if (search === 'nothing') return 0;
      const shape = presence({ ...filter, search: search !== null });
      const statement = counts(shape, () => prepareCount(filter, search !== null));
      return (await statement.get(reads, { ...filter, ...search }))?.count ?? 0;
    },
  };
}

const HOLDS_TERMS = sql`${users.folded} like all (${hiddenList('patterns', users.folded)})`;
/** Condition that the index answers: a find has all grams, and users are all in one block. */
const BY_INDEX = sql`search_keys(0, ${users.folded}) @> array(
  select hashtextextended(gram, 0) from unnest(${hiddenList('grams', users.folded)}) as gram)`;

const byIds = prepareSelect('findUsers', db.select(USER).from(users).where(inList(users.id, 'ids')));

const byUsername = prepareSelect(
  'findUserByUsername',
  db
    .select(USER)
    .from(users)
    .where(eq(users.username, sql.placeholder('username'))),
);

const bySubjects = prepareSelect(
  'findUserIds',
  db
    .select(USER)
    .from(users)
    .where(and(eq(users.issuer, sql.placeholder('issuer')), inList(users.subject, 'subjects'))),
);

/** The ids of the finds of a search, up to one more than are sorted. */
const candidates = prepareSelect(
  'findCandidates',
  db
    .select({ id: users.id })
    .from(users)
    .where(and(BY_INDEX, HOLDS_TERMS))
    .limit(MAX_CANDIDATES + 1),
);

function prepareList(filter: UserFilter, found: Found, slice: KeysetSlice | OffsetSlice, size: PageSize) {
  const direction = isKeyset(slice) && slice.fromEnd ? desc : asc;
  return prepareSelect(
    'listUsers',
    db
      .select(USER)
      .from(users)
      .where(and(...conditions(filter), isFound(found), ...between(users.usernameSort, users.id, slice, false)))
      .orderBy(direction(users.usernameSort), direction(users.id))
      .limit(size.limit)
      .offset(size.offset),
  );
}

function isFound(found: Found): SQL | undefined {
  if (found === null) return undefined;
  return found === 'in order' ? HOLDS_TERMS : inList(users.id, 'candidates');
}

function prepareCount(filter: UserFilter, isSearch: boolean) {
  const all = db
    .select({ one: sql`1`.as('one') })
    .from(users)
    .where(and(...conditions(filter), ...(isSearch ? [BY_INDEX, HOLDS_TERMS] : [])));
  const counted = isSearch ? all.limit(MAX_COUNTED_FINDS + 1) : all;
  return prepareSelect('countUsers', db.select({ count: sql<number>`count(*)` }).from(counted.as('found')));
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
