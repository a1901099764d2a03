import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: MembershipRule = {
  action: 'answer_requests',
  scope: 'room.invite',
  next: (membership) => (membership?.status === 'REQUESTED' ? null : undefined),
};

/** Rejects the users who have asked to join; for others, nothing changes. */
export function rejectRequests(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, RULE);
}
