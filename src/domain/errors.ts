import type { UserSettings } from './user-settings.ts';
import type { Scope } from './viewer.ts';

/** The fields a caller can get wrong, in the domain's words; doors translate them. */
export type InputField =
  | 'name'
  | 'slug'
  | 'description'
  | 'color'
  | 'privacy'
  | 'visible'
  | 'country'
  | 'hideJoinButton'
  | 'inviteUserIds'
  | 'image'
  | 'coverImage'
  | 'coverImagePosition'
  | 'idempotencyKey'
  | 'userIds'
  | 'userId'
  | 'role'
  | 'ids'
  | 'emails'
  | 'jobTitle'
  | 'contactNumber'
  | 'organizationName'
  | 'organizationWebsite'
  | 'purpose'
  | 'additionalDetails'
  | 'kind'
  | 'orderBy'
  | 'first'
  | 'last'
  | 'after'
  | 'before'
  | 'token'
  | keyof UserSettings;

/** Why a value that has the right length and is no duplicate is still not acceptable. */
export type InvalidCause =
  | 'wrong_type'
  | 'control_character'
  | 'format'
  | 'reserved'
  | 'not_an_image'
  | 'too_many_bytes'
  | 'too_many_pixels'
  | 'too_long_side'
  | 'out_of_range'
  | 'both_ends'
  | 'public_group';

export type FieldRefusal =
  | { readonly reason: 'required' }
  | { readonly reason: 'blank' }
  | { readonly reason: 'min_length'; readonly limit: number }
  | { readonly reason: 'max_length'; readonly limit: number }
  | { readonly reason: 'invalid'; readonly cause: InvalidCause; readonly limit?: number }
  | { readonly reason: 'invalid_choice'; readonly choices: readonly string[] }
  | { readonly reason: 'unique' }
  | { readonly reason: 'does_not_exist'; readonly id: string }
  | { readonly reason: 'not_a_member'; readonly id: string };

/** One thing wrong with one field; `item` is the index inside a list. */
export type InvalidField = FieldRefusal & { readonly field: InputField; readonly item?: number };

/** What a viewer may not do, though they may know what it is about: all but the last, of a group that they see. */
export type GroupAction =
  | 'update'
  | 'update_page'
  | 'delete'
  | 'transfer'
  | 'invite'
  | 'answer_requests'
  | 'remove_member'
  | 'remove_manager'
  | 'change_role'
  | 'add_members'
  | 'list_members'
  | 'list_invitations'
  | 'list_requests'
  | 'read_feed'
  | 'leave_as_manager'
  | 'join_uninvited'
  | 'rotate_token'
  | 'review'
  | 'open_settings';

/**
 * Every way the domain can say no: data only. The words, and the protocol's status, belong to the doors, each of which
 * must word every code here. What is refused before the domain is asked stands in `http/refusals.ts`.
 */
export type Refusal =
  | { readonly code: 'UNAUTHENTICATED' }
  | { readonly code: 'INSUFFICIENT_SCOPE'; readonly scope: Scope }
  | { readonly code: 'FORBIDDEN'; readonly action: GroupAction }
  | { readonly code: 'NOT_FOUND'; readonly kind: 'group' | 'user' | 'post' }
  /** `kind` is what would have been created or changed; left out where it makes no difference. */
  | { readonly code: 'INVALID'; readonly fields: readonly InvalidField[]; readonly kind?: 'GROUP' | 'PAGE' }
  /** An invitation that does not exist, is used or has expired; or its group does not exist. */
  | { readonly code: 'BAD_INVITATION' }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' }
  | { readonly code: 'IDEMPOTENCY_IN_FLIGHT' }
  /** Mails that one user may order a day, how many of them are left, and seconds until the next day. */
  | { readonly code: 'TOO_MANY_MAILS'; readonly limit: number; readonly left: number; readonly retryAfter: number }
  /** `limit` users have asked to join a group and wait for an answer: no more may wait. */
  | { readonly code: 'TOO_MANY_JOIN_REQUESTS'; readonly limit: number }
  /**
   * More work waits than there is room for. It stands here because the domain's own ports, `Store` and `Images`, refuse
   * with it and operations pass it on; http refuses bodies with it, too, as the caller has to do the same: try again.
   */
  | { readonly code: 'OVERLOADED' }
  /** The store's search is being rebuilt, or cannot learn of changes. */
  | { readonly code: 'SEARCH_UNAVAILABLE' }
  /** The store's database is away, and nothing is known to be wrong with the request. */
  | { readonly code: 'STORE_UNAVAILABLE' }
  /** The place of the pictures cannot be reached. */
  | { readonly code: 'PICTURES_UNAVAILABLE' };
