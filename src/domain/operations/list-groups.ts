import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import {
  type Count,
  countOf,
  type ListPage,
  MAX_OFFSET,
  type OffsetPage,
  readOffsetPage,
  readPage,
  type SliceInput,
} from '../pagination.ts';
import { ok, type Result } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { GroupAt, GroupFilter, GroupOrder, OffsetSlice } from '../store.ts';
import type { Scope, Viewer } from '../viewer.ts';

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
): Promise<Result<ListPage<GroupAt>>> {
  const reading = mayRead(deps, viewer, ...scopesFor(filter));
  if (!reading.ok) return reading;
  return readPage(slice, (keyset) => deps.store.listGroups(filter, order, keyset, viewer?.userId ?? null));
}

/** One page by the number of skipped groups, for callers that have checked whether the viewer may read it. */
export function readGroupsPage(
  { store }: Deps,
  viewer: Viewer | null,
  { filter, order, slice }: { readonly filter: GroupFilter; readonly order: GroupOrder; readonly slice: OffsetSlice },
): Promise<OffsetPage<ViewedGroup>> {
  const viewerId = viewer?.userId ?? null;
  return readOffsetPage(
    slice,
    MAX_OFFSET,
    async () => (await store.listGroups(filter, order, slice, viewerId)).map(({ group }) => group),
    async () => countOf(filter.search, await store.countGroups(filter, viewerId)).count,
  );
}

/** The number of all groups that `listGroups` lists. */
export async function countGroups(deps: Deps, viewer: Viewer | null, filter: GroupFilter): Promise<Result<Count>> {
  const reading = mayRead(deps, viewer, ...scopesFor(filter));
  if (!reading.ok) return reading;
  return ok(countOf(filter.search, await deps.store.countGroups(filter, viewer?.userId ?? null)));
}

/** A search needs its scope, whatever else it filters by; the viewer's own groups need the scope to list groups. */
function scopesFor({ search, viewerRoles, viewerStatuses }: GroupFilter): readonly Scope[] {
  if (search === null) return ['room.read'];
  return viewerRoles === null && viewerStatuses === null ? ['room.search'] : ['room.search', 'room.read'];
}
