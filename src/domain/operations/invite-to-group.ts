import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: MembershipRule = {
  action: 'invite',
  scope: 'room.invite',
  next: (membership) => {
    if (membership === null) return { status: 'INVITED', admin: false };
    return membership.status === 'REQUESTED' ? { status: 'SUBSCRIBED', admin: false } : undefined;
  },
};

/** Invites users, and accepts those of them who have asked to join. */
export function inviteToGroup(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, RULE);
}
