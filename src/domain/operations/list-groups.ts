import type { Deps } from '../deps.ts';
import { type Page, readPage, type SliceInput } from '../page.ts';
import { ok, type Result } from '../result.ts';
import type { GroupAt, GroupFilter, GroupOrder } from '../store.ts';
import type { Scope, Viewer } from '../viewer.ts';
import { mayRead } from './may-read.ts';

export interface ListGroupsInput {
  readonly filter: GroupFilter;
  readonly order: GroupOrder;
  readonly slice: SliceInput;
}

/** One page of the groups that the viewer may see. */
export async function listGroups(
  deps: Deps,
  viewer: Viewer | null,
  { filter, order, slice }: ListGroupsInput,
): Promise<Result<Page<GroupAt>>> {
  const reading = mayRead(deps, viewer, scopeFor(filter));
  if (!reading.ok) return reading;
  return readPage(slice, (keyset) => deps.store.listGroups(filter, order, keyset, viewer?.userId ?? null));
}

/** How many groups `listGroups` would give in all. */
export async function countGroups(deps: Deps, viewer: Viewer | null, filter: GroupFilter): Promise<Result<number>> {
  const reading = mayRead(deps, viewer, scopeFor(filter));
  if (!reading.ok) return reading;
  return ok(await deps.store.countGroups(filter, viewer?.userId ?? null));
}

function scopeFor(filter: GroupFilter): Scope {
  return filter.search === null ? 'room.read' : 'room.search';
}
