import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: MembershipRule = {
  action: 'invite',
  scope: 'room.invite',
  next: (membership) => (membership?.status === 'INVITED' ? null : undefined),
};

/** Takes invitations back; for users who are not invited, nothing changes. */
export function cancelInvitations(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, RULE);
}
