import type { Deps } from '../deps.ts';
import type { GroupRef, ViewedGroup } from '../group.ts';
import { type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import { getGroup } from './get-group.ts';

/** A group with the viewer's membership in it; anonymous callers have none to ask for. */
export async function getMembership(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind }: GroupRef,
): Promise<Result<ViewedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  return getGroup(deps, viewer, { by: 'id', ids: [groupId], kind });
}
