import type { GroupKind, GroupPrivacy, ViewedGroup } from './group.ts';
import type {
  EarlierAnswer,
  GroupChangeOutcome,
  GroupConflicts,
  GroupDecision,
  GroupInsertion,
  IdempotentWrite,
  KeyClaim,
  NewGroup,
} from './group-writes.ts';
import type { Member, MemberRole, SubscriptionStatus } from './membership.ts';
import type { PageRequest, PageRequestStatus } from './page-request.ts';
import type { Profile } from './profile.ts';
import type { Result } from './result.ts';
import type { Identity, ImportedUser, User } from './user.ts';

export type GroupSelector =
  | { readonly by: 'id'; readonly ids: readonly number[]; readonly kind?: GroupKind | undefined }
  /** Ignores the slug's case. */
  | { readonly by: 'slug'; readonly slug: string; readonly kind?: GroupKind | undefined };

export interface GroupFilter {
  readonly search: string | null;
  readonly kind: GroupKind | null;
  readonly privacy: GroupPrivacy | null;
  readonly viewerRoles: readonly MemberRole[] | null;
  readonly viewerStatuses: readonly SubscriptionStatus[] | null;
  /** Limits the list to groups of this user whose members the viewer may see. */
  readonly memberId: number | null;
}

/** NAME orders by `sortKey`. RELEVANCE puts the best find first; without a search it is NAME. */
export type GroupOrderField = 'NAME' | 'CREATED_AT' | 'SUBSCRIBERS_COUNT' | 'LATEST_ACTIVITY' | 'RELEVANCE';

export interface GroupOrder {
  readonly field: GroupOrderField;
  readonly descending: boolean;
}

/** The place of an item in an order: its value there, and its id among equals. */
export interface Position {
  readonly value: string | number;
  readonly id: number;
}

/** The items between two positions, at most `limit` of them; with `fromEnd` the last ones, still in order. */
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

export interface MemberAt {
  readonly member: Member;
  readonly position: Position;
}

/** Texts that name users: the ids of community users, or subjects at an issuer. */
export interface UserRefs {
  readonly refs: readonly string[];
  readonly issuer: string | null;
}

/** Which users a list holds. */
export interface UserFilter {
  readonly search: string | null;
  readonly exceptId: number | null;
  /** Leaves out the users who are subscribed or invited to this group. */
  readonly outsideGroupId: number | null;
}

export interface GroupAt {
  readonly group: ViewedGroup;
  readonly position: Position;
}

/**
 * The port to the database. Every method is one atomic step; a write that is answered is on disk, or is refused as
 * OVERLOADED. Lists and counts hold only what the viewer may see, and `viewerId` null is an anonymous caller.
 */
export interface Store {
  /** The group, its manager's membership, the invitations and the idempotency record: all of them or none. */
  insertGroup(group: NewGroup, idempotency: IdempotentWrite | null): Promise<GroupInsertion>;
  /**
   * Shows `decide` a group and the memberships of the named users, and writes what it decides, with all counters;
   * nothing else can happen to the group between the two. Every change of a group is this one step.
   */
  changeGroup(
    group: {
      readonly id: number;
      readonly viewerId: number;
      readonly userIds: readonly number[];
      /** The hash of the token of an email invitation. */
      readonly tokenHash?: string | undefined;
      /** The day on which mails are ordered, in days since 1970, UTC. */
      readonly mailDay?: number | undefined;
      /** The number up to which requests to join are counted, for a viewer without a membership. */
      readonly requestsUpTo?: number | undefined;
    },
    decide: GroupDecision,
    now: Date,
  ): Promise<GroupChangeOutcome>;
  /** Finds what would collide now, to report it with a caller's other mistakes. The group `exceptId` never collides. */
  findConflicts(group: {
    readonly exceptId: number | null;
    readonly nameKey: string | null;
    readonly slug: string | null;
    readonly userIds: readonly number[];
  }): Promise<GroupConflicts>;
  /**
   * Claims the key of a user's write before it begins, until it is inserted or the key is released. While it is claimed,
   * no process that serves the same database gets it.
   */
  claimKey(userId: number, write: IdempotentWrite, now: Date): Promise<KeyClaim>;
  /** Gives up a claim whose write came to nothing; does nothing where there is no claim. */
  releaseKey(userId: number, write: IdempotentWrite): Promise<void>;
  /** The answer to the user's first write with this key; null when there was none. */
  findAnswer(userId: number, write: IdempotentWrite): Promise<EarlierAnswer | null>;
  /** Each group once, in no order, also those that the viewer may not see: `canSee` decides. */
  findGroups(selector: GroupSelector, viewerId: number | null): Promise<ViewedGroup[]>;
  listGroups(
    filter: GroupFilter,
    order: GroupOrder,
    slice: KeysetSlice | OffsetSlice,
    viewerId: number | null,
  ): Promise<GroupAt[]>;
  /** Counts the finds of a search up to one beyond `MAX_COUNTED_FINDS`, which says that there are more. */
  countGroups(filter: GroupFilter, viewerId: number | null): Promise<number>;
  /** The groups of each user, as `listGroups` with that `memberId` lists them by name. */
  listGroupsOf(
    userIds: readonly number[],
    slice: KeysetSlice,
    viewerId: number | null,
  ): Promise<ReadonlyMap<number, GroupAt[]>>;
  countGroupsOf(userIds: readonly number[], viewerId: number | null): Promise<ReadonlyMap<number, number>>;

  /** The users with this status in each group, the longest first, whoever may see them. */
  listMembers(
    groupIds: readonly number[],
    status: SubscriptionStatus,
    slice: KeysetSlice | OffsetSlice,
  ): Promise<ReadonlyMap<number, MemberAt[]>>;
  countMembers(groupIds: readonly number[], status: SubscriptionStatus): Promise<ReadonlyMap<number, number>>;

  findPageRequests(groupIds: readonly number[]): Promise<PageRequest[]>;
  /** The requests in the order of their arrival. */
  listPageRequests(status: PageRequestStatus, slice: KeysetSlice): Promise<PageRequest[]>;
  countPageRequests(status: PageRequestStatus): Promise<number>;

  /** The id of the user that a token speaks for; their first token makes the user. */
  ensureUser(identity: Identity, now: Date): Promise<Result<number>>;
  findUsers(ids: readonly number[]): Promise<User[]>;
  /** What these users tell of themselves; those who tell nothing are left out. */
  findProfiles(ids: readonly number[]): Promise<ReadonlyMap<number, Profile>>;
  /** The ids of users by the texts that the rooms door names them with: `idsByRef` of domain/user-refs.ts. */
  findUserIds(refs: UserRefs): Promise<ReadonlyMap<string, number>>;
  findUserByUsername(username: string): Promise<User | null>;
  /** The users in the order of their usernames' `sortKey`. */
  listUsers(filter: UserFilter, slice: KeysetSlice | OffsetSlice): Promise<User[]>;
  /** Counts users as `countGroups` counts groups. */
  countUsers(filter: UserFilter): Promise<number>;
  /** The index of the first of these that an import of all would refuse now; null for none. */
  findImportConflict(users: readonly ImportedUser[]): Promise<number | null>;
  /** Adds or updates all of them or none; returns the index of the first that cannot be. */
  importUsers(
    users: readonly ImportedUser[],
    now: Date,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly index: number; readonly reason: 'username_taken' }>;

  /** The keys among these of images that a group has. */
  findNamedImages(keys: readonly string[]): Promise<ReadonlySet<string>>;

  /** Whether no other process had the database open when this one opened it. */
  wasOpenedAlone(): Promise<boolean>;
  /** Throws when the database cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
