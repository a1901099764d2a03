import { and, asc, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { ViewedGroup } from '../../domain/group.ts';
import type {
  GroupFilter,
  GroupOrder,
  GroupOrderField,
  KeysetSlice,
  OffsetSlice,
  Position,
  Store,
} from '../../domain/store.ts';
import type { Database } from './database.ts';
import { between, inJson, isKeyset, preparedOnce, presence, sliceValues } from './queries.ts';
import { parseSearch, type Search, searchConditions } from './search.ts';
import { type GroupRow, groups, memberships } from './tables.ts';

const ORDER_COLUMNS = {
  NAME: groups.nameKey,
  CREATED_AT: groups.createdAt,
  SUBSCRIBERS_COUNT: groups.subscribersCount,
} satisfies Record<GroupOrderField, SQLiteColumn>;

/** Anonymous callers have no membership anywhere: no user has this id. */
const NOBODY = 0;

const VIEWED = { group: getTableColumns(groups), status: memberships.status, admin: memberships.admin };

const VIEWERS_OWN = and(eq(memberships.groupId, groups.id), eq(memberships.userId, sql.placeholder('viewerId')));

/** `canSee` of domain/group.ts, in SQL. */
const VISIBLE = or(eq(groups.visible, true), sql`${memberships.status} in ('SUBSCRIBED', 'INVITED')`);

/** `roleOf` of domain/group.ts, in SQL. */
const VIEWERS_ROLE = sql`case
  when ${memberships.status} is not 'SUBSCRIBED' then null
  when ${groups.managedById} = ${memberships.userId} then 'MANAGER'
  when ${memberships.admin} then 'ADMIN' else 'MEMBER' end`;

const INDEX = { table: sql`groups_search`, id: groups.id, short: groups.nameKey };

export function groupReads(db: Database): Pick<Store, 'findGroups' | 'listGroups' | 'countGroups'> {
  const select = () => db.select(VIEWED).from(groups).leftJoin(memberships, VIEWERS_OWN).$dynamic();
  const byIds = select().where(inJson(groups.id, 'ids')).prepare();
  const bySlug = select()
    .where(eq(groups.slug, sql.placeholder('slug')))
    .prepare();

  const prepareList = (filter: GroupFilter, search: Search, order: GroupOrder, slice: KeysetSlice | OffsetSlice) => {
    const column = ORDER_COLUMNS[order.field];
    const direction = order.descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
    const range = isKeyset(slice) ? between(column, groups.id, slice, order.descending) : [];
    return select()
      .where(and(...conditions(filter, search), ...range))
      .orderBy(direction(column), direction(groups.id))
      .limit(sql.placeholder('limit'))
      .offset(sql.placeholder('offset'))
      .prepare();
  };
  const prepareCount = (filter: GroupFilter, search: Search) =>
    db
      .select({ count: count() })
      .from(groups)
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(...conditions(filter, search)))
      .prepare();
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
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

    async listGroups(filter, order, slice, viewerId) {
      const search = parseSearch(filter.search);
      const shape = [order.field, order.descending, presence(filter), presence(search), presence(slice)].join();
      const statement = lists(shape, () => prepareList(filter, search, order, slice));
      const rows = statement.all({ ...filterValues(filter, search, viewerId), ...sliceValues(slice) });
      if (isKeyset(slice) && slice.fromEnd) rows.reverse();
      return rows.map((row) => ({ group: viewedGroup(row.group, row), position: positionOf(row.group, order.field) }));
    },

    async countGroups(filter, viewerId) {
      const search = parseSearch(filter.search);
      const shape = [presence(filter), presence(search)].join();
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

function conditions(filter: GroupFilter, search: Search): (SQL | undefined)[] {
  return [
    VISIBLE,
    filter.kind === null ? undefined : eq(groups.kind, sql.placeholder('kind')),
    filter.privacy === null ? undefined : eq(groups.privacy, sql.placeholder('privacy')),
    filter.viewerRoles === null ? undefined : inJson(VIEWERS_ROLE, 'viewerRoles'),
    filter.viewerStatuses === null ? undefined : inJson(memberships.status, 'viewerStatuses'),
    ...searchConditions(search, INDEX),
  ];
}

function filterValues(filter: GroupFilter, search: Search, viewerId: number | null): Record<string, unknown> {
  return {
    ...search,
    viewerId: viewerId ?? NOBODY,
    kind: filter.kind,
    privacy: filter.privacy,
    viewerRoles: JSON.stringify(filter.viewerRoles),
    viewerStatuses: JSON.stringify(filter.viewerStatuses),
  };
}

function positionOf(row: GroupRow, field: GroupOrderField): Position {
  const value = { NAME: row.nameKey, CREATED_AT: row.createdAt.getTime(), SUBSCRIBERS_COUNT: row.subscribersCount };
  return { value: value[field], id: row.id };
}
