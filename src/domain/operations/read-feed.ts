import type { Deps } from '../deps.ts';
import { canSee, canSeeMembers, type GroupRef } from '../group.ts';
import type { OffsetPage } from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { Viewer } from '../viewer.ts';

/** The posts of a group, for those who may read them: none, because Guildhall keeps no posts. */
export async function readFeed(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind }: GroupRef,
): Promise<Result<OffsetPage<never>>> {
  const reading = mayRead(deps, viewer, 'room.posts.read');
  if (!reading.ok) return reading;
  const [group] = await deps.store.findGroups({ by: 'id', ids: [groupId], kind }, viewer?.userId ?? null);
  if (group === undefined || !canSee(group)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
  if (canSeeMembers(group)) return ok({ items: [], count: 0, end: 0 });
  return refuse(viewer === null ? { code: 'UNAUTHENTICATED' } : { code: 'FORBIDDEN', action: 'read_feed' });
}
