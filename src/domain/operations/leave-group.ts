import type { Deps } from '../deps.ts';
import { canSee, type GroupRef, type ViewedGroup } from '../group.ts';
import { ok, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Scope, Viewer } from '../viewer.ts';

/** Leaves a group, cancels a request to join it, or declines an invitation. */
export function leaveGroup(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind, scope = 'room.leave' }: GroupRef & { readonly scope?: Scope },
) {
  return changeGroup(deps, viewer, { groupId, kind, scope, mayAddress }, ({ group }, { userId }) => {
    if (group.managedById === userId) return refuse({ code: 'FORBIDDEN', action: 'leave_as_manager' });
    if (group.viewerMembership === null) return ok({});
    return ok({ memberships: new Map([[userId, null]]) });
  });
}

/** Takes a request to join back; for those who have not asked, nothing changes. */
export function cancelRequest(deps: Deps, viewer: Viewer | null, { groupId, kind }: GroupRef) {
  return changeGroup(deps, viewer, { groupId, kind, scope: 'room.join', mayAddress }, (state, { userId }) =>
    state.group.viewerMembership?.status === 'REQUESTED' ? ok({ memberships: new Map([[userId, null]]) }) : ok({}),
  );
}

/** Those who asked before the group was hidden can still take their request back. */
function mayAddress(group: ViewedGroup): boolean {
  return canSee(group) || (group.active && group.viewerMembership !== null);
}
