import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import { canAdminister } from '../group.ts';
import type { MemberRole } from '../membership.ts';
import { ok, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import { checkMember } from '../steps/check-member.ts';
import type { Viewer } from '../viewer.ts';

export interface SetMemberRoleInput {
  readonly groupId: number;
  readonly userId: number | null;
  readonly role: MemberRole;
}

/** Makes a member an admin, or an admin a mere member. The manager's role changes by `transferGroup` alone. */
export function setMemberRole(deps: Deps, viewer: Viewer | null, { groupId, userId, role }: SetMemberRoleInput) {
  const target = { groupId, scope: 'room.admin', userIds: userId === null ? [] : [userId] } as const;
  return changeGroup(deps, viewer, target, (state, me) => {
    if (!canAdminister(state.group, me)) return refuse({ code: 'FORBIDDEN', action: 'change_role' });
    const invalid: InvalidField[] = checkMember(state, userId);
    if (role === 'MANAGER') invalid.push({ field: 'role', reason: 'invalid_choice', choices: ['MEMBER', 'ADMIN'] });
    if (invalid.length > 0 || userId === null) return refuse({ code: 'INVALID', fields: invalid });
    if (userId === state.group.managedById) return refuse({ code: 'FORBIDDEN', action: 'change_role' });

    const admin = role === 'ADMIN';
    if (state.memberships.get(userId)?.admin === admin) return ok({});
    return ok({ memberships: new Map([[userId, { status: 'SUBSCRIBED', admin }]]) });
  });
}
