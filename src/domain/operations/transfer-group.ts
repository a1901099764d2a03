import type { Deps } from '../deps.ts';
import { ok, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import { checkMember } from '../steps/check-member.ts';
import type { Viewer } from '../viewer.ts';

export interface TransferGroupInput {
  readonly groupId: number;
  readonly userId: number | null;
}

/** Hands a group over to one of its members; the old manager stays, as an admin. */
export function transferGroup(deps: Deps, viewer: Viewer | null, { groupId, userId }: TransferGroupInput) {
  const target = { groupId, scope: 'room.admin', userIds: userId === null ? [] : [userId] } as const;
  return changeGroup(deps, viewer, target, (state, me) => {
    if (state.group.managedById !== me.userId) return refuse({ code: 'FORBIDDEN', action: 'transfer' });
    const invalid = checkMember(state, userId);
    if (invalid.length > 0 || userId === null) return refuse({ code: 'INVALID', fields: invalid });
    if (userId === me.userId) return ok({});

    return ok({
      managedById: userId,
      memberships: new Map([
        [userId, { status: 'SUBSCRIBED', admin: false }],
        [me.userId, { status: 'SUBSCRIBED', admin: true }],
      ]),
    });
  });
}
