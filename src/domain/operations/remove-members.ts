import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const REMOVAL: MembershipRule = {
  action: 'remove_member',
  scope: 'room.members.remove',
  next: (membership) => (membership?.status === 'SUBSCRIBED' ? null : undefined),
  forbids: (userId, group) => (userId === group.managedById ? 'remove_manager' : null),
};

/** Removes members, admins among them, but never the manager. A user who is no member refuses the whole call. */
export function removeMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, { ...REMOVAL, ofMembers: true });
}

/** Removes those of the users who are members; for others, nothing changes. */
export function removeIfMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, REMOVAL);
}

/** Ends memberships of any status, requests and invitations too, for a door that has one call for all of it. */
export function endMemberships(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, {
    ...REMOVAL,
    next: (membership) => (membership === null ? undefined : null),
  });
}
