import type { Deps } from '../deps.ts';
import { canSee, type ViewedGroup } from '../group.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { GroupSelector } from '../store.ts';
import type { Viewer } from '../viewer.ts';

/** The groups that the viewer may see, in no order. A hidden group is left out like one that never existed. */
export async function getGroups(
  deps: Deps,
  viewer: Viewer | null,
  selector: GroupSelector,
): Promise<Result<ViewedGroup[]>> {
  const reading = mayRead(deps, viewer, 'room.read');
  if (!reading.ok) return reading;

  const groups = await deps.store.findGroups(selector, viewer?.userId ?? null);
  return ok(groups.filter(canSee));
}

export async function getGroup(
  deps: Deps,
  viewer: Viewer | null,
  selector: GroupSelector,
): Promise<Result<ViewedGroup>> {
  const found = await getGroups(deps, viewer, selector);
  if (!found.ok) return found;
  const [group] = found.value;
  return group ? ok(group) : refuse({ code: 'NOT_FOUND', kind: 'group' });
}
