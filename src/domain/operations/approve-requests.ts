import type { Deps } from '../deps.ts';
import { changeStandings, type StandingRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: StandingRule = {
  action: 'answer_requests',
  scope: 'room.invite',
  next: (standing) => (standing?.status === 'REQUESTED' ? { status: 'SUBSCRIBED', admin: false } : undefined),
};

/** Lets those in who have asked to join; for other users, nothing changes. */
export function approveRequests(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, RULE);
}
