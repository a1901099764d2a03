import type { Deps } from '../deps.ts';
import { changeStandings, type StandingRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: StandingRule = {
  action: 'invite',
  scope: 'room.invite',
  next: (standing) => (standing?.status === 'INVITED' ? null : undefined),
};

/** Takes invitations back; for users who are not invited, nothing changes. */
export function cancelInvitations(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, RULE);
}
