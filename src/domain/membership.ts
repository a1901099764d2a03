export const SUBSCRIPTION_STATUSES = ['INVITED', 'REQUESTED', 'SUBSCRIBED'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

export const MEMBER_ROLES = ['MEMBER', 'ADMIN', 'MANAGER'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** How one user stands to one group; there is at most one for the two. */
export interface Membership {
  readonly status: SubscriptionStatus;
  readonly admin: boolean;
}

/** A user in a list of those who have one status in a group. */
export interface Member {
  readonly userId: number;
  readonly status: SubscriptionStatus;
  /** Null unless the user is subscribed. */
  readonly role: MemberRole | null;
  /** The time when they joined, were invited, or asked to join. */
  readonly since: Date;
}

/** The role of a subscribed user; null for everybody else. */
export function roleIn(
  group: { readonly managedById: number },
  userId: number,
  { status, admin }: Membership,
): MemberRole | null {
  if (status !== 'SUBSCRIBED') return null;
  if (group.managedById === userId) return 'MANAGER';
  return admin ? 'ADMIN' : 'MEMBER';
}

/** The time since which a user has the status of `after`: a change of role keeps it, a change of status begins now. */
export function sinceWhen(
  before: { readonly status: SubscriptionStatus; readonly since: Date } | undefined,
  after: Membership,
  now: Date,
): Date {
  return before?.status === after.status ? before.since : now;
}
