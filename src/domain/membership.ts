export const SUBSCRIPTION_STATUSES = ['INVITED', 'REQUESTED', 'SUBSCRIBED'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export const MEMBER_ROLES = ['MEMBER', 'ADMIN', 'MANAGER'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** How one user stands to one group; there is at most one for the two. */
export interface Membership {
  readonly status: SubscriptionStatus;
  readonly admin: boolean;
}

/** A user in a list of those who stand to a group in one way. */
export interface Member {
  readonly userId: number;
  readonly status: SubscriptionStatus;
  /** Null unless the user is subscribed. */
  readonly role: MemberRole | null;
  /** Since when: when they joined, were invited, or asked. */
  readonly since: Date;
}

/** Null for a user who is not subscribed. */
export function roleIn(
  group: { readonly managedById: number },
  userId: number,
  { status, admin }: Membership,
): MemberRole | null {
  if (status !== 'SUBSCRIBED') return null;
  if (group.managedById === userId) return 'MANAGER';
  return admin ? 'ADMIN' : 'MEMBER';
}

/** Since when a user stands to a group as `after` says: another role leaves it as it was, another status begins now. */
export function sinceWhen(
  before: { readonly status: SubscriptionStatus; readonly since: Date } | undefined,
  after: Membership,
  now: Date,
): Date {
  return before?.status === after.status ? before.since : now;
}
