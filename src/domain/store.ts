import type { Refusal } from './errors.ts';
import type { GroupKind, GroupPrivacy, ViewedGroup } from './group.ts';
import type { PlainFields } from './group-fields.ts';
import type { Member, MemberRole, Membership, SubscriptionStatus } from './membership.ts';
import type { Organization, PageRequest, PageRequestStatus } from './page-request.ts';
import type { Result } from './result.ts';
import type { Identity, ImportedUser, User } from './user.ts';

/** A write that must not happen twice: while its key is remembered, it is answered by `earlierAnswer` of domain/replay.ts. */
export interface IdempotentWrite {
  readonly key: string;
  readonly operation: 'createGroup';
  /** Equal for equal requests, whichever door they came by. */
  readonly fingerprint: string;
  /** Keys used before this are forgotten. */
  readonly forgetBefore: Date;
}

export interface NewGroup extends PlainFields {
  readonly kind: GroupKind;
  /** A page that is yet to be reviewed is not. */
  readonly active: boolean;
  /** What is to be reviewed; null for a group. */
  readonly organization: Organization | null;
  readonly privateToken: string;
  readonly name: string;
  /** What is unique about the name; null where the group does not claim it. */
  readonly nameKey: string | null;
  /** `given` is taken or refused; `base` is numbered until it is free. */
  readonly slug: { readonly given: string } | { readonly base: string };
  readonly privacy: GroupPrivacy;
  readonly visible: boolean;
  readonly image: string | null;
  readonly coverImage: string | null;
  readonly createdAt: Date;
  readonly creatorId: number;
  /** Distinct, without the creator. */
  readonly inviteUserIds: readonly number[];
}

/** A group's own fields, as far as they are to change. */
export type GroupFieldsChange = Partial<
  Pick<NewGroup, 'name' | 'nameKey' | 'privacy' | 'visible' | 'image' | 'coverImage' | keyof PlainFields> & {
    readonly slug: string;
    readonly privateToken: string;
    readonly active: boolean;
    readonly verified: boolean;
  }
>;

/** What a decision about a group is made from: all of it as it is at that moment. */
export interface GroupState {
  /** As it stands to the viewer. */
  readonly group: ViewedGroup;
  /** How the users in question stand to it; no entry for those who do not. */
  readonly memberships: ReadonlyMap<number, Membership>;
  /** Those of the users in question who do not exist. */
  readonly unknownUserIds: readonly number[];
  /** The one that the token in question belongs to; null when there is none. */
  readonly emailInvitation: EmailInvitation | null;
  /** Null for a group. */
  readonly pageRequest: PageRequest | null;
  /** Mails that the viewer has ordered on the day in question. */
  readonly mailsOrdered: number;
  /** Requests to join that wait, counted as far as was asked for. */
  readonly requests: number;
}

export interface EmailInvitation {
  readonly email: string;
  readonly expiresAt: Date;
}

export interface GroupChange {
  /** Each takes the place of an earlier one to the same address. */
  readonly emailInvitations?: readonly (EmailInvitation & { readonly tokenHash: string })[];
  /** Mails that the viewer orders, on the day in question. */
  readonly mails?: number;
  /** The invitation in question cannot be used again. */
  readonly invitationUsed?: true;
  /** Of a page. */
  readonly organizationWebsite?: string | null;
  readonly review?: { readonly status: Exclude<PageRequestStatus, 'PENDING'>; readonly reviewerId: number };
  /** The page waits for a review again. */
  readonly reviewAgain?: true;
  /** How these users stand to the group from now on; null when not at all. */
  readonly memberships?: ReadonlyMap<number, Membership | null>;
  /** What becomes of all who have asked to join and are not in `memberships`. */
  readonly requests?: 'admit' | 'drop';
  readonly fields?: GroupFieldsChange;
  readonly managedById?: number;
  readonly deleted?: true;
}

/** Pure and synchronous: it runs while the store keeps all other writers out. */
export type GroupDecision = (state: GroupState) => Result<GroupChange>;

export type GroupChangeOutcome =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'conflicts'; readonly conflicts: GroupConflicts }
  | { readonly outcome: 'changed'; readonly before: ViewedGroup; readonly after: ViewedGroup };

/** What about a new group collides with what is there. */
export interface GroupConflicts {
  readonly nameTaken: boolean;
  readonly slugTaken: boolean;
  readonly unknownUserIds: readonly number[];
}

/** `key_reused`: the key was used for another body. */
export type EarlierAnswer =
  | { readonly outcome: 'replayed'; readonly group: ViewedGroup }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'key_reused' };

export type GroupInsertion =
  | EarlierAnswer
  | { readonly outcome: 'inserted'; readonly group: ViewedGroup }
  | { readonly outcome: 'conflicts'; readonly conflicts: GroupConflicts };

