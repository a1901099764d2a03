import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ViewedGroup } from '../domain/group.ts';
import type { User as UserModel } from '../domain/user.ts';
import type { GroupConnectionModel, PageRequestConnectionModel, MembershipConnectionModel, UserConnectionModel } from './relay/connections.ts';
import type { PageRequest as PageRequestModel } from '../domain/page-request.ts';
import type { Member } from '../domain/membership.ts';
import type { RequestContext } from './request-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A country by its ISO 3166-1 alpha-2 code, such as `IT`, or `XK`. As input any text, which comes back in `userErrors`
   * where it is none.
   */
  CountryCode: { input: string; output: string; }
  /** A moment, as ISO 8601 text in UTC with milliseconds: `2026-04-02T00:00:00.000Z`. */
  DateTime: { input: string; output: Date; }
  /** A colour as `#rgb`, `#rrggbb` or `#rrggbbaa`. As input any text, which comes back in `userErrors` where it is none. */
  HexColorCode: { input: string; output: string; }
  /**
   * An image as text: `data:image/<type>;base64,<data>`. GIF, PNG, JPEG, WebP and AVIF are read, by their content;
   * at most 5 MB, and 25 megapixels or, of JPEG, 50. An address is not accepted: nothing is ever fetched.
   * As input any text, which comes back in `userErrors` where it is none.
   */
  ImageData: { input: string; output: string; }
  /** A whole number below 2^53, which is what JavaScript can hold exactly. */
  SafeInt: { input: number; output: number; }
  /** An absolute http(s) address. */
  URL: { input: string; output: string; }
};

/** Whose requests to approve. */
export type ApproveRequestsInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Users by global id, at most 500. An unknown one refuses the whole call. */
  userIds: Array<Scalars['ID']['input']>;
};

/** What `approveRequests` answers: the group as it is now, or why nothing changed. */
export type ApproveRequestsPayload = {
  __typename?: 'ApproveRequestsPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Whose invitations to take back. */
export type CancelInvitationsInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Users by global id, at most 500. An unknown one refuses the whole call. */
  userIds: Array<Scalars['ID']['input']>;
};

