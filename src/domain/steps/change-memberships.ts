import type { Deps } from '../deps.ts';
import type { GroupAction, InvalidField } from '../errors.ts';
import { canAdminister, type GroupRef, type ViewedGroup } from '../group.ts';
import { MAX_INVITATIONS } from '../group-fields.ts';
import type { GroupState } from '../group-writes.ts';
import type { Membership } from '../membership.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Scope, Viewer } from '../viewer.ts';
import { type ChangedGroup, changeGroup } from './change-group.ts';

/** The ids of users as a door read them, with null in the place of an unreadable one. */
export interface UsersInput extends GroupRef {
  readonly userIds: readonly (number | null)[] | null;
  /** The field in which the door found them; `userIds` when absent. */
  readonly field?: 'userIds' | 'userId';
  readonly unreadable?: readonly InvalidField[];
}

/** An administrator's call, with each user's next membership: undefined keeps the present one, null ends it. */
export interface MembershipRule {
  readonly action: GroupAction;
  readonly scope: Scope;
  readonly next: (membership: Membership | null) => Membership | null | undefined;
  /** Whether each of the users has to be a member. */
  readonly ofMembers?: boolean;
  /** Refuses the whole call for this user, whoever the administrator. */
  readonly forbids?: (userId: number, group: ViewedGroup) => GroupAction | null;
}

/** The frame of every call by which administrators decide about users of a group, all of them or none. */
export async function changeMemberships(
  deps: Deps,
  viewer: Viewer | null,
  input: UsersInput,
  rule: MembershipRule,
): Promise<Result<ChangedGroup>> {
  const userIds = [...new Set(input.userIds ?? [])].filter((id) => id !== null).slice(0, MAX_INVITATIONS);

  const target = { groupId: input.groupId, kind: input.kind, scope: rule.scope, userIds };
  return changeGroup(deps, viewer, target, (state, me) => {
    const { group, memberships } = state;
    if (!canAdminister(group, me)) return refuse({ code: 'FORBIDDEN', action: rule.action });
    const invalid = [...checkUsers(input), ...wrongUsers(input, state, rule)];
    if (invalid.length > 0) return refuse({ code: 'INVALID', fields: invalid });

    const changes = new Map<number, Membership | null>();
    for (const userId of userIds) {
      const forbidden = rule.forbids?.(userId, group);
      if (forbidden) return refuse({ code: 'FORBIDDEN', action: forbidden });
      const next = rule.next(memberships.get(userId) ?? null);
      if (next !== undefined) changes.set(userId, next);
    }
    return ok({ memberships: changes });
  });
}

function checkUsers({ userIds, unreadable = [] }: UsersInput): readonly InvalidField[] {
  if (unreadable.length > 0) return unreadable;
  if (userIds === null) return [{ field: 'userIds', reason: 'required' }];
  if (userIds.length > MAX_INVITATIONS) return [{ field: 'userIds', reason: 'max_length', limit: MAX_INVITATIONS }];
  return [];
}

/** The users who do not exist, or are no members where members are meant. */
function wrongUsers(
  { userIds, field = 'userIds' }: UsersInput,
  { unknownUserIds, memberships }: GroupState,
  { ofMembers = false }: MembershipRule,
): InvalidField[] {
  const unknown = new Set(unknownUserIds);
  return (userIds ?? []).slice(0, MAX_INVITATIONS).flatMap((userId, item) => {
    if (userId === null) return [];
    const isUnknown = unknown.has(userId);
    if (!isUnknown && (!ofMembers || memberships.get(userId)?.status === 'SUBSCRIBED')) return [];
    const reason = isUnknown ? 'does_not_exist' : 'not_a_member';
    return { field, reason, id: String(userId), ...(field === 'userIds' && { item }) };
  });
}
