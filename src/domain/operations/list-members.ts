import type { Deps } from '../deps.ts';
import type { GroupAction } from '../errors.ts';
import { canAdminister, canSee, canSeeMembers, type GroupRef, type ViewedGroup } from '../group.ts';
import type { Member, SubscriptionStatus } from '../membership.ts';
import {
  type ListPage,
  MAX_MEMBERS_OFFSET,
  type OffsetPage,
  readOffsetPage,
  readPage,
  type SliceInput,
} from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead } from '../steps/may-read.ts';
import type { KeysetSlice, MemberAt, OffsetSlice } from '../store.ts';
import type { User } from '../user.ts';
import { allows, type Viewer } from '../viewer.ts';

/** Whether the viewer may know who has this status in the group: the rule behind every list of members. */
export function mayListMembers(group: ViewedGroup, viewer: Viewer | null, status: SubscriptionStatus): boolean {
  return status === 'SUBSCRIBED' ? canSeeMembers(group) : canAdminister(group, viewer);
}

/**
 * One page of the members of a group that the viewer sees, read by `read`, which may read for many groups at once. Null
 * when the viewer may not know them.
 */
export async function pageMembers(
  viewer: Viewer | null,
  group: ViewedGroup,
  { status, slice }: { readonly status: SubscriptionStatus; readonly slice: SliceInput },
  read: (slice: KeysetSlice) => Promise<readonly MemberAt[]>,
): Promise<Result<ListPage<MemberAt> | null>> {
  if (viewer !== null && !allows(viewer, SCOPE)) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: SCOPE });
  return mayListMembers(group, viewer, status) ? readPage(slice, read) : ok(null);
}

const SCOPE = 'room.members.read';

const ACTIONS: Record<SubscriptionStatus, GroupAction> = {
  SUBSCRIBED: 'list_members',
  INVITED: 'list_invitations',
  REQUESTED: 'list_requests',
};

export interface ListMembersInput extends GroupRef {
  readonly status: SubscriptionStatus;
  readonly slice: OffsetSlice;
}

export interface ListedMember {
  readonly user: User;
  readonly member: Member;
}

/** The users who have one status in a group, the longest first. */
export async function listMembers(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, kind, status, slice }: ListMembersInput,
): Promise<Result<OffsetPage<ListedMember>>> {
  const reading = mayRead(deps, viewer, SCOPE);
  if (!reading.ok) return reading;

  const { store } = deps;
  const [group] = await store.findGroups({ by: 'id', ids: [groupId], kind }, viewer?.userId ?? null);
  if (group === undefined || !canSee(group)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
  if (!mayListMembers(group, viewer, status)) {
    return refuse(viewer === null ? { code: 'UNAUTHENTICATED' } : { code: 'FORBIDDEN', action: ACTIONS[status] });
  }

  const page = await readOffsetPage(
    slice,
    MAX_MEMBERS_OFFSET,
    async () => (await store.listMembers([groupId], status, slice)).get(groupId) ?? [],
    async () =>
      status === 'SUBSCRIBED'
        ? group.subscribersCount
        : ((await store.countMembers([groupId], status)).get(groupId) ?? 0),
  );
  const users = new Map(
    (await store.findUsers(page.items.map(({ member }) => member.userId))).map((user) => [user.id, user]),
  );
  const items = page.items.flatMap(({ member }) => {
    const user = users.get(member.userId);
    return user ? [{ user, member }] : [];
  });
  return ok({ ...page, items });
}
