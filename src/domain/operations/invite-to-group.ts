import type { Deps } from '../deps.ts';
import { changeStandings, type StandingRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: StandingRule = {
  action: 'invite',
  scope: 'room.invite',
  next: (standing) => {
    if (standing === null) return { status: 'INVITED', admin: false };
    return standing.status === 'REQUESTED' ? { status: 'SUBSCRIBED', admin: false } : undefined;
  },
};

/** Invites users, and accepts those of them who have asked to join. */
export function inviteToGroup(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, RULE);
}
