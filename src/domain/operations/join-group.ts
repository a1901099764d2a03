import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { SubscriptionStatus } from '../membership.ts';
import { ok } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import { changeGroup } from './change-group.ts';

/** Joins a public group, accepts an invitation to a private one, or asks to join it. */
export function joinGroup(deps: Deps, viewer: Viewer | null, { groupId }: { readonly groupId: number }) {
  return changeGroup(deps, viewer, { groupId, scope: 'room.join' }, ({ group }, { userId }) => {
    const status = statusAfterJoining(group);
    if (status === group.viewerMembership?.status) return ok({});
    return ok({ standings: new Map([[userId, { status, admin: false }]]) });
  });
}

function statusAfterJoining({ privacy, viewerMembership }: ViewedGroup): SubscriptionStatus {
  if (privacy === 'PUBLIC') return 'SUBSCRIBED';
  if (viewerMembership === null) return 'REQUESTED';
  return viewerMembership.status === 'INVITED' ? 'SUBSCRIBED' : viewerMembership.status;
}
