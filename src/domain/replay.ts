import { canSee, type Group, type ViewedGroup } from './group.ts';
import type { EarlierAnswer } from './store.ts';

/**
 * What a repeated create answers: the group as it was first told, with the people, the counts and the visibility of
 * now, from which every right of the viewer follows. `now` is null for a group that was deleted.
 */
export function replay(first: Omit<Group, 'privateToken'>, now: ViewedGroup | null): EarlierAnswer {
  if (now === null || !canSee(now)) {
    return { outcome: 'refused', refusal: { code: 'NOT_FOUND', kind: 'group' } };
  }
  const { privacy, visible, active, verified, subscribersCount, managedById, privateToken, viewerMembership } = now;
  return {
    outcome: 'replayed',
    group: {
      ...first,
      privacy,
      visible,
      active,
      verified,
      subscribersCount,
      managedById,
      privateToken,
      viewerMembership,
    },
  };
}
