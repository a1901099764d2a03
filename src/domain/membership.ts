export const SUBSCRIPTION_STATUSES = ['INVITED', 'REQUESTED', 'SUBSCRIBED'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export const MEMBER_ROLES = ['MEMBER', 'ADMIN', 'MANAGER'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** One user's standing in one group; there is at most one for the two. */
export interface Membership {
  readonly status: SubscriptionStatus;
  readonly admin: boolean;
}
