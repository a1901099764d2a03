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
  | 'idempotencyKey'
  | 'ids'
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
  | 'out_of_range'
  | 'both_ends';

export type FieldRefusal =
  | { readonly reason: 'required' }
  | { readonly reason: 'blank' }
  | { readonly reason: 'min_length'; readonly limit: number }
  | { readonly reason: 'max_length'; readonly limit: number }
  | { readonly reason: 'invalid'; readonly cause: InvalidCause; readonly limit?: number }
  | { readonly reason: 'invalid_choice'; readonly choices: readonly string[] }
  | { readonly reason: 'unique' }
  | { readonly reason: 'does_not_exist'; readonly id: string };

/** One thing wrong with one field; `item` is the index inside a list. */
export type InvalidField = FieldRefusal & { readonly field: InputField; readonly item?: number };

/**
 * Every way Guildhall can say no: data only. The words, and the protocol's status,
 * belong to the doors, each of which must word every code here.
 */
export type Refusal =
  | { readonly code: 'UNAUTHENTICATED' }
  | { readonly code: 'BAD_TOKEN' }
  | { readonly code: 'INSUFFICIENT_SCOPE'; readonly scope: Scope }
  | { readonly code: 'NOT_FOUND'; readonly kind: 'group' | 'path' }
  | { readonly code: 'INVALID'; readonly fields: readonly InvalidField[] }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' }
  | { readonly code: 'IDEMPOTENCY_IN_FLIGHT' }
  | { readonly code: 'MALFORMED' }
  | { readonly code: 'TOO_LARGE' }
  | { readonly code: 'UNSUPPORTED_TYPE' }
  | { readonly code: 'BAD_METHOD'; readonly allowed: readonly string[] }
  | { readonly code: 'UNAVAILABLE' };

export type RefusalCode = Refusal['code'];
