import { and, asc, count, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { ViewedGroup } from '../../domain/group.ts';
import type { GroupFilter, GroupOrderField, KeysetSlice, OffsetSlice, Position, Store } from '../../domain/store.ts';
import type { Database } from './database.ts';
import { between, inJson, isKeyset, preparedOnce, presence, sliceValues } from './queries.ts';
import { FOUND, relevanceQuery, searchValues } from './relevance.ts';
import { type Match, searchReader } from './search.ts';
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

export function groupReads(db: Database): Pick<Store, 'findGroups' | 'listGroups' | 'countGroups'> {
  const readSearch = searchReader(db, 'groups_trigrams');
  const select = () => db.select(VIEWED).from(groups).leftJoin(memberships, VIEWERS_OWN).$dynamic();
  const byIds = select().where(inJson(groups.id, 'ids')).prepare();
  const bySlug = select()
    .where(eq(groups.slug, sql.placeholder('slug')))
    .prepare();

  const prepareList = (filter: GroupFilter, match: Match, order: ColumnListOrder, slice: KeysetSlice | OffsetSlice) => {
    const column = ORDER_COLUMNS[order.field];
    const direction = order.descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
    const range = isKeyset(slice) ? between(column, groups.id, slice, order.descending) : [];
    return select()
      .where(and(...conditions(filter), match === null ? undefined : FOUND, ...range))
      .orderBy(direction(column), direction(groups.id))
      .limit(sql.placeholder('limit'))
      .offset(sql.placeholder('offset'))
      .prepare();
  };
  const prepareRelevant = (filter: GroupFilter, descending: boolean, slice: KeysetSlice | OffsetSlice) =>
    relevanceQuery(db, { joined: VIEWERS_OWN, conditions: conditions(filter) }, { slice, descending });
  const prepareCount = (filter: GroupFilter, match: Match) =>
    db
      .select({ count: count() })
      .from(groups)
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(...conditions(filter), match === null ? undefined : FOUND))
      .prepare();
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

    async listGroups(filter, { field, descending }, slice, viewerId) {
      const match = readSearch(filter.search);
      const shape = [field, descending, presence(filter), match !== null, presence(slice)].join();
      const values = { ...filterValues(filter, match, viewerId), ...sliceValues(slice) };
      const inOrder = <Row>(rows: Row[]) => (isKeyset(slice) && slice.fromEnd ? rows.reverse() : rows);

      if (field === 'RELEVANCE' && match !== null) {
        const statement = relevantLists(shape, () => prepareRelevant(filter, descending, slice));
        const rows = inOrder(statement.all(values));
        return rows.map(({ group, place, ...standing }) => ({
          group: viewedGroup(group, standing),
          position: { value: place, id: group.id },
        }));
      }
      const order = { field: field === 'RELEVANCE' ? 'NAME' : field, descending } as const;
      const rows = inOrder(lists(shape, () => prepareList(filter, match, order, slice)).all(values));
      return rows.map(({ group, ...standing }) => ({
        group: viewedGroup(group, standing),
        position: positionOf(group, order.field),
      }));
    },

    async countGroups(filter, viewerId) {
      const match = readSearch(filter.search);
      const shape = [presence(filter), match !== null].join();
      const row = counts(shape, () => prepareCount(filter, match)).get(filterValues(filter, match, viewerId));
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

function conditions(filter: GroupFilter): (SQL | undefined)[] {
  return [
    VISIBLE,
    filter.kind === null ? undefined : eq(groups.kind, sql.placeholder('kind')),
    filter.privacy === null ? undefined : eq(groups.privacy, sql.placeholder('privacy')),
    filter.viewerRoles === null ? undefined : inJson(VIEWERS_ROLE, 'viewerRoles'),
    filter.viewerStatuses === null ? undefined : inJson(memberships.status, 'viewerStatuses'),
    filter.viewerRoles === null && filter.viewerStatuses === null ? undefined : OF_VIEWER,
    filter.memberId === null ? undefined : and(OF_MEMBER, MEMBERS_VISIBLE),
  ];
}

function filterValues(filter: GroupFilter, match: Match, viewerId: number | null): Record<string, unknown> {
  return {
    ...(match !== null && searchValues(filter, match)),
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
