import { isActivity } from '../../../domain/activity.ts';
import type { ViewedGroup } from '../../../domain/group.ts';
import type { GroupChange } from '../../../domain/group-writes.ts';
import { sinceWhen } from '../../../domain/membership.ts';
import type { LockedState, Move, Target } from './group-states.ts';

/** A change that the domain decided, with the locked group as it was. */
export interface Decided {
  readonly target: Target;
  readonly change: GroupChange;
  readonly now: Date;
  readonly before: ViewedGroup;
  readonly nameKey: string | null;
}

/** What a change makes of its group and of its members. */
export interface Effect {
  readonly moves: readonly Move[];
  /** The group as its viewer sees it afterwards. */
  readonly after: ViewedGroup;
  /** Whether the group's row changes. */
  readonly isChanged: boolean;
}

/**
 * The effect of a change that does nothing but move users whose memberships are known. Null for any other, of which the
 * rest of the transaction has a part in the effect, and for one that ends a request to join: how many there are was
 * counted up to a limit, and cannot be counted down.
 */
export function knownEffect(decided: Decided, { membershipOf }: LockedState): Effect | null {
  const { target, change } = decided;
  const { memberships = new Map(), ...others } = change;
  const known = new Set([target.viewerId, ...target.userIds]);
  if (Object.keys(others).length > 0 || [...memberships.keys()].some((userId) => !known.has(userId))) return null;
  const moves = movesOf(decided, membershipOf);
  return moves.some(endsRequest) ? null : effectOf(decided, moves, 0);
}

function endsRequest({ before, after }: Move): boolean {
  return before?.status === 'REQUESTED' && after?.status !== 'REQUESTED';
}

export function movesOf(
  { target: { id: groupId }, change: { memberships = new Map() }, now }: Decided,
  membershipOf: LockedState['membershipOf'],
): Move[] {
  return [...memberships].map(([userId, to]) => {
    const before = membershipOf(groupId, userId);
    const after = to && { groupId, userId, status: to.status, admin: to.admin, since: sinceWhen(before, to, now) };
    return { groupId, userId, before, after };
  });
}

/** `admitted` are the users who had asked to join and were let in, all at once. */
export function effectOf({ target, change, before, now }: Decided, moves: readonly Move[], admitted: number): Effect {
  const steps = moves.map(joined);
  const more = steps.reduce((sum, step) => sum + step, admitted);
  const isActive = isActivity(change, steps.filter((step) => step > 0).length + admitted);
  const after: ViewedGroup = {
    ...before,
    ...shownFields(change),
    subscribersCount: before.subscribersCount + more,
    lastActivityAt: isActive ? now : before.lastActivityAt,
    managedById: change.managedById ?? before.managedById,
    viewerMembership: viewerAfter(target, change, before),
  };
  return { moves, after, isChanged: more !== 0 || isActive };
}

function joined({ before, after }: Move): number {
  return Number(after?.status === 'SUBSCRIBED') - Number(before?.status === 'SUBSCRIBED');
}

function shownFields({ fields = {} }: GroupChange) {
  const { nameKey: _nameKey, ...shown } = fields;
  return shown;
}

function viewerAfter({ viewerId }: Target, { memberships, requests }: GroupChange, before: ViewedGroup) {
  const next = memberships?.get(viewerId);
  if (next !== undefined) return next;
  const had = before.viewerMembership;
  if (had?.status !== 'REQUESTED' || requests === undefined) return had;
  return requests === 'admit' ? { status: 'SUBSCRIBED' as const, admin: had.admin } : null;
}
