import type { Deps } from '../deps.ts';
import type { GroupKind } from '../group.ts';
import { ok, type Result, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import { allows, type Viewer } from '../viewer.ts';

export interface PrivateTokenInput {
  readonly kind: GroupKind;
  readonly slug: string;
  readonly token: string;
}

export interface Acceptance {
  readonly groupId: number;
  readonly isNewMember: boolean;
}

/** Makes the viewer a member by a group's private token. A wrong token is refused as if there were no group. */
export async function acceptByPrivateToken(
  deps: Deps,
  viewer: Viewer | null,
  { kind, slug, token }: PrivateTokenInput,
): Promise<Result<Acceptance>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (!allows(viewer, 'room.invite')) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.invite' });
  const [found] = await deps.store.findGroups({ by: 'slug', slug, kind }, viewer.userId);
  if (found === undefined) return refuse({ code: 'BAD_INVITATION' });

  const target = { groupId: found.id, scope: 'room.invite', mayAddress: () => true } as const;
  const changed = await changeGroup(deps, viewer, target, ({ group }, { userId }) => {
    // Comparing digests takes a time that tells nothing of the token.
    const isRight = group.active && token !== '' && deps.digest(token) === deps.digest(group.privateToken);
    if (!isRight) return refuse({ code: 'BAD_INVITATION' });
    if (group.viewerMembership?.status === 'SUBSCRIBED') return ok({});
    return ok({ memberships: new Map([[userId, { status: 'SUBSCRIBED', admin: false }]]) });
  });
  if (!changed.ok) return changed;
  return ok({ groupId: found.id, isNewMember: changed.value.before.viewerMembership?.status !== 'SUBSCRIBED' });
}
