import type { Deps } from '../deps.ts';
import { changeStandings, type StandingRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: StandingRule = {
  action: 'answer_requests',
  scope: 'room.invite',
  next: (standing) => (standing?.status === 'REQUESTED' ? null : undefined),
};

/** Turns those away who have asked to join; for other users, nothing changes. */
export function rejectRequests(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, RULE);
}
