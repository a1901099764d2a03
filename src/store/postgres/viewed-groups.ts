import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Group, ViewedGroup } from '../../domain/group.ts';
import { groups, memberships } from './tables.ts';

/** The viewer's id for anonymous callers: no user has it. */
export const NOBODY = 0;

const { nameKey: _nameKey, nameSort: _nameSort, slugKey: _slugKey, ...known } = getTableColumns(groups);

/** The columns of a `Group` of the domain. */
export const GROUP = known;

export const VIEWED = { group: GROUP, status: memberships.status, admin: memberships.admin };

/** Joins the viewer's own membership to a group. */
export const VIEWERS_OWN = and(eq(memberships.groupId, groups.id), eq(memberships.userId, sql.placeholder('viewerId')));

/** The groups that everybody may see. */
export const PUBLIC = sql`${groups.active} and ${groups.visible}`;

/** `canSee` of domain/group.ts, in SQL. */
export const VISIBLE = sql`(${memberships.status} is not distinct from 'SUBSCRIBED'
  or (${groups.active} and (${groups.visible} or ${memberships.status} is not distinct from 'INVITED')))`;

/** `canSeeMembers` of domain/group.ts, in SQL. */
export const MEMBERS_VISIBLE = sql`(${groups.privacy} = 'PUBLIC' or ${memberships.status} = 'SUBSCRIBED')`;

export interface ViewedRow {
  readonly group: Group;
  readonly status: (typeof memberships.$inferSelect)['status'] | null;
  readonly admin: boolean | null;
}

export function viewedGroup(group: Group, { status, admin }: Pick<ViewedRow, 'status' | 'admin'>): ViewedGroup {
  return { ...group, viewerMembership: status === null ? null : { status, admin: admin ?? false } };
}
