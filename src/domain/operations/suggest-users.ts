import type { Deps } from '../deps.ts';
import { canAdminister, canSee, type GroupKind } from '../group.ts';
import { countOf, MAX_OFFSET, type OffsetPage, readOffsetPage } from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { OffsetSlice } from '../store.ts';
import type { User } from '../user.ts';
import { allows, type Viewer } from '../viewer.ts';

export interface SuggestUsersInput {
  /** Null for a group that is yet to be made. */
  readonly groupId: number | null;
  readonly kind?: GroupKind;
  readonly search: string | null;
  readonly slice: OffsetSlice;
}

/** The users who could be invited: everybody but the viewer, the members, and those invited already. */
export async function suggestUsers(
  { store }: Deps,
  viewer: Viewer | null,
  { groupId, kind, search, slice }: SuggestUsersInput,
): Promise<Result<OffsetPage<User>>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (!allows(viewer, 'room.invite')) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.invite' });
  if (groupId !== null) {
    const [group] = await store.findGroups({ by: 'id', ids: [groupId], kind }, viewer.userId);
    if (group === undefined || !canSee(group)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
    if (!canAdminister(group, viewer)) return refuse({ code: 'FORBIDDEN', action: 'invite' });
  }

  const filter = { search, exceptId: viewer.userId, outsideGroupId: groupId };
  const page = await readOffsetPage(
    slice,
    MAX_OFFSET,
    () => store.listUsers(filter, slice),
    async () => countOf(search, await store.countUsers(filter)).count,
  );
  return ok(page);
}
