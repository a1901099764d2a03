import type { Deps } from '../deps.ts';
import { changeMemberships, type MembershipRule, type UsersInput } from '../steps/change-memberships.ts';
import type { Viewer } from '../viewer.ts';

const RULE: MembershipRule = {
  action: 'add_members',
  scope: 'room.invite',
  next: (membership) => (membership?.status === 'SUBSCRIBED' ? undefined : { status: 'SUBSCRIBED', admin: false }),
};

/** Makes users members without asking them, whether or not they were invited or have asked. */
export function addMembers(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  return changeMemberships(deps, viewer, input, RULE);
}
