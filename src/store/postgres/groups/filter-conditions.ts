import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { GroupFilter } from '../../../domain/store.ts';
import { hiddenList, inList } from '../statements/keyset.ts';
import { groups, memberships } from '../tables.ts';
import { MEMBERS_VISIBLE, PUBLIC, VISIBLE } from '../viewed-groups.ts';

/** SQL: `roleOf` of domain/group.ts. */
const VIEWERS_ROLE = sql`case
  when ${memberships.status} is distinct from 'SUBSCRIBED' then null
  when ${groups.managedById} = ${memberships.userId} then 'MANAGER'
  when ${memberships.admin} then 'ADMIN' else 'MEMBER' end`;

/**
 * SQL: implied by other conditions, but lets PostgreSQL begin with these few groups instead of with all groups. It takes
 * an array for few values, however many rows it expects of the query that makes it.
 */
function isAmong(ids: SQL): SQL {
  return sql`${groups.id} = any(array(${ids}))`;
}

const VIEWERS = sql`select group_id from memberships where user_id = ${sql.placeholder('viewerId')}`;
const OF_VIEWER = isAmong(VIEWERS);
const OF_MEMBER = isAmong(
  sql`select group_id from memberships where user_id = ${sql.placeholder('memberId')} and status = 'SUBSCRIBED'`,
);

/** A filter, with whether few public groups meet it. */
export type Filter = GroupFilter & { readonly isSeldom: boolean };

/** Up to this many public groups that meet a filter, looking at each beats going through an order until a page is full. */
export const MAX_SELDOM = 1_000;

/** SQL: what a viewer may see, and what a filter leaves of it. */
export function conditions(filter: Filter): (SQL | undefined)[] {
  return [
    VISIBLE,
    filter.isSeldom ? ofSeldom(filter) : undefined,
    ...conditionsOfGroup(filter),
    filter.viewerRoles === null
      ? undefined
      : sql`${VIEWERS_ROLE} = any(${hiddenList('viewerRoles', memberships.status)})`,
    filter.viewerStatuses === null ? undefined : inList(memberships.status, 'viewerStatuses'),
    isOfViewer(filter) ? OF_VIEWER : undefined,
    filter.memberId === null ? undefined : and(OF_MEMBER, MEMBERS_VISIBLE),
  ];
}

export function conditionsOfGroup(filter: GroupFilter): (SQL | undefined)[] {
  return [
    filter.kind === null ? undefined : eq(groups.kind, sql.placeholder('kind')),
    filter.privacy === null ? undefined : eq(groups.privacy, sql.placeholder('privacy')),
  ];
}

/**
 * SQL: the ids of public groups that meet a filter, up to a number. The order is that of the index of public groups, which
 * PostgreSQL would otherwise not use for a filter that most groups meet.
 */
export function publicGroups(filter: GroupFilter, most: number): SQL {
  const kinds = filter.kind === null ? sql`${groups.kind} in ('GROUP', 'PAGE')` : undefined;
  return sql`select ${groups.id} from groups where ${and(PUBLIC, kinds, ...conditionsOfGroup(filter))}
    order by ${groups.kind}, ${groups.privacy} limit ${sql.raw(String(most))}`;
}

/** Whether a filter leaves the groups of one user, whoever that is. */
export function isOfFew(filter: GroupFilter): boolean {
  return isOfViewer(filter) || filter.memberId !== null;
}

function isOfViewer({ viewerRoles, viewerStatuses }: GroupFilter): boolean {
  return viewerRoles !== null || viewerStatuses !== null;
}

/** SQL: implied as well. Some more may have come to meet the filter since they were counted. */
function ofSeldom(filter: GroupFilter): SQL {
  return isAmong(sql`(${publicGroups(filter, 2 * MAX_SELDOM)}) union all ${VIEWERS}`);
}