export type GroupSelector =
  | { readonly by: 'id'; readonly ids: readonly number[]; readonly kind?: GroupKind | undefined }
  /** Whatever its case. */
  | { readonly by: 'slug'; readonly slug: string; readonly kind?: GroupKind | undefined };

export interface GroupFilter {
  readonly search: string | null;
  readonly kind: GroupKind | null;
  readonly privacy: GroupPrivacy | null;
  readonly viewerRoles: readonly MemberRole[] | null;
  readonly viewerStatuses: readonly SubscriptionStatus[] | null;
  /** Only groups that this user is in, as far as the viewer may see who is in them. */
  readonly memberId: number | null;
}

/** NAME is by `sortKey`. RELEVANCE is the best find first; without a search it is NAME. */
export type GroupOrderField = 'NAME' | 'CREATED_AT' | 'SUBSCRIBERS_COUNT' | 'LATEST_ACTIVITY' | 'RELEVANCE';

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

export interface MemberAt {
  readonly member: Member;
  readonly position: Position;
}

/** Users by their number here, for community users, or by their subject at an issuer. */
export interface UserRefs {
  readonly refs: readonly string[];
  readonly issuer: string | null;
}

/** Which users a list holds. */
export interface UserFilter {
  readonly search: string | null;
  readonly exceptId: number | null;
  /** Leaves out those who are subscribed or invited to this group. */
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
   * Shows `decide` a group, and how the named users stand to it, and writes what it decides, with all counters:
   * nothing else can happen to the group between the two. The one step behind all that changes a group.
   */
  changeGroup(
    group: {
      readonly id: number;
      readonly viewerId: number;
      readonly userIds: readonly number[];
      /** Of the email invitation in question. */
      readonly tokenHash?: string | undefined;
      /** On which mails are ordered: days since 1970, in UTC. */
      readonly mailDay?: number | undefined;
      /** Requests to join are counted up to this many, for a viewer who has no membership yet. */
      readonly requestsUpTo?: number | undefined;
    },
    decide: GroupDecision,
    now: Date,
  ): Promise<GroupChangeOutcome>;
  /** What would collide now, to be reported along with a caller's other mistakes; `exceptId` collides with nothing. */
  findConflicts(group: {
    readonly exceptId: number | null;
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
  /** Counting the finds of a search ends at `MAX_COUNTED_FINDS` and one: it then is known that there are more. */
  countGroups(filter: GroupFilter, viewerId: number | null): Promise<number>;
  /** For each user the groups they are in, as `listGroups` with that `memberId` would list them by name. */
  listGroupsOf(
    userIds: readonly number[],
    slice: KeysetSlice,
    viewerId: number | null,
  ): Promise<ReadonlyMap<number, GroupAt[]>>;
  countGroupsOf(userIds: readonly number[], viewerId: number | null): Promise<ReadonlyMap<number, number>>;

  /** For each group those who stand to it in one way, the longest first; who may see them is not asked here. */
  listMembers(
    groupIds: readonly number[],
    status: SubscriptionStatus,
    slice: KeysetSlice | OffsetSlice,
  ): Promise<ReadonlyMap<number, MemberAt[]>>;
  countMembers(groupIds: readonly number[], status: SubscriptionStatus): Promise<ReadonlyMap<number, number>>;

  findPageRequests(groupIds: readonly number[]): Promise<PageRequest[]>;
  /** In the order of their arrival. */
  listPageRequests(status: PageRequestStatus, slice: KeysetSlice): Promise<PageRequest[]>;
  countPageRequests(status: PageRequestStatus): Promise<number>;

  /** The id of the user that a token speaks for; their first one makes them a user. */
  ensureUser(identity: Identity, now: Date): Promise<Result<number>>;
  findUsers(ids: readonly number[]): Promise<User[]>;
  /** The ids of users by the text that the rooms door names them with; no entry for what names nobody. */
  findUserIds(refs: UserRefs): Promise<ReadonlyMap<string, number>>;
  findUserByUsername(username: string): Promise<User | null>;
  /** In the order of their usernames' `sortKey`. */
  listUsers(filter: UserFilter, slice: KeysetSlice | OffsetSlice): Promise<User[]>;
  /** The finds of a search as `countGroups` counts them. */
  countUsers(filter: UserFilter): Promise<number>;
  /** The first of these that an import of all of them would refuse, as things are now; null when there is none. */
  findImportConflict(users: readonly ImportedUser[]): Promise<number | null>;
  /** Adds or updates all of them, or none; answers with the index of the first that cannot be. */
  importUsers(
    users: readonly ImportedUser[],
    now: Date,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly index: number; readonly reason: 'username_taken' }>;

  /** Those of these images that a group has, by their keys. */
  findNamedImages(keys: readonly string[]): Promise<ReadonlySet<string>>;

  /** Whether no other process had the database open when this one opened it. */
  wasOpenedAlone(): Promise<boolean>;
  /** Throws when the database cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
