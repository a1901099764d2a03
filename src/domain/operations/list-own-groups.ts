import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { OffsetPage } from '../page.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { GroupFilter, OffsetSlice } from '../store.ts';
import type { Viewer } from '../viewer.ts';
import { mayRead } from './may-read.ts';

export interface ListOwnGroupsInput {
  readonly search: string | null;
  readonly slice: OffsetSlice;
}

/** The groups that the viewer is subscribed to, by name. */
export async function listOwnGroups(
  deps: Deps,
  viewer: Viewer | null,
  { search, slice }: ListOwnGroupsInput,
): Promise<Result<OffsetPage<ViewedGroup>>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  const reading = mayRead(deps, viewer, 'room.read');
  if (!reading.ok) return reading;

  const filter: GroupFilter = {
    search,
    kind: 'GROUP',
    privacy: null,
    viewerRoles: null,
    viewerStatuses: ['SUBSCRIBED'],
    memberId: null,
  };
  const [found, count] = await Promise.all([
    deps.store.listGroups(filter, { field: 'NAME', descending: false }, slice, viewer.userId),
    deps.store.countGroups(filter, viewer.userId),
  ]);
  return ok({ items: found.map(({ group }) => group), count });
}
