import type { Deps } from '../deps.ts';
import { canSee, type GroupRef, type ViewedGroup } from '../group.ts';
import { conflictingChanges } from '../group-changes.ts';
import type { GroupChange, GroupState } from '../group-writes.ts';
import { ok, type Result, refuse } from '../result.ts';
import { allows, type Scope, type Viewer } from '../viewer.ts';

export interface GroupTarget extends GroupRef {
  readonly scope: Scope;
  /** Users whose membership the decision is about. */
  readonly userIds?: readonly number[];
  /** The hash of the token of the email invitation that the decision is about. */
  readonly tokenHash?: string;
  /** The day on which mails are ordered, in days since 1970, UTC. */
  readonly mailDay?: number;
  /** The number up to which requests to join are counted, for a viewer without a membership. */
  readonly requestsUpTo?: number;
  /** Whether the viewer may address the group at all; by default, whether they can see it. */
  readonly mayAddress?: (group: ViewedGroup) => boolean;
}

export interface ChangedGroup {
  readonly before: ViewedGroup;
  readonly after: ViewedGroup;
}

/**
 * The frame of every operation that changes a group: it checks who is asking and whether they can address the group, and
 * takes one atomic step in which `decide` sees the group as it is and decides its changes.
 */
export async function changeGroup(
  { store, now }: Deps,
  viewer: Viewer | null,
  { groupId, kind, scope, userIds = [], tokenHash, mailDay, requestsUpTo, mayAddress = canSee }: GroupTarget,
  decide: (state: GroupState, viewer: Viewer) => Result<GroupChange>,
): Promise<Result<ChangedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (!allows(viewer, scope)) return refuse({ code: 'INSUFFICIENT_SCOPE', scope });

  const outcome = await store.changeGroup(
    { id: groupId, viewerId: viewer.userId, userIds, tokenHash, mailDay, requestsUpTo },
    (state) => {
      const isThere = (kind === undefined || state.group.kind === kind) && mayAddress(state.group);
      return isThere ? decide(state, viewer) : refuse({ code: 'NOT_FOUND', kind: 'group' });
    },
    now(),
  );

  switch (outcome.outcome) {
    case 'absent':
      return refuse({ code: 'NOT_FOUND', kind: 'group' });
    case 'refused':
      return refuse(outcome.refusal);
    case 'conflicts':
      return refuse({ code: 'INVALID', fields: conflictingChanges(outcome.conflicts) });
    case 'changed':
      return ok({ before: outcome.before, after: outcome.after });
  }
}
