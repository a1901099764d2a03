import type { Deps } from '../deps.ts';
import type { GroupState } from '../group-writes.ts';
import type { Membership } from '../membership.ts';
import { ok, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Viewer } from '../viewer.ts';

export interface EmailInvitationInput {
  readonly groupId: number;
  readonly token: string;
}

/** Makes the viewer a member by the token of a mail, once. */
export function acceptInvitation(deps: Deps, viewer: Viewer | null, input: EmailInvitationInput) {
  return answerInvitation(deps, viewer, input, ({ group }, { userId }) =>
    group.viewerMembership?.status === 'SUBSCRIBED'
      ? new Map()
      : new Map([[userId, { status: 'SUBSCRIBED', admin: false }]]),
  );
}

/** Ends the invitation of a mail. */
export function rejectInvitation(deps: Deps, viewer: Viewer | null, input: EmailInvitationInput) {
  return answerInvitation(deps, viewer, input, () => new Map());
}

async function answerInvitation(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, token }: EmailInvitationInput,
  memberships: (state: GroupState, viewer: Viewer) => ReadonlyMap<number, Membership>,
) {
  const tokenHash = deps.digest(token);
  const target = { groupId, scope: 'room.invite', tokenHash, mayAddress: () => true } as const;
  const changed = await changeGroup(deps, viewer, target, (state, me) => {
    const { emailInvitation, group } = state;
    const isValid = group.active && emailInvitation !== null && emailInvitation.expiresAt > deps.now();
    if (!isValid) return refuse({ code: 'BAD_INVITATION' });
    return ok({ invitationUsed: true, memberships: memberships(state, me) });
  });
  // Without its token, a group cannot be told from one that does not exist.
  if (!changed.ok && changed.refusal.code === 'NOT_FOUND') return refuse({ code: 'BAD_INVITATION' });
  return changed;
}
