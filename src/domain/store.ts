import type { GroupKind, GroupPrivacy, ViewedGroup } from './group.ts';
import type { MemberRole, SubscriptionStatus } from './membership.ts';
import type { Identity, ImportedUser, User } from './user.ts';

/** A write that must not happen twice: while its key is remembered, it gives the first answer again. */
export interface IdempotentWrite {
  readonly key: string;
  readonly operation: 'createGroup';
  /** Equal for equal requests, whichever door they came by. */
  readonly fingerprint: string;
  /** Keys used before this are forgotten. */
  readonly forgetBefore: Date;
}

export interface NewGroup {
  readonly kind: GroupKind;
  readonly name: string;
  /** What is unique about the name. */
  readonly nameKey: string;
  /** `given` is taken or refused; `base` is numbered until it is free. */
  readonly slug: { readonly given: string } | { readonly base: string };
  readonly description: string;
  readonly color: string | null;
  readonly privacy: GroupPrivacy;
  readonly visible: boolean;
  readonly country: string | null;
  readonly hideJoinButton: boolean;
  readonly image: string | null;
  readonly coverImage: string | null;
  readonly createdAt: Date;
  readonly creatorId: number;
  /** Distinct, without the creator. */
  readonly inviteUserIds: readonly number[];
}

/** What about a new group collides with what is there. */
export interface GroupConflicts {
  readonly nameTaken: boolean;
  readonly slugTaken: boolean;
  readonly unknownUserIds: readonly number[];
}

/** `key_reused`: the key was used for another body. */
export type EarlierAnswer =
  | { readonly outcome: 'replayed'; readonly group: ViewedGroup }
  | { readonly outcome: 'key_reused' };

export type GroupInsertion =
  | EarlierAnswer
  | { readonly outcome: 'inserted'; readonly group: ViewedGroup }
  | { readonly outcome: 'conflicts'; readonly conflicts: GroupConflicts };

export type GroupSelector =
  | { readonly by: 'id'; readonly ids: readonly number[]; readonly kind?: GroupKind }
  | { readonly by: 'slug'; readonly slug: string; readonly kind?: GroupKind };

export interface GroupFilter {
  readonly search: string | null;
  readonly kind: GroupKind | null;
  readonly privacy: GroupPrivacy | null;
  readonly viewerRoles: readonly MemberRole[] | null;
  readonly viewerStatuses: readonly SubscriptionStatus[] | null;
}

export const GROUP_ORDERS = ['NAME', 'CREATED_AT', 'SUBSCRIBERS_COUNT'] as const;
export type GroupOrderField = (typeof GROUP_ORDERS)[number];

export interface GroupOrder {
  readonly field: GroupOrderField;
  readonly descending: boolean;
}

/** Where an item stands in an order: its value there, and its id between equals. */
export interface Position {
  readonly value: string | number;
  readonly id: number;
}

/** `fromEnd` takes the last `limit` of what lies between the two positions, still in order. */
export interface KeysetSlice {
  readonly after: Position | null;
  readonly before: Position | null;
  readonly fromEnd: boolean;
  readonly limit: number;
}

export interface OffsetSlice {
  readonly offset: number;
  readonly limit: number;
}

export interface GroupAt {
  readonly group: ViewedGroup;
  readonly position: Position;
}

/**
 * The port to the database. Every method is one atomic step; lists and counts hold
 * only what the viewer may see, and `viewerId` null is an anonymous caller.
 */
export interface Store {
  /** The group, its manager's membership, the invitations and the idempotency record: all of them or none. */
  insertGroup(group: NewGroup, idempotency: IdempotentWrite | null): Promise<GroupInsertion>;
  /** What would collide now, to be reported along with a caller's other mistakes. */
  findConflicts(group: {
    readonly nameKey: string | null;
    readonly slug: string | null;
    readonly userIds: readonly number[];
  }): Promise<GroupConflicts>;
  /** The answer that the user's first write with this key got; null when there is none. */
  findAnswer(userId: number, write: IdempotentWrite): Promise<EarlierAnswer | null>;
  /** In no order, each once, whether or not the viewer may see them: `canSee` decides. */
  findGroups(selector: GroupSelector, viewerId: number | null): Promise<ViewedGroup[]>;
  listGroups(
    filter: GroupFilter,
    order: GroupOrder,
    slice: KeysetSlice | OffsetSlice,
    viewerId: number | null,
  ): Promise<GroupAt[]>;
  countGroups(filter: GroupFilter, viewerId: number | null): Promise<number>;

  /** The id of the user that a token speaks for; their first one makes them a user. */
  ensureUser(identity: Identity, now: Date): Promise<number>;
  findUsers(ids: readonly number[]): Promise<User[]>;
  findUserByUsername(username: string): Promise<User | null>;
  /** In order of username. */
  listUsers(search: string | null, slice: KeysetSlice): Promise<User[]>;
  countUsers(search: string | null): Promise<number>;
  /** Adds or updates all of them, or none; answers with the index of the first that cannot be. */
  importUsers(
    users: readonly ImportedUser[],
    now: Date,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly index: number; readonly reason: 'username_taken' }>;

  /** Throws when the database cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
