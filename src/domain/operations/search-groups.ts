import type { Deps } from '../deps.ts';
import type { GroupKind, ViewedGroup } from '../group.ts';
import type { OffsetPage } from '../pagination.ts';
import { ok, type Result } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { GroupFilter, OffsetSlice } from '../store.ts';
import type { Viewer } from '../viewer.ts';
import { readGroupsPage } from './list-groups.ts';

export interface SearchGroupsInput {
  /** Null finds everything. */
  readonly search: string | null;
  /** Null for groups and pages. */
  readonly kind: GroupKind | null;
  readonly slice: OffsetSlice;
}

/** The groups with these words that the viewer may see, the best find first. */
export async function searchGroups(
  deps: Deps,
  viewer: Viewer | null,
  { search, kind, slice }: SearchGroupsInput,
): Promise<Result<OffsetPage<ViewedGroup>>> {
  const reading = mayRead(deps, viewer, 'room.search');
  if (!reading.ok) return reading;

  const filter: GroupFilter = {
    search,
    kind,
    privacy: null,
    viewerRoles: null,
    viewerStatuses: null,
    memberId: null,
  };
  const order = { field: 'RELEVANCE', descending: false } as const;
  return ok(await readGroupsPage(deps, viewer, { filter, order, slice }));
}
