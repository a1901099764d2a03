import type { Group } from './group.ts';
import type { NewGroup } from './group-writes.ts';
import type { Membership } from './membership.ts';

/** The creator is a new group's manager, and needs no other right. */
export const CREATOR: Membership = { status: 'SUBSCRIBED', admin: false };

export const INVITEE: Membership = { status: 'INVITED', admin: false };

/** The fields of a new group that nobody gives. */
export function initialFields({ createdAt, creatorId }: Pick<NewGroup, 'createdAt' | 'creatorId'>) {
  return {
    verified: false,
    subscribersCount: 1,
    lastActivityAt: createdAt,
    createdById: creatorId,
    managedById: creatorId,
  } satisfies Partial<Group>;
}
