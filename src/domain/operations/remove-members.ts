import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const REMOVAL: MembershipRule = {
  action: 'remove_member',
  scope: 'room.members.remove',
  next: (membership) => (membership?.status === 'SUBSCRIBED' ? null : undefined),
  forbids: (userId, group) => (userId === group.managedById ? 'remove_manager' : null),
};

/** Ends users' membership, an admin's too, but never the manager's; whoever is no member refuses the whole call. */
export function removeMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, { ...REMOVAL, ofMembers: true });
}

/** The same, where removing twice is the same as once: for those who are no members, nothing changes. */
export function removeIfMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, REMOVAL);
}

/** The same, and turns requests away and takes invitations back: for a door that has this one call for all of it. */
export function endMemberships(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, {
    ...REMOVAL,
    next: (membership) => (membership === null ? undefined : null),
  });
}
