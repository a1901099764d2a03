import { and, asc, count, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { ViewedGroup } from '../../domain/group.ts';
import type { GroupFilter, GroupOrderField, KeysetSlice, OffsetSlice, Position, Store } from '../../domain/store.ts';
import type { Database } from './database.ts';
import { prepareSelect } from './prepared.ts';
import { between, inJson, isKeyset, preparedOnce, presence, sliceValues } from './queries.ts';
import { findsCount, found, relevanceQuery, searchValues } from './relevance.ts';
import { rareInCounts, rareInLists, type Search, searchReader } from './search.ts';
import { type GroupRow, groups, memberships } from './tables.ts';

const ORDER_COLUMNS = {
  NAME: groups.nameKey,
  CREATED_AT: groups.createdAt,
  SUBSCRIBERS_COUNT: groups.subscribersCount,
  LATEST_ACTIVITY: groups.lastActivityAt,
} satisfies Record<ColumnOrder, SQLiteColumn>;

type ColumnOrder = Exclude<GroupOrderField, 'RELEVANCE'>;

interface ColumnListOrder {
  readonly field: ColumnOrder;
  readonly descending: boolean;
}

/** Anonymous callers have no membership anywhere: no user has this id. */
export const NOBODY = 0;

export const VIEWED = { group: getTableColumns(groups), status: memberships.status, admin: memberships.admin };

/** The viewer's own membership, to be joined to a group. */
export const VIEWERS_OWN = and(eq(memberships.groupId, groups.id), eq(memberships.userId, sql.placeholder('viewerId')));

/** What everybody may see. */
const PUBLIC = sql`${groups.active} and ${groups.visible}`;

/** `canSee` of domain/group.ts, in SQL. */
export const VISIBLE = sql`(${memberships.status} is 'SUBSCRIBED'
  or (${groups.active} and (${groups.visible} or ${memberships.status} is 'INVITED')))`;

/** `canSeeMembers` of domain/group.ts, in SQL. */
export const MEMBERS_VISIBLE = sql`(${groups.privacy} = 'PUBLIC' or ${memberships.status} = 'SUBSCRIBED')`;

/** `roleOf` of domain/group.ts, in SQL. */
const VIEWERS_ROLE = sql`case
  when ${memberships.status} is not 'SUBSCRIBED' then null
  when ${groups.managedById} = ${memberships.userId} then 'MANAGER'
  when ${memberships.admin} then 'ADMIN' else 'MEMBER' end`;

/** Says nothing new, but lets the database begin with the viewer's few groups instead of with all there are. */
const OF_VIEWER = sql`${groups.id} in (select group_id from memberships where user_id = ${sql.placeholder('viewerId')})`;

const OF_MEMBER = sql`${groups.id} in (
  select group_id from memberships where user_id = ${sql.placeholder('memberId')} and status = 'SUBSCRIBED')`;

export function groupReads(db: Database): Pick<Store, 'findGroups' | 'listGroups' | 'countGroups' | 'findNamedImages'> {
  const readSearch = searchReader(db, 'groups');
  const select = () => db.select(VIEWED).from(groups).leftJoin(memberships, VIEWERS_OWN).$dynamic();
  const byIds = prepareSelect(db, select().where(inJson(groups.id, 'ids')));
  const bySlug = prepareSelect(db, select().where(eq(groups.slug, sql.placeholder('slug'))));

  const namedImages = prepareSelect(
    db,
    db.select({ key: sql<string>`key` }).from(
      sql`(select image as key from groups where ${inJson(groups.image, 'keys')}
        union all select cover_image from groups where ${inJson(groups.coverImage, 'keys')})`,
    ),
  );

  const prepareList = (
    filter: GroupFilter,
    search: Search | null,
    order: ColumnListOrder,
    slice: KeysetSlice | OffsetSlice,
  ) => {
    const column = ORDER_COLUMNS[order.field];
    const direction = order.descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
    const range = isKeyset(slice) ? between(column, groups.id, slice, order.descending) : [];
    return prepareSelect(
      db,
      select()
        .where(and(...conditions(filter), search === null ? undefined : found(findable(filter), search), ...range))
        .orderBy(direction(column), direction(groups.id))
        .limit(sql.placeholder('limit'))
        .offset(sql.placeholder('offset')),
    );
  };
  const prepareRelevant = (
    filter: GroupFilter,
    search: Search,
    page: { readonly slice: KeysetSlice | OffsetSlice; readonly descending: boolean },
  ) => prepareSelect(db, relevanceQuery(db, findable(filter), search, page));
  const prepareCount = (filter: GroupFilter, search: Search | null) => {
    if (search !== null) return prepareSelect(db, findsCount(db, findable(filter), search));
    return isOfViewer(filter) || filter.memberId !== null ? countOfAll(filter) : countOfPublicAndOwn(filter);
  };
  const countOfAll = (filter: GroupFilter) =>
    prepareSelect(
      db,
      db
        .select({ count: count() })
        .from(groups)
        .leftJoin(memberships, VIEWERS_OWN)
        .where(and(...conditions(filter))),
    );
  // What everybody may see is counted in an index of just that: a tenth of the time at a million groups.
  const countOfPublicAndOwn = (filter: GroupFilter) =>
    prepareSelect(
      db,
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
          : bySlug.all({ ...viewer, slug: selector.slug });
      return rows
        .filter(({ group }) => selector.kind === undefined || group.kind === selector.kind)
        .map((row) => viewedGroup(row.group, row));
    },

    async findNamedImages(keys) {
      return new Set(namedImages.all({ keys: JSON.stringify(keys) }).map(({ key }) => key));
    },

    async listGroups(filter, { field, descending }, slice, viewerId) {
      const search = readSearch(filter.search, rareInLists);
      const shape = [field, descending, presence(filter), presence(search ?? {}), presence(slice)].join();
      const values = { ...filterValues(filter, search, viewerId), ...sliceValues(slice) };
      const inOrder = <Row>(rows: Row[]) => (isKeyset(slice) && slice.fromEnd ? rows.reverse() : rows);

      if (field === 'RELEVANCE' && search !== null) {
        const statement = relevantLists(shape, () => prepareRelevant(filter, search, { slice, descending }));
        const rows = inOrder(statement.all(values));
        return rows.map(({ group, place, ...standing }) => ({
          group: viewedGroup(group, standing),
          position: { value: place, id: group.id },
        }));
      }
      const order = { field: field === 'RELEVANCE' ? 'NAME' : field, descending } as const;
      const rows = inOrder(lists(shape, () => prepareList(filter, search, order, slice)).all(values));
      return rows.map(({ group, ...standing }) => ({
        group: viewedGroup(group, standing),
        position: positionOf(group, order.field),
      }));
    },

    async countGroups(filter, viewerId) {
      const search = readSearch(filter.search, rareInCounts);
      const shape = [presence(filter), presence(search ?? {})].join();
      const row = counts(shape, () => prepareCount(filter, search)).get(filterValues(filter, search, viewerId));
      return row?.count ?? 0;
    },
  };
}

/** Keeps a group's row from leaving the store with more than the domain knows. */
export function viewedGroup(
  { nameKey: _key, ...group }: GroupRow,
  { status, admin }: { readonly status: Status | null; readonly admin: boolean | null },
): ViewedGroup {
  return { ...group, viewerMembership: status === null ? null : { status, admin: admin ?? false } };
}

type Status = (typeof memberships.$inferSelect)['status'];

function findable(filter: GroupFilter) {
  return { joined: VIEWERS_OWN, conditions: conditions(filter), few: isOfViewer(filter) || filter.memberId !== null };
}

function conditions(filter: GroupFilter): (SQL | undefined)[] {
  return [
    VISIBLE,
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

function positionOf(group: GroupRow, field: ColumnOrder): Position {
  const values = {
    NAME: group.nameKey,
    CREATED_AT: group.createdAt.getTime(),
    SUBSCRIBERS_COUNT: group.subscribersCount,
    LATEST_ACTIVITY: group.lastActivityAt.getTime(),
  };
  return { value: values[field], id: group.id };
}
