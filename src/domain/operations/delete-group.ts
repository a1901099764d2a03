import type { Deps } from '../deps.ts';
import type { GroupRef } from '../group.ts';
import { ok, type Result, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Viewer } from '../viewer.ts';

/** Removes a group with its memberships, invitations and images; answers with its id. */
export async function deleteGroup(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind }: GroupRef,
): Promise<Result<number>> {
  const deleted = await changeGroup(deps, viewer, { groupId, kind, scope: 'room.admin' }, ({ group }, { userId }) =>
    group.managedById === userId ? ok({ deleted: true }) : refuse({ code: 'FORBIDDEN', action: 'delete' }),
  );
  if (!deleted.ok) return deleted;

  const { image, coverImage } = deleted.value.before;
  await deps.images.remove([image, coverImage].filter((key) => key !== null));
  return ok(groupId);
}
