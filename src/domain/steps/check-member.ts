import type { InvalidField } from '../errors.ts';
import type { GroupState } from '../group-writes.ts';

/** Checks that this user is a member; null stands for an id that no user can have. */
export function checkMember({ memberships, unknownUserIds }: GroupState, userId: number | null): InvalidField[] {
  if (userId === null || unknownUserIds.includes(userId)) {
    return [{ field: 'userId', reason: 'does_not_exist', id: String(userId ?? '') }];
  }
  if (memberships.get(userId)?.status === 'SUBSCRIBED') return [];
  return [{ field: 'userId', reason: 'not_a_member', id: String(userId) }];
}
