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
  | 'before';

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

/** What a viewer may see a group without being allowed to do. */
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
  | 'review';

/** A limit of a request's size; `asked` is left out where counting ended at the limit. */
export interface Exceeded {
  readonly of: 'bytes' | 'bytes in its document' | 'parts' | 'names and values' | 'comments';
  readonly most: number;
  readonly asked?: number;
}

/**
 * Every way Guildhall can say no: data only. The words, and the protocol's status,
 * belong to the doors, each of which must word every code here.
 */
export type Refusal =
  | { readonly code: 'UNAUTHENTICATED' }
  | { readonly code: 'BAD_TOKEN' }
  | { readonly code: 'INSUFFICIENT_SCOPE'; readonly scope: Scope }
  | { readonly code: 'FORBIDDEN'; readonly action: GroupAction }
  | { readonly code: 'NOT_FOUND'; readonly kind: 'group' | 'user' | 'post' | 'path' }
  /** `kind` is what would have been made or changed; left out where it makes no difference. */
  | { readonly code: 'INVALID'; readonly fields: readonly InvalidField[]; readonly kind?: 'GROUP' | 'PAGE' }
  /** An invitation that does not exist, is used or has expired; or its group does not exist. */
  | { readonly code: 'BAD_INVITATION' }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' }
  | { readonly code: 'IDEMPOTENCY_IN_FLIGHT' }
  | { readonly code: 'MALFORMED' }
  | { readonly code: 'TOO_LARGE'; readonly exceeded?: Exceeded }
  | { readonly code: 'UNSUPPORTED_TYPE' }
  /** A body whose bytes are encoded, such as by gzip. */
  | { readonly code: 'UNSUPPORTED_ENCODING' }
  | { readonly code: 'UNSUPPORTED_CHARSET' }
  | { readonly code: 'BAD_METHOD'; readonly allowed: readonly string[] }
  | { readonly code: 'UNAVAILABLE' }
  /** What groups are found by is being made, or cannot learn of changes. */
  | { readonly code: 'SEARCH_UNAVAILABLE' }
  /** In points, of which so many were asked for, and seconds. */
  | { readonly code: 'RATE_LIMITED'; readonly limit: number; readonly points: number; readonly retryAfter: number }
  /** Mails that one user may order on one day, how many of them are left, and seconds until the next. */
  | { readonly code: 'TOO_MANY_MAILS'; readonly limit: number; readonly left: number; readonly retryAfter: number }
  /** As many have asked to join a group as may wait to be answered. */
  | { readonly code: 'TOO_MANY_JOIN_REQUESTS'; readonly limit: number }
  /** More waits to be written, to be decoded, or to be read of bodies, than there is room for. */
  | { readonly code: 'OVERLOADED' };
