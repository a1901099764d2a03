import type { Deps } from '../deps.ts';
import type { GroupRef, ViewedGroup } from '../group.ts';
import { type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import { getGroup } from './get-group.ts';

/** A group with how the viewer stands to it; anonymous callers have no standing to ask for. */
export async function getStanding(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind }: GroupRef,
): Promise<Result<ViewedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  return getGroup(deps, viewer, { by: 'id', ids: [groupId], kind });
}
