import type { Deps } from '../deps.ts';
import type { GroupKind, ViewedGroup } from '../group.ts';
import type { MemberRole } from '../membership.ts';
import type { OffsetPage } from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { GroupFilter, GroupOrder, OffsetSlice } from '../store.ts';
import type { Scope, Viewer } from '../viewer.ts';
import { readGroupsPage } from './list-groups.ts';

export interface ListOwnGroupsInput {
  /** Null for groups and pages. */
  readonly kind: GroupKind | null;
  /** Null for every role. */
  readonly roles: readonly MemberRole[] | null;
  readonly order: GroupOrder;
  readonly scope?: Scope;
  readonly search: string | null;
  readonly slice: OffsetSlice;
}

/** The groups that the viewer is subscribed to. */
export async function listOwnGroups(
  deps: Deps,
  viewer: Viewer | null,
  { kind, roles, order, scope = 'room.read', search, slice }: ListOwnGroupsInput,
): Promise<Result<OffsetPage<ViewedGroup>>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  const reading = mayRead(deps, viewer, scope);
  if (!reading.ok) return reading;

  const filter: GroupFilter = {
    search,
    kind,
    privacy: null,
    viewerRoles: roles,
    viewerStatuses: ['SUBSCRIBED'],
    memberId: null,
  };
  return ok(await readGroupsPage(deps, viewer, { filter, order, slice }));
}
