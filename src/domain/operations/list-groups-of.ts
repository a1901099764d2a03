import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import { type ListPage, type OffsetPage, readPage, type SliceInput } from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { GroupAt, GroupFilter, KeysetSlice, OffsetSlice } from '../store.ts';
import type { Viewer } from '../viewer.ts';
import { readGroupsPage } from './list-groups.ts';

export interface ListGroupsOfInput {
  readonly userId: number;
  readonly search: string | null;
  readonly slice: OffsetSlice;
}

/** The groups of a user whose members the viewer may see, by name. */
export async function listGroupsOf(
  deps: Deps,
  viewer: Viewer | null,
  { userId, search, slice }: ListGroupsOfInput,
): Promise<Result<OffsetPage<ViewedGroup>>> {
  const reading = mayReadGroupsOf(deps, viewer, userId);
  if (!reading.ok) return reading;
  const [user] = await deps.store.findUsers([userId]);
  if (user === undefined) return refuse({ code: 'NOT_FOUND', kind: 'user' });

  const filter: GroupFilter = {
    search,
    kind: 'GROUP',
    privacy: null,
    viewerRoles: null,
    viewerStatuses: null,
    memberId: userId,
  };
  return ok(await readGroupsPage(deps, viewer, { filter, order: { field: 'NAME', descending: false }, slice }));
}

/** One page of these groups, read by `read`, which may read for many users at once. */
export async function pageGroupsOf(
  deps: Deps,
  viewer: Viewer | null,
  { userId, slice }: { readonly userId: number; readonly slice: SliceInput },
  read: (slice: KeysetSlice) => Promise<readonly GroupAt[]>,
): Promise<Result<ListPage<GroupAt>>> {
  const reading = mayReadGroupsOf(deps, viewer, userId);
  return reading.ok ? readPage(slice, read) : reading;
}

/** The groups of another user tell who their members are. */
function mayReadGroupsOf(deps: Deps, viewer: Viewer | null, userId: number): Result<null> {
  if (viewer?.userId === userId) return mayRead(deps, viewer, 'room.read');
  return mayRead(deps, viewer, 'room.read', 'room.members.read');
}
