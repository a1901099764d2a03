import type { PlainFields } from './group-fields.ts';
import { type MemberRole, type Membership, roleIn } from './membership.ts';
import { allows, type Viewer } from './viewer.ts';

export type GroupKind = 'GROUP' | 'PAGE';

export type GroupPrivacy = 'PUBLIC' | 'PRIVATE';

export interface Group extends PlainFields {
  readonly id: number;
  readonly kind: GroupKind;
  readonly name: string;
  readonly slug: string;
  readonly privacy: GroupPrivacy;
  /** Always true for a PUBLIC group. */
  readonly visible: boolean;
  readonly active: boolean;
  readonly verified: boolean;
  /** Key of a stored picture; null when there is none. */
  readonly image: string | null;
  readonly coverImage: string | null;
  readonly subscribersCount: number;
  readonly createdAt: Date;
  /** When the group last changed, or someone last joined it. */
  readonly lastActivityAt: Date;
  /** Part of an address that lets its holder in: see `canSeePrivateToken`. */
  readonly privateToken: string;
  readonly createdById: number;
  readonly managedById: number;
}

/** A group by its id; a `kind` excludes groups of the other kind. */
export interface GroupRef {
  readonly groupId: number;
  readonly kind?: GroupKind | undefined;
}

/** A group with the viewer's membership in it, which is null for strangers and anonymous callers. */
export interface ViewedGroup extends Group {
  readonly viewerMembership: Membership | null;
}

/**
 * A PRIVATE hidden group is absent, not forbidden, to everyone outside it; so is a page
 * that has not been approved.
 * The store says the same in SQL, where it lists and counts.
 */
export function canSee(group: ViewedGroup): boolean {
  const status = group.viewerMembership?.status;
  if (status === 'SUBSCRIBED') return true;
  return group.active && (group.visible || status === 'INVITED');
}

/**
 * Decides about requests to join when a group changes: they are admitted when it becomes public, and dropped when it
 * becomes hidden, because then only the invited may join.
 */
export function requestsAfter(before: Group, after: Pick<Group, 'privacy' | 'visible'>): 'admit' | 'drop' | null {
  if (before.privacy === 'PRIVATE' && after.privacy === 'PUBLIC') return 'admit';
  return before.visible && !after.visible ? 'drop' : null;
}

/** Only members see who else is in a private group. The store says the same in SQL. */
export function canSeeMembers(group: ViewedGroup): boolean {
  return group.privacy === 'PUBLIC' || group.viewerMembership?.status === 'SUBSCRIBED';
}

export function roleOf(group: ViewedGroup, viewer: Viewer | null): MemberRole | null {
  const membership = group.viewerMembership;
  return viewer === null || membership === null ? null : roleIn(group, viewer.userId, membership);
}

export function canAdminister(group: ViewedGroup, viewer: Viewer | null): boolean {
  const role = roleOf(group, viewer);
  return role === 'MANAGER' || role === 'ADMIN';
}

/** The token makes anybody a member: only those may see it who could invite people, or make a new token. */
export function canSeePrivateToken(group: ViewedGroup, viewer: Viewer | null): boolean {
  if (viewer === null || !canAdminister(group, viewer)) return false;
  return allows(viewer, 'room.admin') || allows(viewer, 'room.invite');
}
