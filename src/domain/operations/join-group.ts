import type { Deps } from '../deps.ts';
import type { GroupRef, ViewedGroup } from '../group.ts';
import type { GroupChange, GroupState } from '../group-writes.ts';
import type { SubscriptionStatus } from '../membership.ts';
import { ok, type Result, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Scope, Viewer } from '../viewer.ts';

/** Joins a public group, accepts an invitation to a private one, or asks to join it. */
export function joinGroup(deps: Deps, viewer: Viewer | null, { groupId, kind }: GroupRef) {
  const limit = deps.maxJoinRequests;
  return changeGroup(deps, viewer, { groupId, kind, scope: 'room.join', requestsUpTo: limit }, (state, me) => {
    const asks = state.group.viewerMembership === null && statusAfterJoining(state.group) === 'REQUESTED';
    return asks && state.requests >= limit ? refuse({ code: 'TOO_MANY_JOIN_REQUESTS', limit }) : join(state, me);
  });
}

/** The same, but does not ask: a private group is only for those who are invited. */
export function joinIfInvited(scope: Scope) {
  return (deps: Deps, viewer: Viewer | null, { groupId, kind }: GroupRef) =>
    changeGroup(deps, viewer, { groupId, kind, scope }, (state, me) =>
      statusAfterJoining(state.group) === 'REQUESTED'
        ? refuse({ code: 'FORBIDDEN', action: 'join_uninvited' })
        : join(state, me),
    );
}

function join({ group }: GroupState, { userId }: Viewer): Result<GroupChange> {
  const status = statusAfterJoining(group);
  if (status === group.viewerMembership?.status) return ok({});
  return ok({ memberships: new Map([[userId, { status, admin: false }]]) });
}

function statusAfterJoining({ privacy, viewerMembership }: ViewedGroup): SubscriptionStatus {
  if (privacy === 'PUBLIC') return 'SUBSCRIBED';
  if (viewerMembership === null) return 'REQUESTED';
  return viewerMembership.status === 'INVITED' ? 'SUBSCRIBED' : viewerMembership.status;
}
