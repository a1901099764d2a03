import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { GroupFilter } from '../../../domain/store.ts';
import { inJson } from '../statements/keyset.ts';
import { lookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import { MEMBERS_VISIBLE, PUBLIC, VISIBLE } from '../viewed-groups.ts';

/** SQL: `roleOf` of domain/group.ts. */
const VIEWERS_ROLE = sql`case
  when ${memberships.status} is not 'SUBSCRIBED' then null
  when ${groups.managedById} = ${memberships.userId} then 'MANAGER'
  when ${memberships.admin} then 'ADMIN' else 'MEMBER' end`;

const LOOKED_AT = lookedAt(sql`group_id`);

/** SQL: implied by other conditions, but lets SQLite begin with the viewer's few groups instead of with all groups. */
const OF_VIEWER = sql`${groups.id} in (
  select group_id from memberships where user_id = :viewerId and ${LOOKED_AT})`;

const OF_MEMBER = sql`${groups.id} in (
  select group_id from memberships where user_id = :memberId and status = 'SUBSCRIBED' and ${LOOKED_AT})`;

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
    filter.viewerRoles === null ? undefined : inJson(VIEWERS_ROLE, 'viewerRoles'),
    filter.viewerStatuses === null ? undefined : inJson(memberships.status, 'viewerStatuses'),
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

/** Conditions that begin with the columns of the index of public groups. */
export function conditionsOfIndex(filter: GroupFilter): (SQL | undefined)[] {
  return filter.kind === null
    ? [sql`${groups.kind} in ('GROUP', 'PAGE')`, ...conditionsOfGroup(filter)]
    : conditionsOfGroup(filter);
}

/** Whether a filter leaves the groups of one user, whoever that is. */
export function isOfFew(filter: GroupFilter): boolean {
  return isOfViewer(filter) || filter.memberId !== null;
}

function isOfViewer({ viewerRoles, viewerStatuses }: GroupFilter): boolean {
  return viewerRoles !== null || viewerStatuses !== null;
}

/** SQL: implied as well; the public groups that meet a filter, and the viewer's own. */
function ofSeldom(filter: GroupFilter): SQL {
  return sql`${groups.id} in (
  select id from (select ${groups.id} as id from groups where ${and(PUBLIC, ...conditionsOfIndex(filter))})
  union all select group_id from memberships where user_id = :viewerId and ${LOOKED_AT})`;
}
