import type { Deps } from '../deps.ts';
import type { Viewer } from '../viewer.ts';
import { changeStandings, type StandingRule, type UsersInput } from './change-standings.ts';

const MEMBERS: StandingRule = {
  action: 'remove_member',
  scope: 'room.members.remove',
  next: (standing) => (standing?.status === 'SUBSCRIBED' ? null : undefined),
  forbids: (userId, group) => (userId === group.managedById ? 'remove_manager' : null),
};

/** Ends users' membership, an admin's too, but never the manager's; for those who are no members, nothing changes. */
export function removeMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, MEMBERS);
}

/** The same, and turns away those who have asked to join: for a door that has no word of its own for that. */
export function removeMembersAndRequests(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, {
    ...MEMBERS,
    next: (standing) => (standing === null || standing.status === 'INVITED' ? undefined : null),
  });
}
