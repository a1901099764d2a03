import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import {
  type Count,
  countOf,
  MAX_OFFSET,
  type OffsetPage,
  type Page,
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
): Promise<Result<Page<GroupAt>>> {
  const reading = mayRead(deps, viewer, ...scopesFor(filter));
  if (!reading.ok) return reading;
  return readPage(slice, (keyset) => deps.store.listGroups(filter, order, keyset, viewer?.userId ?? null));
}

/** One page of the same by number of groups skipped, for those who have asked whether the viewer may read it. */
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

/** How many groups `listGroups` would give in all. */
export async function countGroups(deps: Deps, viewer: Viewer | null, filter: GroupFilter): Promise<Result<Count>> {
  const reading = mayRead(deps, viewer, ...scopesFor(filter));
  if (!reading.ok) return reading;
  return ok(countOf(filter.search, await deps.store.countGroups(filter, viewer?.userId ?? null)));
}

/** A search is one whatever else it asks; which groups the viewer is in is for those who may list them. */
function scopesFor({ search, viewerRoles, viewerStatuses }: GroupFilter): readonly Scope[] {
  if (search === null) return ['room.read'];
  return viewerRoles === null && viewerStatuses === null ? ['room.search'] : ['room.search', 'room.read'];
}
