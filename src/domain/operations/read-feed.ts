import type { Deps } from '../deps.ts';
import { canSeeMembers } from '../group.ts';
import type { OffsetPage } from '../page.ts';
import { ok, type Result, refuse } from '../result.ts';
import { allows, type Viewer } from '../viewer.ts';
import { getGroup } from './get-group.ts';

/** What is posted in a group, for those who may read it: nothing, since Guildhall keeps no posts. */
export async function readFeed(
  deps: Deps,
  viewer: Viewer | null,
  { groupId }: { readonly groupId: number },
): Promise<Result<OffsetPage<never>>> {
  if (viewer !== null && !allows(viewer, 'room.posts.read')) {
    return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.posts.read' });
  }
  const found = await getGroup(deps, viewer, { by: 'id', ids: [groupId] });
  if (!found.ok) return found;
  if (canSeeMembers(found.value)) return ok({ items: [], count: 0 });
  return refuse(viewer === null ? { code: 'UNAUTHENTICATED' } : { code: 'FORBIDDEN', action: 'read_feed' });
}