/** What `cancelInvitations` answers: the group as it is now, or why nothing changed. */
export type CancelInvitationsPayload = {
  __typename?: 'CancelInvitationsPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What a new group is to be. */
export type CreateGroupInput = {
  /** Its colour. SC: `color`. */
  color?: InputMaybe<Scalars['HexColorCode']['input']>;
  /** The country it is about. */
  country?: InputMaybe<Scalars['CountryCode']['input']>;
  /** The cover; cut to 1920 by 1080. SC: `emotional_image_original`. */
  coverImage?: InputMaybe<Scalars['ImageData']['input']>;
  /** Which part of the cover matters, from 0 (top) to 100 (bottom); 50 when left out. SC: `emotional_image_position`. */
  coverImagePosition?: InputMaybe<Scalars['Int']['input']>;
  /** What the group is about, in at most 500 characters; "" when left out. SC and rooms: `description`. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Whether clients should not offer to join; false when left out. Rooms: `hideFollowJoinButton`. */
  hideJoinButton?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Makes the call safe to repeat, for 24 hours: with the same key and input the first answer comes again, and no
   * second group. People, counts and rights in it are those of now, and a group that the viewer may no longer see is
   * `NOT_FOUND`. At most 255 ASCII characters. REST: the header `Idempotency-Key`.
   */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The picture; cut to squares. SC: `image_original`. Rooms: `avatar`. */
  image?: InputMaybe<Scalars['ImageData']['input']>;
  /** Users to invite, at most 500, by global id. An unknown one refuses the whole call; the viewer is skipped. Scope: `room.invite`, too. SC: `invite_users`. */
  inviteUserIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** What people call it: 1 to 50 characters, trimmed, without control characters and others that cannot be shown. It is claimed: no other group that claims its name may have it, whatever its case. Rooms claim none. SC and rooms: `name`. */
  name: Scalars['String']['input'];
  /** Who may join. SC: `privacy`. Rooms: `public`. */
  privacy: GroupPrivacy;
  /** What names it in addresses: 1 to 50 of A-Z, a-z, 0-9, `-`, `_` and `.`, with a letter or digit; a page's is a label of a domain. Made from the name when left out. Unique, ignoring case. SC: `slug`. Rooms: `url`. */
  slug?: InputMaybe<Scalars['String']['input']>;
  /** Whether strangers can find a private group; true when left out, and always true of a public one. SC: `visible`. */
  visible?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What `createGroup` answers: the group, or why there is none. */
export type CreateGroupPayload = {
  __typename?: 'CreateGroupPayload';
  /** The new group; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** The group to remove. */
export type DeleteGroupInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
};

/** What `deleteGroup` answers: what is gone, or why it is not. */
export type DeleteGroupPayload = {
  __typename?: 'DeleteGroupPayload';
  /** The global id that the group had; null when there are user errors. */
  deletedGroupId?: Maybe<Scalars['ID']['output']>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A community group, or a page. SC: a group. Rooms: a room. */
export type Group = Node & {
  __typename?: 'Group';
  /** Whether it is in use; false of a page that was never approved. SC: `active`. Rooms: `isActive`. */
  active: Scalars['Boolean']['output'];
  /** Its colour; null when none was chosen. SC: `color`. */
  color?: Maybe<Scalars['HexColorCode']['output']>;
  /** The country it is about; null when none was chosen. Rooms: `country`. */
  country?: Maybe<Scalars['CountryCode']['output']>;
  /** The cover, 1920 by 1080; null when there is none. SC: `emotional_image`. */
  coverImage?: Maybe<Scalars['URL']['output']>;
  /** Which part of the cover matters, from 0 (top) to 100 (bottom). SC: `emotional_image_position`. */
  coverImagePosition: Scalars['Int']['output'];
  /** When it was made. SC: `created_at`. Rooms: `createdAt`. */
  createdAt: Scalars['DateTime']['output'];
  /** Who made it; never changes. SC: `created_by`. */
  createdBy: User;
  /** Its number at the REST doors. SC and rooms: `id`. */
  databaseId: Scalars['SafeInt']['output'];
  /** What it is about; "" when nothing was said. SC and rooms: `description`. */
  description: Scalars['String']['output'];
  /** Whether clients should not offer to join. Rooms: `hideFollowJoinButton`. */
  hideJoinButton: Scalars['Boolean']['output'];
  /** Its global id, which is opaque. */
  id: Scalars['ID']['output'];
  /** The picture; null when there is none. SC: `image_small`, `image_medium`, `image_big`, `image_bigger`. Rooms: `avatarUrls`. */
  image?: Maybe<Scalars['URL']['output']>;
  /** Who is invited; null unless the viewer administers the group. SC: `GET .../invite/`. */
  invitations?: Maybe<MembershipConnection>;
  /** Whether it is a group or a page. Rooms: `roomType`. */
  kind: GroupKind;
  /** When it last changed, or someone last joined it. */
  lastActivityAt: Scalars['DateTime']['output'];
  /** Its owner: exactly one, and always a member. SC: `managed_by`. Rooms: `ownerId`. */
  managedBy: User;
  /** Who is in it, the longest first; null where the viewer may not know: of a private group, unless they are in it. SC: `GET .../subscribe/`. */
  members?: Maybe<MembershipConnection>;
  /** What people call it. Several groups may have one name where rooms are among them. SC and rooms: `name`. */
  name: Scalars['String']['output'];
  /** What the organisation said when it asked for this page; null of a group, and for all but its owner and reviewers. */
  pageRequest?: Maybe<PageRequest>;
  /** Who may join. SC: `privacy`. Rooms: `isPublic`. */
  privacy: GroupPrivacy;
  /**
   * Lets whoever has it in; null unless the viewer administers the group, by a token that may invite to it
   * (scope `room.invite` or `room.admin`). Rooms: `privateToken`.
   */
  privateToken?: Maybe<Scalars['String']['output']>;
  /** Who has asked to join; null unless the viewer administers the group. SC: `GET .../request_subscribe/`. */
  requests?: Maybe<MembershipConnection>;
  /** What names it in addresses. SC: `slug`. Rooms: `url` of a group, `subdomain` of a page. */
  slug: Scalars['String']['output'];
  /** The number of members. SC: `subscribers_counter`. Rooms: `membersCount`. */
  subscribersCount: Scalars['Int']['output'];
  /** Whether someone vouches for it; of pages alone, until their name or subdomain changes. Rooms: `isVerified`. */
  verified: Scalars['Boolean']['output'];
  /** Whether the viewer may change it and look after its members. Rooms: `isAdmin`. */
  viewerCanAdminister: Scalars['Boolean']['output'];
  /** What the viewer is in it; null for those who are no members. Rooms: `isOwner`, `isAdmin`. */
  viewerRole?: Maybe<MemberRole>;
  /** How the viewer stands to it; null for a stranger or an anonymous caller. SC: `subscription_status`. Rooms: `isMember`. */
  viewerSubscriptionStatus?: Maybe<SubscriptionStatus>;
  /** Whether strangers can find it; always true of a public group. SC: `visible`. */
  visible: Scalars['Boolean']['output'];
};


/** A community group, or a page. SC: a group. Rooms: a room. */
export type GroupImageArgs = {
  size?: ImageSize;
};


/** A community group, or a page. SC: a group. Rooms: a room. */
export type GroupInvitationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A community group, or a page. SC: a group. Rooms: a room. */
export type GroupMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A community group, or a page. SC: a group. Rooms: a room. */
export type GroupRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** How to name one group: by exactly one of these. */
export type GroupBy =
  /** Its number at the REST doors. SC: `id`. Rooms: `id`. */
  { databaseId: Scalars['SafeInt']['input']; id?: never; slug?: never; }
  |  /** Its global id. */
  { databaseId?: never; id: Scalars['ID']['input']; slug?: never; }
  |  /** Its slug, in upper or lower case. SC: `slug`. Rooms: `url` of a group, `subdomain` of a page. */
  { databaseId?: never; id?: never; slug: Scalars['String']['input']; };

/** A part of a list of groups. */
export type GroupConnection = {
  __typename?: 'GroupConnection';
  /** The groups of this page, with their cursors. */
  edges: Array<GroupEdge>;
  /** The groups of this page. */
  nodes: Array<Group>;
  /** What comes before and after this page. */
  pageInfo: PageInfo;
  /** How many groups the list holds in all that the viewer may see; of a search, 10,000 at most. */
  totalCount: Scalars['Int']['output'];
  /** Whether there are no more than `totalCount`; false of a search that finds more than 10,000. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** A group in a list. */
export type GroupEdge = {
  __typename?: 'GroupEdge';
  /** Where it stands in the list, for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The group. */
  node: Group;
};

/** Which groups a list holds: those that everything given here is true of. */
export type GroupFilter = {
  /** Only groups, or only pages. */
  kind?: InputMaybe<GroupKind>;
  /** Only public, or only private ones. */
  privacy?: InputMaybe<GroupPrivacy>;
  /** Words to be found in the name or the description, in any part of a word. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those in which the viewer has one of these roles. */
  viewerRole?: InputMaybe<Array<MemberRole>>;
  /** Only those to which the viewer stands in one of these ways. */
  viewerSubscriptionStatus?: InputMaybe<Array<SubscriptionStatus>>;
};

/** What a group is. */
export type GroupKind =
  /** A community of its members. Rooms: `roomType: group`. */
  | 'GROUP'
  /** An organisation's page, which users follow. Rooms: `roomType: page`. */
  | 'PAGE';

/** The order of a list of groups. Groups that are equal in it are ordered by their age. */
export type GroupOrder = {
  /** In which direction. */
  direction?: OrderDirection;
  /** What to order by. */
  field: GroupOrderField;
};

/** What groups can be ordered by. */
export type GroupOrderField =
  /** By the moment of creation. */
  | 'CREATED_AT'
  /** By the moment at which it last changed, or someone last joined it. */
  | 'LATEST_ACTIVITY'
  /** By name, without regard to case, accents and other spellings; equal ones by the exact name, then by age. */
  | 'NAME'
  /** The best find first; without a search, by name. */
  | 'RELEVANCE'
  /** By the number of subscribers. */
  | 'SUBSCRIBERS_COUNT';

/** Who may join a group. */
export type GroupPrivacy =
  /** Those who are invited, or whose request is accepted; only members see the members. */
  | 'PRIVATE'
  /** Anyone; and anyone may see it and its members. */
  | 'PUBLIC';

/** The size of a picture. All but the original are squares. */
export type ImageSize =
  /** 300 pixels. */
  | 'BIG'
  /** 600 pixels. */
  | 'BIGGER'
  /** 128 pixels. */
  | 'MEDIUM'
  /** As it was given, at most 2048 pixels a side. */
  | 'ORIGINAL'
  /** 64 pixels. */
  | 'SMALL';

/** Whom to invite. */
export type InviteToGroupInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Users by global id, at most 500. An unknown one refuses the whole call. */
  userIds: Array<Scalars['ID']['input']>;
};

/** What `inviteToGroup` answers: the group as it is now, or why nothing changed. */
export type InviteToGroupPayload = {
  __typename?: 'InviteToGroupPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** The group to join. */
export type JoinGroupInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
};

/** What `joinGroup` answers: the group as it is now, or why nothing changed. */
export type JoinGroupPayload = {
  __typename?: 'JoinGroupPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** The group to leave. */
export type LeaveGroupInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
};

/** What `leaveGroup` answers: the group as it is now, or why nothing changed. */
export type LeaveGroupPayload = {
  __typename?: 'LeaveGroupPayload';
  /** The group as it is now; null when there are user errors, and when the viewer has left a group that only its members can see. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What a member is in a group. */
export type MemberRole =
  /** Helps the manager: may change the group and look after its members. */
  | 'ADMIN'
  /** The owner, one to a group. */
  | 'MANAGER'
  /** Nothing but a member. */
  | 'MEMBER';

/** One user's standing in one group. */
export type Membership = {
  __typename?: 'Membership';
  /** What they are in the group; null unless they are a member. */
  role?: Maybe<MemberRole>;
  /** Since when: when they joined, were invited, or asked. */
  since: Scalars['DateTime']['output'];
  /** How they stand to the group. */
  status: SubscriptionStatus;
  /** The user. */
  user: User;
};

/** A part of a list of those who stand to a group in one way. */
export type MembershipConnection = {
  __typename?: 'MembershipConnection';
  /** The memberships of this page, with their cursors. */
  edges: Array<MembershipEdge>;
  /** The memberships of this page. */
  nodes: Array<Membership>;
  /** What comes before and after this page. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars['Int']['output'];
};

/** A membership in a list. */
export type MembershipEdge = {
  __typename?: 'MembershipEdge';
  /** Where it stands in the list, for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The membership. */
  node: Membership;
};

/** Everything that can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Lets those in who have asked to join. For managers and admins. Scope: `room.invite`. */
  approveRequests: ApproveRequestsPayload;
  /** Takes invitations back. For managers and admins. SC: `DELETE /api/v2/group/{id}/invite/`. Scope: `room.invite`. */
  cancelInvitations: CancelInvitationsPayload;
  /**
   * Makes a group, of which the viewer is creator, manager and first member, and invites others to it: all
   * of it or nothing. SC: `POST /api/v2/group/`. Rooms: `POST /v1/rooms/groups`. Needs the scope `room.create`
   * when the token carries scopes.
   */
  createGroup: CreateGroupPayload;
  /** Removes a group with everything in it. For its manager. SC: `DELETE /api/v2/group/{id}/`. Scope: `room.admin`. */
  deleteGroup: DeleteGroupPayload;
  /**
   * Invites users, and accepts those of them who have asked to join; for members and those who are invited, nothing
   * changes. For managers and admins. SC: `POST /api/v2/group/{id}/invite/`. Scope: `room.invite`.
   */
  inviteToGroup: InviteToGroupPayload;
  /**
   * Joins a public group, accepts an invitation to a private one, or else asks to join it. Again is the same as once.
   * SC: `POST /api/v2/group/{id}/subscribe/`. Scope: `room.join`.
   */
  joinGroup: JoinGroupPayload;
  /**
   * Leaves a group, takes a request to join back, or declines an invitation. The manager cannot leave: hand the group
   * over first. SC: `DELETE /api/v2/group/{id}/subscribe/`. Scope: `room.leave`.
   */
  leaveGroup: LeaveGroupPayload;
  /** Turns those away who have asked to join. For managers and admins. Scope: `room.invite`. */
  rejectRequests: RejectRequestsPayload;
  /**
   * Ends users' membership; the manager's cannot be ended. Whoever is no member refuses the whole call, also who was
   * removed before. For managers and admins.
   * SC: `DELETE /api/v2/group/{id}/subscribe/?user=`. Scope: `room.members.remove`.
   */
  removeMembers: RemoveMembersPayload;
  /**
   * Approves or rejects a page that waits for it. For reviewers: those whose token has the scope `guildhall.review`,
   * and users that the directory marks as such.
   */
  reviewPage: ReviewPagePayload;
  /** Makes a new private token; the old one lets nobody in any more. For managers and admins. Scope: `room.admin`. */
  rotatePrivateToken: RotatePrivateTokenPayload;
  /** Makes a member an admin, or an admin a mere member. For managers and admins. Scope: `room.admin`. */
  setMemberRole: SetMemberRolePayload;
  /** Hands a group over to one of its members; the old manager stays, as an admin. For its manager. Scope: `room.admin`. */
  transferGroup: TransferGroupPayload;
  /**
   * Changes a group's own fields: what is left out stays, null clears what can be without a value. A verified page with
   * another name or slug is not verified any more, and waits for a review again. For its manager and admins. SC: `PUT` and `PATCH /api/v2/group/{id}/`. Scope: `room.update`.
   */
  updateGroup: UpdateGroupPayload;
};


/** Everything that can be changed. */
export type MutationApproveRequestsArgs = {
  input: ApproveRequestsInput;
};


/** Everything that can be changed. */
export type MutationCancelInvitationsArgs = {
  input: CancelInvitationsInput;
};


/** Everything that can be changed. */
export type MutationCreateGroupArgs = {
  input: CreateGroupInput;
};


/** Everything that can be changed. */
export type MutationDeleteGroupArgs = {
  input: DeleteGroupInput;
};


/** Everything that can be changed. */
export type MutationInviteToGroupArgs = {
  input: InviteToGroupInput;
};


/** Everything that can be changed. */
export type MutationJoinGroupArgs = {
  input: JoinGroupInput;
};


/** Everything that can be changed. */
export type MutationLeaveGroupArgs = {
  input: LeaveGroupInput;
};


/** Everything that can be changed. */
export type MutationRejectRequestsArgs = {
  input: RejectRequestsInput;
};


/** Everything that can be changed. */
export type MutationRemoveMembersArgs = {
  input: RemoveMembersInput;
};


/** Everything that can be changed. */
export type MutationReviewPageArgs = {
  input: ReviewPageInput;
};


/** Everything that can be changed. */
export type MutationRotatePrivateTokenArgs = {
  input: RotatePrivateTokenInput;
};


/** Everything that can be changed. */
export type MutationSetMemberRoleArgs = {
  input: SetMemberRoleInput;
};


/** Everything that can be changed. */
export type MutationTransferGroupArgs = {
  input: TransferGroupInput;
};


/** Everything that can be changed. */
export type MutationUpdateGroupArgs = {
  input: UpdateGroupInput;
};

/** Something that has an id of its own. */
export type Node = {
  /** An id that is unique over all types, and opaque: make none, and read nothing from it. */
  id: Scalars['ID']['output'];
};

/** A direction. */
export type OrderDirection =
  /** From small to large, from A to Z, from old to new. */
  | 'ASC'
  /** The other way round. */
  | 'DESC';

/** What comes before and after a page of a list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last item; null when the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; null when the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** A request for a page, with what the organisation says of itself. */
export type PageRequest = {
  __typename?: 'PageRequest';
  /** Whatever else was said; null when nothing was. */
  additionalDetails?: Maybe<Scalars['String']['output']>;
  /** Where they can be reached. */
  contactNumber: Scalars['String']['output'];
  /** What the person who asks does there. */
  jobTitle: Scalars['String']['output'];
  /** The organisation. */
  organizationName: Scalars['String']['output'];
  /** Its website; null when none was given. */
  organizationWebsite?: Maybe<Scalars['String']['output']>;
  /** The page: not active before it is approved. */
  page: Group;
  /** What the page is for. */
  purpose: Scalars['String']['output'];
  /** When it was reviewed; null before. */
  reviewedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who reviewed it; null before. */
  reviewedBy?: Maybe<User>;
  /** What became of it. */
  status: PageRequestStatus;
  /** When it arrived. */
  submittedAt: Scalars['DateTime']['output'];
};

/** A part of a list of requests for pages. */
export type PageRequestConnection = {
  __typename?: 'PageRequestConnection';
  /** The requests of this page of the list, with their cursors. */
  edges: Array<PageRequestEdge>;
  /** The requests of this page of the list. */
  nodes: Array<PageRequest>;
  /** What comes before and after. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars['Int']['output'];
};

/** A request in a list. */
export type PageRequestEdge = {
  __typename?: 'PageRequestEdge';
  /** Where it stands in the list, for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The request. */
  node: PageRequest;
};

/** What became of a request for a page. */
export type PageRequestStatus =
  /** The page is there to be found. */
  | 'APPROVED'
  /** It waits for a reviewer. */
  | 'PENDING'
  /** The page is seen by its owner alone, or, where it was approved before under another name, not verified. */
  | 'REJECTED';

/** Everything that can be read. */
export type Query = {
  __typename?: 'Query';
  /** One group; null when there is none, or when it is hidden from the viewer: the two cannot be told apart. */
  group?: Maybe<Group>;
  /** The groups that the viewer may see. */
  groups: GroupConnection;
  /** The object that has this id; null when there is none, or none that the viewer may see. */
  node?: Maybe<Node>;
  /** The objects that have these ids, in their order, with null as in `node`. At most 100. */
  nodes: Array<Maybe<Node>>;
  /** The requests for pages, in the order of their arrival. For reviewers. */
  pageRequests: PageRequestConnection;
  /** One user; null when there is none. Anyone but the viewer needs the scope `room.members.read` or `room.invite`. */
  user?: Maybe<User>;
  /** The directory of users, by username. Needs a token; scope: `room.members.read` or `room.invite`. */
  users: UserConnection;
  /** The user that the token speaks for; null for an anonymous caller. */
  viewer?: Maybe<User>;
};


/** Everything that can be read. */
export type QueryGroupArgs = {
  by: GroupBy;
};


/** Everything that can be read. */
export type QueryGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<GroupFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<GroupOrder>;
};


/** Everything that can be read. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Everything that can be read. */
export type QueryPageRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  status?: PageRequestStatus;
};


/** Everything that can be read. */
export type QueryUserArgs = {
  by: UserBy;
};


/** Everything that can be read. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** Whose requests to turn down. */
export type RejectRequestsInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Users by global id, at most 500. An unknown one refuses the whole call. */
  userIds: Array<Scalars['ID']['input']>;
};

/** What `rejectRequests` answers: the group as it is now, or why nothing changed. */
export type RejectRequestsPayload = {
  __typename?: 'RejectRequestsPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Whom to remove. */
export type RemoveMembersInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Users by global id, at most 500. An unknown one refuses the whole call. */
  userIds: Array<Scalars['ID']['input']>;
};

/** What `removeMembers` answers: the group as it is now, or why nothing changed. */
export type RemoveMembersPayload = {
  __typename?: 'RemoveMembersPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What a review can come to. */
export type ReviewDecision =
  /** The page becomes active and verified, and is found. */
  | 'APPROVE'
  /** The page stays as it is: seen by its owner alone, or, where it was approved before under another name, without being verified. */
  | 'REJECT';

/** What to say to the request for a page. */
export type ReviewPageInput = {
  /** What the review came to. */
  decision: ReviewDecision;
  /** The page's global id. */
  groupId: Scalars['ID']['input'];
};

/** What `reviewPage` answers: the group as it is now, or why nothing changed. */
export type ReviewPagePayload = {
  __typename?: 'ReviewPagePayload';
  /** The group as it is now; null when there are user errors, and when the viewer cannot see it. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Whose private token is to be a new one. */
export type RotatePrivateTokenInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
};

/** What `rotatePrivateToken` answers: the group as it is now, or why nothing changed. */
export type RotatePrivateTokenPayload = {
  __typename?: 'RotatePrivateTokenPayload';
  /** The group as it is now; null when there are user errors, and when the viewer cannot see it. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** Which member is to have which role. */
export type SetMemberRoleInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** What the member becomes, `ADMIN` or `MEMBER`; for `MANAGER` there is `transferGroup`. */
  role: MemberRole;
  /** The member's global id. */
  userId: Scalars['ID']['input'];
};

/** What `setMemberRole` answers: the group as it is now, or why nothing changed. */
export type SetMemberRolePayload = {
  __typename?: 'SetMemberRolePayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** How a user stands to a group. */
export type SubscriptionStatus =
  /** Invited, and has not answered. SC: `invited`. */
  | 'INVITED'
  /** Has asked to join, and not been answered. SC: `requested`. */
  | 'REQUESTED'
  /** A member. SC: `subscribed`. */
  | 'SUBSCRIBED';

/** Which member is to be the manager. */
export type TransferGroupInput = {
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** The member's global id. */
  userId: Scalars['ID']['input'];
};

/** What `transferGroup` answers: the group as it is now, or why nothing changed. */
export type TransferGroupPayload = {
  __typename?: 'TransferGroupPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** What of a group is to change. What is left out stays as it is. */
export type UpdateGroupInput = {
  /** A new colour; null for none. */
  color?: InputMaybe<Scalars['HexColorCode']['input']>;
  /** The country it is about; null for none. */
  country?: InputMaybe<Scalars['CountryCode']['input']>;
  /** A new cover; null for none. */
  coverImage?: InputMaybe<Scalars['ImageData']['input']>;
  /** Which part of the cover matters, from 0 (top) to 100 (bottom). SC: `emotional_image_position`. */
  coverImagePosition?: InputMaybe<Scalars['Int']['input']>;
  /** A new description, by the rules of `CreateGroupInput`; null is "". */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The group's global id. */
  groupId: Scalars['ID']['input'];
  /** Whether clients should not offer to join. */
  hideJoinButton?: InputMaybe<Scalars['Boolean']['input']>;
  /** A new picture; null for none. */
  image?: InputMaybe<Scalars['ImageData']['input']>;
  /** A new name, by the rules of `CreateGroupInput`, which is claimed; cannot be null. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Who may join from now on; cannot be null. */
  privacy?: InputMaybe<GroupPrivacy>;
  /** A new slug, by the rules of `CreateGroupInput`; cannot be null. A new name does not change it. */
  slug?: InputMaybe<Scalars['String']['input']>;
  /** Whether strangers can find a private group. A public one is visible always: false is refused for it, unless `privacy` is given, too. */
  visible?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What `updateGroup` answers: the group as it is now, or why nothing changed. */
export type UpdateGroupPayload = {
  __typename?: 'UpdateGroupPayload';
  /** The group as it is now; null when there are user errors. */
  group?: Maybe<Group>;
  /** Everything that is wrong with the call; empty when it worked. */
  userErrors: Array<UserError>;
};

/** A person. SC and rooms: a user. */
export type User = Node & {
  __typename?: 'User';
  /** Their picture; null when there is none. SC: `avatar`. */
  avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** What they tell of themselves, in several lines; "" for nothing. SC: `bio`. */
  bio: Scalars['String']['output'];
  /** When they were first known here. SC: `date_joined`. */
  createdAt: Scalars['DateTime']['output'];
  /** Their number at the REST doors. SC: `id`. Rooms show the OpenID subject instead, when there is one. */
  databaseId: Scalars['SafeInt']['output'];
  /**
   * The groups they are in, by name: those where the viewer may know it. Scope: `room.read`, and of others
   * `room.members.read`, too. SC: `GET /api/v2/user/{id}/groups/`.
   */
  groups: GroupConnection;
  /** Their global id, which is opaque. */
  id: Scalars['ID']['output'];
  /** Their own name; "" when unknown. SC: `real_name`. */
  realName: Scalars['String']['output'];
  /** What names them, and nobody else. SC and rooms: `username`. */
  username: Scalars['String']['output'];
  /** Their own pages, an http(s) address; null when there are none. SC: `website`. */
  website?: Maybe<Scalars['URL']['output']>;
};


/** A person. SC and rooms: a user. */
export type UserGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** How to name one user: by exactly one of these. */
export type UserBy =
  /** Their number at the REST doors. */
  { databaseId: Scalars['SafeInt']['input']; id?: never; username?: never; }
  |  /** Their global id. */
  { databaseId?: never; id: Scalars['ID']['input']; username?: never; }
  |  /** Their username, in exactly this spelling. */
  { databaseId?: never; id?: never; username: Scalars['String']['input']; };

/** A part of a list of users. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users of this page, with their cursors. */
  edges: Array<UserEdge>;
  /** The users of this page. */
  nodes: Array<User>;
  /** What comes before and after this page. */
  pageInfo: PageInfo;
  /** How many users the list holds in all; of a search, 10,000 at most. */
  totalCount: Scalars['Int']['output'];
  /** Whether there are no more than `totalCount`; false of a search that finds more than 10,000. */
  totalCountIsExact: Scalars['Boolean']['output'];
};

/** A user in a list. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Where they stand in the list, for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The user. */
  node: User;
};

/** Something that the caller can correct. */
export type UserError = {
  __typename?: 'UserError';
  /** What is wrong, for programs. */
  code: UserErrorCode;
  /** Where, as a path inside `input`, such as `["inviteUserIds", "1"]`; null when it is about the call as a whole. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What is wrong, for people, in English. */
  message: Scalars['String']['output'];
};

/** What can be wrong with a call or one of its fields. */
export type UserErrorCode =
  /** A value is empty, or nothing of it can be seen. */
  | 'BLANK'
  /** The user that an id names does not exist. */
  | 'DOES_NOT_EXIST'
  /** The viewer may see the group, but not do this to it. */
  | 'FORBIDDEN'
  /** The idempotency key was used for a call with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The first call with this idempotency key has not ended yet. */
  | 'IDEMPOTENCY_IN_FLIGHT'
  /** The token does not have the scope for this. */
  | 'INSUFFICIENT_SCOPE'
  /** A value has not the right form, or is an image that cannot be read. */
  | 'INVALID'
  /** A value is none of those that can be chosen. */
  | 'INVALID_CHOICE'
  /** A value is too long, or a list holds too much. */
  | 'MAX_LENGTH'
  /** A value is too short. */
  | 'MIN_LENGTH'
  /** The user that an id names is not a member of the group, though perhaps invited to it, or waiting to be let in. */
  | 'NOT_A_MEMBER'
  /** What the call is about does not exist, or is hidden from the viewer. */
  | 'NOT_FOUND'
  /** A value is missing. */
  | 'REQUIRED'
  /** As many wait to be let into the group as may: ask again once some of them have been answered, or be invited. */
  | 'TOO_MANY_JOIN_REQUESTS'
  /** The call needs a token. */
  | 'UNAUTHENTICATED'
  /** Another group has this value already. */
  | 'UNIQUE';



export type ResolverTypeWrapper<T> = PromiseLike<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( ViewedGroup )
    | ( UserModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ApproveRequestsInput: ApproveRequestsInput;
  ApproveRequestsPayload: ResolverTypeWrapper<Omit<ApproveRequestsPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelInvitationsInput: CancelInvitationsInput;
  CancelInvitationsPayload: ResolverTypeWrapper<Omit<CancelInvitationsPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  CountryCode: ResolverTypeWrapper<Scalars['CountryCode']['output']>;
  CreateGroupInput: CreateGroupInput;
  CreateGroupPayload: ResolverTypeWrapper<Omit<CreateGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteGroupInput: DeleteGroupInput;
  DeleteGroupPayload: ResolverTypeWrapper<DeleteGroupPayload>;
  Group: ResolverTypeWrapper<ViewedGroup>;
  GroupBy: GroupBy;
  GroupConnection: ResolverTypeWrapper<GroupConnectionModel>;
  GroupEdge: ResolverTypeWrapper<Omit<GroupEdge, 'node'> & { node: ResolversTypes['Group'] }>;
  GroupFilter: GroupFilter;
  GroupKind: GroupKind;
  GroupOrder: GroupOrder;
  GroupOrderField: GroupOrderField;
  GroupPrivacy: GroupPrivacy;
  HexColorCode: ResolverTypeWrapper<Scalars['HexColorCode']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ImageData: ResolverTypeWrapper<Scalars['ImageData']['output']>;
  ImageSize: ImageSize;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InviteToGroupInput: InviteToGroupInput;
  InviteToGroupPayload: ResolverTypeWrapper<Omit<InviteToGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  JoinGroupInput: JoinGroupInput;
  JoinGroupPayload: ResolverTypeWrapper<Omit<JoinGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  LeaveGroupInput: LeaveGroupInput;
  LeaveGroupPayload: ResolverTypeWrapper<Omit<LeaveGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  MemberRole: MemberRole;
  Membership: ResolverTypeWrapper<Member>;
  MembershipConnection: ResolverTypeWrapper<MembershipConnectionModel>;
  MembershipEdge: ResolverTypeWrapper<Omit<MembershipEdge, 'node'> & { node: ResolversTypes['Membership'] }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PageRequest: ResolverTypeWrapper<PageRequestModel>;
  PageRequestConnection: ResolverTypeWrapper<PageRequestConnectionModel>;
  PageRequestEdge: ResolverTypeWrapper<Omit<PageRequestEdge, 'node'> & { node: ResolversTypes['PageRequest'] }>;
  PageRequestStatus: PageRequestStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RejectRequestsInput: RejectRequestsInput;
  RejectRequestsPayload: ResolverTypeWrapper<Omit<RejectRequestsPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  RemoveMembersInput: RemoveMembersInput;
  RemoveMembersPayload: ResolverTypeWrapper<Omit<RemoveMembersPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  ReviewDecision: ReviewDecision;
  ReviewPageInput: ReviewPageInput;
  ReviewPagePayload: ResolverTypeWrapper<Omit<ReviewPagePayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  RotatePrivateTokenInput: RotatePrivateTokenInput;
  RotatePrivateTokenPayload: ResolverTypeWrapper<Omit<RotatePrivateTokenPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SetMemberRoleInput: SetMemberRoleInput;
  SetMemberRolePayload: ResolverTypeWrapper<Omit<SetMemberRolePayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SubscriptionStatus: SubscriptionStatus;
  TransferGroupInput: TransferGroupInput;
  TransferGroupPayload: ResolverTypeWrapper<Omit<TransferGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateGroupInput: UpdateGroupInput;
  UpdateGroupPayload: ResolverTypeWrapper<Omit<UpdateGroupPayload, 'group'> & { group?: Maybe<ResolversTypes['Group']> }>;
  User: ResolverTypeWrapper<UserModel>;
  UserBy: UserBy;
  UserConnection: ResolverTypeWrapper<UserConnectionModel>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApproveRequestsInput: ApproveRequestsInput;
  ApproveRequestsPayload: Omit<ApproveRequestsPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  Boolean: Scalars['Boolean']['output'];
  CancelInvitationsInput: CancelInvitationsInput;
  CancelInvitationsPayload: Omit<CancelInvitationsPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  CountryCode: Scalars['CountryCode']['output'];
  CreateGroupInput: CreateGroupInput;
  CreateGroupPayload: Omit<CreateGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  DateTime: Scalars['DateTime']['output'];
  DeleteGroupInput: DeleteGroupInput;
  DeleteGroupPayload: DeleteGroupPayload;
  Group: ViewedGroup;
  GroupBy: GroupBy;
  GroupConnection: GroupConnectionModel;
  GroupEdge: Omit<GroupEdge, 'node'> & { node: ResolversParentTypes['Group'] };
  GroupFilter: GroupFilter;
  GroupOrder: GroupOrder;
  HexColorCode: Scalars['HexColorCode']['output'];
  ID: Scalars['ID']['output'];
  ImageData: Scalars['ImageData']['output'];
  Int: Scalars['Int']['output'];
  InviteToGroupInput: InviteToGroupInput;
  InviteToGroupPayload: Omit<InviteToGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  JoinGroupInput: JoinGroupInput;
  JoinGroupPayload: Omit<JoinGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  LeaveGroupInput: LeaveGroupInput;
  LeaveGroupPayload: Omit<LeaveGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  Membership: Member;
  MembershipConnection: MembershipConnectionModel;
  MembershipEdge: Omit<MembershipEdge, 'node'> & { node: ResolversParentTypes['Membership'] };
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  PageRequest: PageRequestModel;
  PageRequestConnection: PageRequestConnectionModel;
  PageRequestEdge: Omit<PageRequestEdge, 'node'> & { node: ResolversParentTypes['PageRequest'] };
  Query: Record<PropertyKey, never>;
  RejectRequestsInput: RejectRequestsInput;
  RejectRequestsPayload: Omit<RejectRequestsPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  RemoveMembersInput: RemoveMembersInput;
  RemoveMembersPayload: Omit<RemoveMembersPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  ReviewPageInput: ReviewPageInput;
  ReviewPagePayload: Omit<ReviewPagePayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  RotatePrivateTokenInput: RotatePrivateTokenInput;
  RotatePrivateTokenPayload: Omit<RotatePrivateTokenPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  SafeInt: Scalars['SafeInt']['output'];
  SetMemberRoleInput: SetMemberRoleInput;
  SetMemberRolePayload: Omit<SetMemberRolePayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  String: Scalars['String']['output'];
  TransferGroupInput: TransferGroupInput;
  TransferGroupPayload: Omit<TransferGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  URL: Scalars['URL']['output'];
  UpdateGroupInput: UpdateGroupInput;
  UpdateGroupPayload: Omit<UpdateGroupPayload, 'group'> & { group?: Maybe<ResolversParentTypes['Group']> };
  User: UserModel;
  UserBy: UserBy;
  UserConnection: UserConnectionModel;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserError: UserError;
};

export type ApproveRequestsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ApproveRequestsPayload'] = ResolversParentTypes['ApproveRequestsPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CancelInvitationsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelInvitationsPayload'] = ResolversParentTypes['CancelInvitationsPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface CountryCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CountryCode'], any> {
  name: 'CountryCode';
}

export type CreateGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreateGroupPayload'] = ResolversParentTypes['CreateGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DeleteGroupPayload'] = ResolversParentTypes['DeleteGroupPayload']> = {
  deletedGroupId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type GroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Group'] = ResolversParentTypes['Group']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  color?: Resolver<Maybe<ResolversTypes['HexColorCode']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['CountryCode']>, ParentType, ContextType>;
  coverImage?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  coverImagePosition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  databaseId?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hideJoinButton?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType, RequireFields<GroupImageArgs, 'size'>>;
  invitations?: Resolver<Maybe<ResolversTypes['MembershipConnection']>, ParentType, ContextType, Partial<GroupInvitationsArgs>>;
  kind?: Resolver<ResolversTypes['GroupKind'], ParentType, ContextType>;
  lastActivityAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  managedBy?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  members?: Resolver<Maybe<ResolversTypes['MembershipConnection']>, ParentType, ContextType, Partial<GroupMembersArgs>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pageRequest?: Resolver<Maybe<ResolversTypes['PageRequest']>, ParentType, ContextType>;
  privacy?: Resolver<ResolversTypes['GroupPrivacy'], ParentType, ContextType>;
  privateToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requests?: Resolver<Maybe<ResolversTypes['MembershipConnection']>, ParentType, ContextType, Partial<GroupRequestsArgs>>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subscribersCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  verified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  viewerCanAdminister?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  viewerRole?: Resolver<Maybe<ResolversTypes['MemberRole']>, ParentType, ContextType>;
  viewerSubscriptionStatus?: Resolver<Maybe<ResolversTypes['SubscriptionStatus']>, ParentType, ContextType>;
  visible?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GroupConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GroupConnection'] = ResolversParentTypes['GroupConnection']> = {
  edges?: Resolver<Array<ResolversTypes['GroupEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Group']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GroupEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GroupEdge'] = ResolversParentTypes['GroupEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Group'], ParentType, ContextType>;
};

export interface HexColorCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['HexColorCode'], any> {
  name: 'HexColorCode';
}

export interface ImageDataScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['ImageData'], any> {
  name: 'ImageData';
}

export type InviteToGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['InviteToGroupPayload'] = ResolversParentTypes['InviteToGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type JoinGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['JoinGroupPayload'] = ResolversParentTypes['JoinGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type LeaveGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LeaveGroupPayload'] = ResolversParentTypes['LeaveGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MembershipResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Membership'] = ResolversParentTypes['Membership']> = {
  role?: Resolver<Maybe<ResolversTypes['MemberRole']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SubscriptionStatus'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type MembershipConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MembershipConnection'] = ResolversParentTypes['MembershipConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MembershipEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Membership']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MembershipEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MembershipEdge'] = ResolversParentTypes['MembershipEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Membership'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  approveRequests?: Resolver<ResolversTypes['ApproveRequestsPayload'], ParentType, ContextType, RequireFields<MutationApproveRequestsArgs, 'input'>>;
  cancelInvitations?: Resolver<ResolversTypes['CancelInvitationsPayload'], ParentType, ContextType, RequireFields<MutationCancelInvitationsArgs, 'input'>>;
  createGroup?: Resolver<ResolversTypes['CreateGroupPayload'], ParentType, ContextType, RequireFields<MutationCreateGroupArgs, 'input'>>;
  deleteGroup?: Resolver<ResolversTypes['DeleteGroupPayload'], ParentType, ContextType, RequireFields<MutationDeleteGroupArgs, 'input'>>;
  inviteToGroup?: Resolver<ResolversTypes['InviteToGroupPayload'], ParentType, ContextType, RequireFields<MutationInviteToGroupArgs, 'input'>>;
  joinGroup?: Resolver<ResolversTypes['JoinGroupPayload'], ParentType, ContextType, RequireFields<MutationJoinGroupArgs, 'input'>>;
  leaveGroup?: Resolver<ResolversTypes['LeaveGroupPayload'], ParentType, ContextType, RequireFields<MutationLeaveGroupArgs, 'input'>>;
  rejectRequests?: Resolver<ResolversTypes['RejectRequestsPayload'], ParentType, ContextType, RequireFields<MutationRejectRequestsArgs, 'input'>>;
  removeMembers?: Resolver<ResolversTypes['RemoveMembersPayload'], ParentType, ContextType, RequireFields<MutationRemoveMembersArgs, 'input'>>;
  reviewPage?: Resolver<ResolversTypes['ReviewPagePayload'], ParentType, ContextType, RequireFields<MutationReviewPageArgs, 'input'>>;
  rotatePrivateToken?: Resolver<ResolversTypes['RotatePrivateTokenPayload'], ParentType, ContextType, RequireFields<MutationRotatePrivateTokenArgs, 'input'>>;
  setMemberRole?: Resolver<ResolversTypes['SetMemberRolePayload'], ParentType, ContextType, RequireFields<MutationSetMemberRoleArgs, 'input'>>;
  transferGroup?: Resolver<ResolversTypes['TransferGroupPayload'], ParentType, ContextType, RequireFields<MutationTransferGroupArgs, 'input'>>;
  updateGroup?: Resolver<ResolversTypes['UpdateGroupPayload'], ParentType, ContextType, RequireFields<MutationUpdateGroupArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Group' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageRequestResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageRequest'] = ResolversParentTypes['PageRequest']> = {
  additionalDetails?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contactNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobTitle?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationWebsite?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  page?: Resolver<ResolversTypes['Group'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reviewedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reviewedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PageRequestStatus'], ParentType, ContextType>;
  submittedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PageRequestConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageRequestConnection'] = ResolversParentTypes['PageRequestConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PageRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['PageRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PageRequestEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageRequestEdge'] = ResolversParentTypes['PageRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PageRequest'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType, RequireFields<QueryGroupArgs, 'by'>>;
  groups?: Resolver<ResolversTypes['GroupConnection'], ParentType, ContextType, Partial<QueryGroupsArgs>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  pageRequests?: Resolver<ResolversTypes['PageRequestConnection'], ParentType, ContextType, RequireFields<QueryPageRequestsArgs, 'status'>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'by'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<QueryUsersArgs>>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RejectRequestsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RejectRequestsPayload'] = ResolversParentTypes['RejectRequestsPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RemoveMembersPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RemoveMembersPayload'] = ResolversParentTypes['RemoveMembersPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ReviewPagePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReviewPagePayload'] = ResolversParentTypes['ReviewPagePayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RotatePrivateTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotatePrivateTokenPayload'] = ResolversParentTypes['RotatePrivateTokenPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SetMemberRolePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetMemberRolePayload'] = ResolversParentTypes['SetMemberRolePayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TransferGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TransferGroupPayload'] = ResolversParentTypes['TransferGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UpdateGroupPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UpdateGroupPayload'] = ResolversParentTypes['UpdateGroupPayload']> = {
  group?: Resolver<Maybe<ResolversTypes['Group']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  bio?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  databaseId?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  groups?: Resolver<ResolversTypes['GroupConnection'], ParentType, ContextType, Partial<UserGroupsArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  realName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsExact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  ApproveRequestsPayload?: ApproveRequestsPayloadResolvers<ContextType>;
  CancelInvitationsPayload?: CancelInvitationsPayloadResolvers<ContextType>;
  CountryCode?: GraphQLScalarType;
  CreateGroupPayload?: CreateGroupPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteGroupPayload?: DeleteGroupPayloadResolvers<ContextType>;
  Group?: GroupResolvers<ContextType>;
  GroupConnection?: GroupConnectionResolvers<ContextType>;
  GroupEdge?: GroupEdgeResolvers<ContextType>;
  HexColorCode?: GraphQLScalarType;
  ImageData?: GraphQLScalarType;
  InviteToGroupPayload?: InviteToGroupPayloadResolvers<ContextType>;
  JoinGroupPayload?: JoinGroupPayloadResolvers<ContextType>;
  LeaveGroupPayload?: LeaveGroupPayloadResolvers<ContextType>;
  Membership?: MembershipResolvers<ContextType>;
  MembershipConnection?: MembershipConnectionResolvers<ContextType>;
  MembershipEdge?: MembershipEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PageRequest?: PageRequestResolvers<ContextType>;
  PageRequestConnection?: PageRequestConnectionResolvers<ContextType>;
  PageRequestEdge?: PageRequestEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RejectRequestsPayload?: RejectRequestsPayloadResolvers<ContextType>;
  RemoveMembersPayload?: RemoveMembersPayloadResolvers<ContextType>;
  ReviewPagePayload?: ReviewPagePayloadResolvers<ContextType>;
  RotatePrivateTokenPayload?: RotatePrivateTokenPayloadResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SetMemberRolePayload?: SetMemberRolePayloadResolvers<ContextType>;
  TransferGroupPayload?: TransferGroupPayloadResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UpdateGroupPayload?: UpdateGroupPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

