import type { Deps } from '../deps.ts';
import { canSee } from '../group.ts';
import { ok, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import { changeGroup } from './change-group.ts';

/** Leaves a group, cancels a request to join it, or declines an invitation. */
export function leaveGroup(deps: Deps, viewer: Viewer | null, { groupId }: { readonly groupId: number }) {
  const target = {
    groupId,
    scope: 'room.leave',
    // Those who asked before the group was hidden can still take their request back.
    mayAddress: (group: Parameters<typeof canSee>[0]) => canSee(group) || group.viewerMembership !== null,
  } as const;
  return changeGroup(deps, viewer, target, ({ group }, { userId }) => {
    if (group.managedById === userId) return refuse({ code: 'FORBIDDEN', action: 'leave_as_manager' });
    if (group.viewerMembership === null) return ok({});
    return ok({ standings: new Map([[userId, null]]) });
  });
}
