import { describe, expect, it } from 'vitest';
import { isActivity } from '../../src/domain/activity.ts';
import type { GroupChange } from '../../src/domain/group-writes.ts';

describe('what counts as activity of a group', () => {
  it.each<[string, GroupChange, number, boolean]>([
    ['a member who joins', {}, 1, true],
    ['a field that changes', { fields: { description: '' } }, 0, true],
    ['a hand-over', { managedById: 2 }, 0, true],
    ['nothing', {}, 0, false],
    ['no field', { fields: {} }, 0, false],
    ['an invitation, a request, a role or a member who leaves', { memberships: new Map([[2, null]]) }, 0, false],
    ['a review', { review: { status: 'REJECTED', reviewerId: 1 } }, 0, false],
    ['an invitation by email', { emailInvitations: [] }, 0, false],
  ])('is, for %s', (_what, change, newMembers, expected) => {
    expect(isActivity(change, newMembers)).toBe(expected);
  });
});
