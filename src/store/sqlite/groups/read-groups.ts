import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { slugKey } from '../../../domain/slug.ts';
import type { GroupFilter, GroupOrderField, KeysetSlice, OffsetSlice, Position, Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { type IndexKeeping, isDear, type Search, searchReader } from '../search/read-search.ts';
import { findsCount, found, namesOfPlaces, relevanceQuery, searchValues } from '../search/relevance.ts';
import { between, inJson, isFar, isKeyset, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { type PreparedApart, prepareApart, prepareSelect, prepareWithin, type Select } from '../statements/prepared.ts';
import { lookedAt, orLookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import {
  MEMBERS_VISIBLE,
  NOBODY,
  PUBLIC,
  VIEWED,
  VIEWERS_OWN,
  VISIBLE,
  type ViewedRow,
  viewedGroup,
} from '../viewed-groups.ts';

const ORDER_COLUMNS = {
  NAME: groups.nameSort,
  CREATED_AT: groups.createdAt,
  SUBSCRIBERS_COUNT: groups.subscribersCount,
  LATEST_ACTIVITY: groups.lastActivityAt,
} satisfies Record<ColumnOrder, SQLiteColumn>;

const ORDER_VALUES = {
  NAME: ({ nameSort }) => nameSort,
  CREATED_AT: ({ group }) => group.createdAt.getTime(),
  SUBSCRIBERS_COUNT: ({ group }) => group.subscribersCount,
  LATEST_ACTIVITY: ({ group }) => group.lastActivityAt.getTime(),
} satisfies Record<ColumnOrder, (row: ListedRow) => Position['value']>;

type ListedRow = ViewedRow & { readonly nameSort: string };

type ColumnOrder = Exclude<GroupOrderField, 'RELEVANCE'>;

interface ColumnListOrder {
  readonly field: ColumnOrder;
  readonly descending: boolean;
}

/** `roleOf` of domain/group.ts, in SQL. */
const VIEWERS_ROLE = sql`case
  when ${memberships.status} is not 'SUBSCRIBED' then null
  when ${groups.managedById} = ${memberships.userId} then 'MANAGER'
  when ${memberships.admin} then 'ADMIN' else 'MEMBER' end`;

const LOOKED_AT = lookedAt(sql`group_id`);

/** Excludes nothing more, but lets the database begin with the viewer's few groups instead of all groups. */
const OF_VIEWER = sql`${groups.id} in (
  select group_id from memberships where user_id = ${sql.placeholder('viewerId')} and ${LOOKED_AT})`;

const OF_MEMBER = sql`${groups.id} in (
  select group_id from memberships where user_id = ${sql.placeholder('memberId')} and status = 'SUBSCRIBED' and ${LOOKED_AT})`;

/** A filter, and whether only few public groups meet it. */
type Filter = GroupFilter & { readonly isSeldom: boolean };

/** Up to this many public groups that meet a filter, looking at each beats walking an order until a page is full. */
const MAX_SELDOM = 1_000;

/** Excludes nothing more either: the public groups that meet a filter, and the viewer's own. */
function ofSeldom(filter: GroupFilter): SQL {
  return sql`${groups.id} in (
  select id from (select ${groups.id} as id from groups where ${and(PUBLIC, ...conditionsOfIndex(filter))})
  union all select group_id from memberships where user_id = ${sql.placeholder('viewerId')} and ${LOOKED_AT})`;
}

type Reads = Pick<Store, 'findGroups' | 'listGroups' | 'countGroups' | 'findNamedImages'>;

export function groupReads(db: Database, reading: Reading, keeping?: IndexKeeping): Reads {
  const readSearch = searchReader(db, reading, 'groups', keeping);
  const select = () =>
    db
      .select({ ...VIEWED, nameSort: groups.nameSort })
      .from(groups)
      .leftJoin(memberships, VIEWERS_OWN)
      .$dynamic();
  const byIds = prepareSelect(db, 'findGroups', select().where(inJson(groups.id, 'ids')));
  const bySlug = prepareSelect(db, 'findGroups', select().where(eq(groups.slugKey, sql.placeholder('slugKey'))));

  const namedImages = prepareSelect(
    db,
    'findNamedImages',
    db.select({ key: sql<string>`key` }).from(
      sql`(select image as key from groups where ${inJson(groups.image, 'keys')}
        union all select cover_image from groups where ${inJson(groups.coverImage, 'keys')})`,
    ),
  );

  const prepareSeldom = (filter: GroupFilter) =>
    prepareSelect(
      db,
      'listGroups',
      db
        .select({ count: sql<number>`count(*)` })
        .from(
          sql`(select 1 from groups where ${and(PUBLIC, ...conditionsOfIndex(filter))} limit ${sql.raw(String(MAX_SELDOM + 1))})`,
        ),
    );
  const seldom = preparedOnce<ReturnType<typeof prepareSeldom>>();
  /** Counts only for filters that few groups may meet: nearly all groups are of the kind GROUP. */
  const isSeldom = (filter: GroupFilter): boolean => {
    if (isOfFew(filter) || (filter.kind !== 'PAGE' && filter.privacy === null)) return false;
    const values = { kind: filter.kind, privacy: filter.privacy };
    const found = seldom(presence(values), () => prepareSeldom(filter)).get(values);
    return (found?.count ?? 0) <= MAX_SELDOM;
  };

  const prepareByDearness = <Row>(method: string, dear: boolean, statement: Select<Row>): PreparedApart<Row> =>
    dear ? prepareApart(reading, method, statement) : prepareWithin(db, reading, method, statement);
  const prepareList = (
    filter: Filter,
    search: Search | null,
    order: ColumnListOrder,
    slice: KeysetSlice | OffsetSlice,
  ) => {
    const column = ORDER_COLUMNS[order.field];
    const direction = order.descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
    const range = isKeyset(slice) ? between(column, groups.id, slice, order.descending) : [];
    return prepareByDearness(
      'listGroups',
      isDear(search) || isFar(slice),
      select()
        .where(and(...met(filter, search), ...range))
        .orderBy(direction(column), direction(groups.id))
        .limit(sql.placeholder('limit'))
        .offset(sql.placeholder('offset')),
    );
  };
  const prepareRelevant = (
    filter: Filter,
    search: Search,
    page: { readonly slice: KeysetSlice | OffsetSlice; readonly descending: boolean },
  ) => prepareByDearness('listGroups', isDear(search), relevanceQuery(db, findable(filter), search, page));
  const prepareCount = (filter: Filter, search: Search | null) => {
    if (search !== null)
      return prepareByDearness('countGroups', isCountDear(search), findsCount(db, findable(filter), search));
    return isOfFew(filter) ? countOfAll(filter) : countOfPublicAndOwn(filter);
  };
  const countOfAll = (filter: Filter) =>
    prepareWithin(
      db,
      reading,
      'countGroups',
      db
        .select({ count: count() })
        .from(groups)
        .leftJoin(memberships, VIEWERS_OWN)
        .where(and(...conditions(filter))),
    );
  // An index of what everybody may see counts a million groups in a tenth of the time.
  const countOfPublicAndOwn = (filter: Filter) =>
    prepareApart(
      reading,
      'countGroups',
      db
        .select({
          count: sql<number>`(select count(*) from groups where ${and(PUBLIC, ...conditionsOfGroup(filter))})
          + (select count(*) from memberships join groups on ${VIEWERS_OWN}
              where ${and(sql`not (${PUBLIC})`, ...conditions(filter))})`,
        })
        .from(sql`(select 1)`),
    );
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const relevantLists = preparedOnce<ReturnType<typeof prepareRelevant>>();
  const counts = preparedOnce<ReturnType<typeof prepareCount>>();

  return {
    async findGroups(selector, viewerId) {
      const viewer = { viewerId: viewerId ?? NOBODY };
      const rows =
        selector.by === 'id'
          ? byIds.all({ ...viewer, ids: JSON.stringify(selector.ids) })
          : bySlug.all({ ...viewer, slugKey: slugKey(selector.slug) });
      return rows
        .filter(({ group }) => selector.kind === undefined || group.kind === selector.kind)
        .map((row) => viewedGroup(row.group, row));
    },

    async findNamedImages(keys) {
      return new Set(namedImages.all({ keys: JSON.stringify(keys) }).map(({ key }) => key));
    },

    async listGroups(given, { field, descending }, slice, viewerId) {
      const filter = { ...given, isSeldom: isSeldom(given) };
      const search = await readSearch(filter.search, 'list');
      const isQuick = !isDear(search) && !isFar(slice);
      const shape = [field, descending, presence(filter), presence(search ?? {}), presence(slice), isQuick].join();
      const values = { ...filterValues(filter, search, viewerId), ...sliceValues(slice) };
      const inOrder = <Row>(rows: Row[]) => (isKeyset(slice) && slice.fromEnd ? rows.reverse() : rows);

      if (field === 'RELEVANCE' && search !== null) {
        const statement = relevantLists(shape, () => prepareRelevant(filter, search, { slice, descending }));
        const rows = inOrder(await statement.all({ ...values, ...namesOfPlaces(slice) }));
        return rows.map((row) => ({
          group: viewedGroup(row.group, row),
          position: { value: row.place, id: row.group.id },
        }));
      }
      const order = { field: field === 'RELEVANCE' ? 'NAME' : field, descending } as const;
      const rows = inOrder(await lists(shape, () => prepareList(filter, search, order, slice)).all(values));
      const placeOf = ORDER_VALUES[order.field];
      return rows.map((row) => ({
        group: viewedGroup(row.group, row),
        position: { value: placeOf(row), id: row.group.id },
      }));
    },

    async countGroups(given, viewerId) {
      const filter = { ...given, isSeldom: isSeldom(given) };
      const search = await readSearch(filter.search, 'count');
      const shape = [presence(filter), presence(search ?? {}), isCountDear(search)].join();
      const statement = counts(shape, () => prepareCount(filter, search));
      const row = await statement.get(filterValues(filter, search, viewerId));
      return row?.count ?? 0;
    },
  };
}

/** The conditions of a list by a column; only groups that do not meet them count as looked at. */
function met(filter: Filter, search: Search | null): (SQL | undefined)[] {
  if (search !== null) return [...findable(filter).conditions, found(findable(filter), search)];
  return isOfFew(filter) || filter.isSeldom ? conditions(filter) : [orLookedAt(and(...conditions(filter)), groups.id)];
}

function isCountDear(search: Search | null): boolean {
  return search?.candidates === null || isDear(search);
}

function findable(filter: Filter) {
  return { conditions: [...conditions(filter), lookedAt(groups.id)], few: isOfFew(filter) || filter.isSeldom };
}

function conditions(filter: Filter): (SQL | undefined)[] {
  return [
    VISIBLE,
    filter.isSeldom ? ofSeldom(filter) : undefined,
    ...conditionsOfGroup(filter),
    filter.viewerRoles === null ? undefined : inJson(VIEWERS_ROLE, 'viewerRoles'),
    filter.viewerStatuses === null ? undefined : inJson(memberships.status, 'viewerStatuses'),
    isOfViewer(filter) ? OF_VIEWER : undefined,
    filter.memberId === null ? undefined : and(OF_MEMBER, MEMBERS_VISIBLE),
  ];
}

function conditionsOfGroup(filter: GroupFilter): (SQL | undefined)[] {
  return [
    filter.kind === null ? undefined : eq(groups.kind, sql.placeholder('kind')),
    filter.privacy === null ? undefined : eq(groups.privacy, sql.placeholder('privacy')),
  ];
}

/** Conditions that begin with the first column of the index of public groups. */
function conditionsOfIndex(filter: GroupFilter): (SQL | undefined)[] {
  return filter.kind === null
    ? [sql`${groups.kind} in ('GROUP', 'PAGE')`, ...conditionsOfGroup(filter)]
    : conditionsOfGroup(filter);
}

/** Whether a filter asks for the groups of one user. */
function isOfFew(filter: GroupFilter): boolean {
  return isOfViewer(filter) || filter.memberId !== null;
}

function isOfViewer({ viewerRoles, viewerStatuses }: GroupFilter): boolean {
  return viewerRoles !== null || viewerStatuses !== null;
}

function filterValues(filter: GroupFilter, search: Search | null, viewerId: number | null): Record<string, unknown> {
  return {
    ...(search !== null && searchValues(filter, search)),
    viewerId: viewerId ?? NOBODY,
    kind: filter.kind,
    privacy: filter.privacy,
    memberId: filter.memberId,
    viewerRoles: JSON.stringify(filter.viewerRoles),
    viewerStatuses: JSON.stringify(filter.viewerStatuses),
  };
}
