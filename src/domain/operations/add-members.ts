import type { Deps } from '../deps.ts';
import { changeStandings, type StandingRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: StandingRule = {
  action: 'add_members',
  scope: 'room.invite',
  next: (standing) => (standing?.status === 'SUBSCRIBED' ? undefined : { status: 'SUBSCRIBED', admin: false }),
};

/** Makes users members without asking them, whether or not they were invited or have asked. */
export function addMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeStandings(deps, viewer, input, RULE);
}
