import type { Refusal } from './errors.ts';
import type { GroupKind, GroupPrivacy, ViewedGroup } from './group.ts';
import type { PlainFields } from './group-fields.ts';
import type { Membership } from './membership.ts';
import type { Organization, PageRequest, PageRequestStatus } from './page-request.ts';
import type { Result } from './result.ts';

/** A write that must not happen twice: while its key is remembered, `earlierAnswer` of domain/replay.ts answers it. */
export interface IdempotentWrite {
  readonly key: string;
  readonly operation: 'createGroup';
  /** The same for equal requests at any door. */
  readonly fingerprint: string;
  /** The time before which keys are forgotten. */
  readonly forgetBefore: Date;
}

export interface NewGroup extends PlainFields {
  readonly kind: GroupKind;
  /** False for a page that has yet to be reviewed. */
  readonly active: boolean;
  /** The organisation to review; null for a group. */
  readonly organization: Organization | null;
  readonly privateToken: string;
  readonly name: string;
  /** `nameKey` of the name; null when the group does not claim it. */
  readonly nameKey: string | null;
  /** A `given` slug is refused when it is taken; a `base` is numbered until it is free. */
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

/** The new values of the group's own fields that change. */
export type GroupFieldsChange = Partial<
  Pick<NewGroup, 'name' | 'nameKey' | 'privacy' | 'visible' | 'image' | 'coverImage' | keyof PlainFields> & {
    readonly slug: string;
    readonly privateToken: string;
    readonly active: boolean;
    readonly verified: boolean;
  }
>;

/** Everything that a decision about a group depends on, as it is at that moment. */
export interface GroupState {
  /** The group with the viewer's membership. */
  readonly group: ViewedGroup;
  /** The memberships of the users in question, by user id. */
  readonly memberships: ReadonlyMap<number, Membership>;
  /** The users in question who do not exist. */
  readonly unknownUserIds: readonly number[];
  /** The invitation of the token in question; null when there is none. */
  readonly emailInvitation: EmailInvitation | null;
  /** Null for a group. */
  readonly pageRequest: PageRequest | null;
  /** Mails that the viewer has ordered on the day in question. */
  readonly mailsOrdered: number;
  /** Open requests to join, counted up to the number asked for. */
  readonly requests: number;
}

export interface EmailInvitation {
  readonly email: string;
  readonly expiresAt: Date;
}

export interface GroupChange {
  /** Each replaces an earlier one to the same address. */
  readonly emailInvitations?: readonly (EmailInvitation & { readonly tokenHash: string })[];
  /** The number of mails that the viewer orders, on the day in question. */
  readonly mails?: number;
  /** Ends the invitation in question. */
  readonly invitationUsed?: true;
  /** The website of a page's organisation. */
  readonly organizationWebsite?: string | null;
  readonly review?: { readonly status: Exclude<PageRequestStatus, 'PENDING'>; readonly reviewerId: number };
  /** Opens the page's request for a review again. */
  readonly reviewAgain?: true;
  /** The next memberships of these users; null ends one. */
  readonly memberships?: ReadonlyMap<number, Membership | null>;
  /** Admits or drops everybody who has asked to join and is not in `memberships`. */
  readonly requests?: 'admit' | 'drop';
  readonly fields?: GroupFieldsChange;
  readonly managedById?: number;
  readonly deleted?: true;
}

/** A pure and synchronous function, which runs while the store keeps all other writers out. */
export type GroupDecision = (state: GroupState) => Result<GroupChange>;

export type GroupChangeOutcome =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'conflicts'; readonly conflicts: GroupConflicts }
  | { readonly outcome: 'changed'; readonly before: ViewedGroup; readonly after: ViewedGroup };

/** The parts of a write that collide with what is stored. */
export interface GroupConflicts {
  readonly nameTaken: boolean;
  readonly slugTaken: boolean;
  readonly unknownUserIds: readonly number[];
}

/** The answer to a repeated write; `key_reused` when the key was used for another body. */
export type EarlierAnswer =
  | { readonly outcome: 'replayed'; readonly group: ViewedGroup }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'key_reused' };

/** What becomes of the claim of a key: its write may begin, is running somewhere, or has been answered. */
export type KeyClaim =
  | { readonly claim: 'claimed' }
  | { readonly claim: 'in_flight' }
  | { readonly claim: 'answered'; readonly answer: EarlierAnswer }
  | { readonly claim: 'refused'; readonly refusal: Refusal };

export type GroupInsertion =
  | EarlierAnswer
  | { readonly outcome: 'inserted'; readonly group: ViewedGroup }
  | { readonly outcome: 'conflicts'; readonly conflicts: GroupConflicts };
