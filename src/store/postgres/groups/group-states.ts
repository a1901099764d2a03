import type { Group } from '../../../domain/group.ts';
import type { EmailInvitation, GroupState } from '../../../domain/group-writes.ts';
import type { Membership } from '../../../domain/membership.ts';
import type { PageRequest } from '../../../domain/page-request.ts';
import type { Store } from '../../../domain/store.ts';
import { columnsOf, type Runner } from '../statements/prepared.ts';
import {
  COUNT_REQUESTS,
  EMAIL_INVITATIONS,
  FIND_PAGE_REQUESTS,
  LOCK_GROUPS,
  LOCK_MAIL_DAYS,
  MEMBERSHIPS,
} from './change-group-statements.ts';
import { unknownUsers } from './conflicts.ts';

export type Target = Parameters<Store['changeGroup']>[0];

export type MembershipRow = Membership & { readonly groupId: number; readonly userId: number; readonly since: Date };

interface LockedGroup {
  readonly group: Group;
  readonly nameKey: string | null;
}

/** The membership of a user in a group before a change and after it. */
export interface Move {
  readonly groupId: number;
  readonly userId: number;
  readonly before: MembershipRow | undefined;
  readonly after: MembershipRow | null;
}

/** All that decisions about some groups are shown, as it is while their rows are locked. */
export interface LockedState {
  groupOf(id: number): LockedGroup | undefined;
  membershipOf(groupId: number, userId: number): MembershipRow | undefined;
  stateOf(target: Target, locked: LockedGroup): GroupState;
  /** Shows the next decisions what this one makes of its group: it was decided, and has yet to be written. */
  advance(group: Group, moves: readonly Move[]): void;
}

/** Locks the groups of these targets, and reads what decisions about them depend on, in one round trip. */
export async function lockGroups(on: Runner, targets: readonly Target[]): Promise<LockedState> {
  const pairs = targets.flatMap(({ id, viewerId, userIds }) =>
    [...new Set([viewerId, ...userIds])].map((userId) => ({ groupId: id, userId })),
  );
  const ids = targets.map(({ id }) => id);
  const tokenHashes = targets.flatMap(({ tokenHash }) => tokenHash ?? []);
  const mailDays = targets
    .flatMap(({ viewerId, mailDay }) => (mailDay === undefined ? [] : { userId: viewerId, day: mailDay }))
    .toSorted((one, other) => one.userId - other.userId);
  const counted = targets.flatMap(({ id, requestsUpTo }) =>
    requestsUpTo === undefined ? [] : { groupId: id, upTo: requestsUpTo },
  );

  const [groups, memberships, unknown, invitations, pageRequests, mails, requests] = await Promise.all([
    LOCK_GROUPS.all(on, { ids }),
    readMemberships(on, pairs),
    unknownUsers(
      on,
      targets.flatMap(({ userIds }) => userIds),
    ),
    tokenHashes.length === 0 ? [] : EMAIL_INVITATIONS.all(on, { tokenHashes }),
    FIND_PAGE_REQUESTS.all(on, { ids }),
    mailDays.length === 0 ? [] : LOCK_MAIL_DAYS.all(on, columnsOf(['userId', 'day'], mailDays)),
    counted.length === 0 ? [] : COUNT_REQUESTS.all(on, columnsOf(['groupId', 'upTo'], counted)),
  ]);

  const known = new Map(groups.map((locked) => [locked.group.id, locked]));
  const pages = new Map<number, PageRequest>(pageRequests.map((request) => [request.groupId, request]));
  const counts = new Map(requests.map(({ groupId, count }) => [groupId, count]));
  const membershipOf = (groupId: number, userId: number) => memberships.get(pairOf(groupId, userId));

  const invitationOf = ({ id, tokenHash }: Target): EmailInvitation | null => {
    const found = invitations.find((invitation) => invitation.groupId === id && invitation.tokenHash === tokenHash);
    return found === undefined ? null : { email: found.email, expiresAt: found.expiresAt };
  };
  const mailsOrderedBy = ({ viewerId, mailDay }: Target): number =>
    mails.find(({ userId, day }) => userId === viewerId && day === mailDay)?.mails ?? 0;

  return {
    groupOf: (id) => known.get(id),
    membershipOf,
    stateOf(target, { group }) {
      const { id, viewerId, userIds, requestsUpTo } = target;
      const own = membershipOf(id, viewerId);
      const named = userIds.flatMap((userId) => membershipOf(id, userId) ?? []);
      return {
        group: { ...group, viewerMembership: own === undefined ? null : { status: own.status, admin: own.admin } },
        memberships: new Map(named.map(({ userId, status, admin }) => [userId, { status, admin }])),
        unknownUserIds: userIds.filter((userId) => unknown.has(userId)),
        emailInvitation: invitationOf(target),
        pageRequest: group.kind === 'PAGE' ? (pages.get(id) ?? null) : null,
        mailsOrdered: mailsOrderedBy(target),
        requests: requestsUpTo === undefined || own !== undefined ? 0 : (counts.get(id) ?? 0),
      };
    },
    advance(group, moves) {
      const before = known.get(group.id);
      if (before !== undefined) known.set(group.id, { ...before, group });
      for (const { groupId, userId, after } of moves) {
        if (after === null) memberships.delete(pairOf(groupId, userId));
        else memberships.set(pairOf(groupId, userId), after);
      }
      counts.set(group.id, (counts.get(group.id) ?? 0) + moves.filter(asksToJoin).length);
    },
  };
}

function asksToJoin({ before, after }: Move): boolean {
  return after?.status === 'REQUESTED' && before?.status !== 'REQUESTED';
}

/** The memberships of these pairs, by `pairOf`. */
export async function readMemberships(
  on: Runner,
  pairs: readonly { readonly groupId: number; readonly userId: number }[],
): Promise<Map<string, MembershipRow>> {
  if (pairs.length === 0) return new Map();
  const rows = await MEMBERSHIPS.all(on, columnsOf(['groupId', 'userId'], pairs));
  return new Map(rows.map((row) => [pairOf(row.groupId, row.userId), row]));
}

export function pairOf(groupId: number, userId: number): string {
  return `${groupId} ${userId}`;
}
