import { GraphQLError } from 'graphql';
import type { FieldRefusal, GroupAction, InputField, InvalidField, Refusal } from '../domain/errors.ts';
import type { GroupKind } from '../domain/group.ts';
import type { Result } from '../domain/result.ts';
import { exceededSentence } from '../http/failures.ts';
import type { UserError } from './types.generated.ts';

/** Every `extensions.code` that an answer can have. The schema's own description lists them for clients. */
export const ERROR_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'INSUFFICIENT_SCOPE',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

interface TopLevel {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** A refusal as the one error of a whole request. */
export function topLevel(refusal: Refusal): TopLevel {
  switch (refusal.code) {
    case 'UNAUTHENTICATED':
      return { status: 401, code: 'UNAUTHENTICATED', message: 'This needs a token.' };
    case 'BAD_TOKEN':
      return { status: 401, code: 'UNAUTHENTICATED', message: 'The token is invalid or has expired.' };
    case 'INSUFFICIENT_SCOPE':
      return {
        status: 403,
        code: 'INSUFFICIENT_SCOPE',
        message: `The token does not have the scope ${refusal.scope}.`,
      };
    case 'FORBIDDEN':
      return { status: 403, code: 'FORBIDDEN', message: FORBIDDEN[refusal.action] };
    case 'NOT_FOUND':
      return { status: 404, code: 'NOT_FOUND', message: 'There is nothing here.' };
    case 'INVALID':
      return { status: 400, code: 'BAD_USER_INPUT', message: sentences(refusal).join(' ') };
    case 'BAD_INVITATION':
      return { status: 400, code: 'BAD_USER_INPUT', message: 'The invitation does not exist, is used or has expired.' };
    case 'IDEMPOTENCY_CONFLICT':
    case 'IDEMPOTENCY_IN_FLIGHT':
      return { status: 400, code: 'BAD_USER_INPUT', message: WHOLE_CALL[refusal.code] };
    case 'MALFORMED':
      return { status: 400, code: 'BAD_REQUEST', message: 'The request cannot be read.' };
    case 'TOO_LARGE':
      return {
        status: 413,
        code: 'PAYLOAD_TOO_LARGE',
        message: `The request is too large.${exceededSentence(refusal)}`,
      };
    case 'UNSUPPORTED_TYPE':
      return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The request body must be application/json.' };
    case 'UNSUPPORTED_ENCODING':
      return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The request body must not be compressed.' };
    case 'UNSUPPORTED_CHARSET':
      return { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The request body must be UTF-8.' };
    case 'BAD_METHOD':
      return {
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        message: `Only ${refusal.allowed.join(', ')} can be used here.`,
      };
    case 'RATE_LIMITED':
      return {
        status: 429,
        code: 'RATE_LIMITED',
        message: `Too many requests: ${refusal.limit} points a minute, and this takes ${refusal.points}. Try again in ${refusal.retryAfter} s.`,
      };
    case 'TOO_MANY_MAILS':
      return {
        status: 429,
        code: 'RATE_LIMITED',
        message: `One user may send ${refusal.limit} mails a day; ${refusal.left} are left. Try again in ${refusal.retryAfter} s.`,
      };
    case 'TOO_MANY_JOIN_REQUESTS':
      return {
        status: 400,
        code: 'BAD_USER_INPUT',
        message: `${refusal.limit} users have asked to join and wait for an answer. Ask again once some of them have been answered, or be invited.`,
      };
    case 'OVERLOADED':
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Too much is going on at the moment.' };
    case 'UNAVAILABLE':
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Tokens cannot be checked at the moment.' };
    case 'SEARCH_UNAVAILABLE':
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Searches cannot be answered at the moment.' };
  }
}

/** Errors whose words are for callers. Any library can give an error a code; only what is in here was made for them. */
const toldErrors = new WeakSet<Error>();

/** Status and headers of an answer whose whole request an error ends. */
interface ErrorHttp {
  readonly status: number;
  readonly headers?: Map<string, string>;
}

/** An error that reaches callers as it is. */
export function toldError(message: string, code: ErrorCode, http?: ErrorHttp): GraphQLError {
  const error = new GraphQLError(message, { extensions: http === undefined ? { code } : { code, http } });
  toldErrors.add(error);
  return error;
}

export function isTold(error: unknown): boolean {
  return error instanceof Error && toldErrors.has(error);
}

/** For queries, which have no place for user errors: one error whose code is from the documented list. */
export function valueOrThrow<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  const { code, message } = topLevel(result.refusal);
  throw toldError(message, code);
}

/** A refused mutation as data: an error for the call, or one for each thing wrong with its input. */
export function userErrors(refusal: Refusal): UserError[] {
  switch (refusal.code) {
    case 'INVALID':
      return refusal.fields.map((invalid) => ({
        code: CODES[invalid.reason],
        field: invalid.item === undefined ? [invalid.field] : [invalid.field, String(invalid.item)],
        message: sentence(invalid, refusal.kind ?? 'GROUP'),
      }));
    case 'UNAUTHENTICATED':
    case 'INSUFFICIENT_SCOPE':
    case 'FORBIDDEN':
    case 'NOT_FOUND':
    case 'TOO_MANY_JOIN_REQUESTS':
      return [{ code: refusal.code, field: null, message: topLevel(refusal).message }];
    case 'IDEMPOTENCY_CONFLICT':
    case 'IDEMPOTENCY_IN_FLIGHT':
      return [{ code: refusal.code, field: ['idempotencyKey'], message: WHOLE_CALL[refusal.code] }];
    default:
      // The rest are about the request, and end it before any mutation runs.
      return valueOrThrow({ ok: false, refusal });
  }
}

const WHOLE_CALL = {
  IDEMPOTENCY_CONFLICT: 'This idempotency key was used for a call with another input.',
  IDEMPOTENCY_IN_FLIGHT: 'The first call with this idempotency key has not ended yet.',
} as const;

const FORBIDDEN: Record<GroupAction, string> = {
  update_page: 'Only the manager and admins of a page can change it.',
  update: 'Only the manager and admins of a group can change it.',
  delete: 'Only the manager of a group can delete it.',
  transfer: 'Only the manager of a group can hand it over.',
  invite: 'Only the manager and admins of a group can invite to it.',
  answer_requests: 'Only the manager and admins of a group can answer requests.',
  remove_member: 'Only the manager and admins of a group can remove members.',
  remove_manager: 'The manager of a group cannot be removed.',
  change_role: 'Only the manager and admins of a group can change roles, and never the manager’s.',
  add_members: 'Only the manager and admins of a group can add members.',
  list_members: 'Only members can see who is in a private group.',
  list_invitations: 'Only the manager and admins of a group can see who is invited.',
  list_requests: 'Only the manager and admins of a group can see who has asked to join.',
  read_feed: 'Only members can read what is posted in a private group.',
  leave_as_manager: 'The manager cannot leave: hand the group over first.',
  rotate_token: 'Only the manager and admins of a group can change its private token.',
  review: 'Only reviewers can review pages.',
  join_uninvited: 'Only those who are invited can join this group.',
};

const CODES: Record<FieldRefusal['reason'], UserError['code']> = {
  required: 'REQUIRED',
  blank: 'BLANK',
  min_length: 'MIN_LENGTH',
  max_length: 'MAX_LENGTH',
  invalid: 'INVALID',
  invalid_choice: 'INVALID_CHOICE',
  unique: 'UNIQUE',
  does_not_exist: 'DOES_NOT_EXIST',
  not_a_member: 'NOT_A_MEMBER',
};

const LABELS: Record<InputField, string> = {
  name: 'The name',
  slug: 'The slug',
  description: 'The description',
  color: 'The color',
  privacy: 'The privacy',
  visible: 'The visibility',
  country: 'The country',
  hideJoinButton: 'hideJoinButton',
  inviteUserIds: 'The list of users to invite',
  image: 'The image',
  coverImage: 'The cover image',
  coverImagePosition: 'The cover position',
  idempotencyKey: 'The idempotency key',
  userIds: 'The list of users',
  userId: 'The user',
  role: 'The role',
  ids: 'The list of ids',
  emails: 'emails',
  jobTitle: 'jobTitle',
  contactNumber: 'contactNumber',
  organizationName: 'organizationName',
  organizationWebsite: 'organizationWebsite',
  purpose: 'purpose',
  additionalDetails: 'additionalDetails',
  kind: 'The kind',
  orderBy: 'The order',
  first: 'first',
  last: 'last',
  after: 'after',
  before: 'before',
};

/** What a value must look like; of a cover's position and the like, no value has a wrong form. */
const FORMS: Partial<Record<InputField, string>> = {
  name: 'must have fewer combining marks in a row',
  description: 'must have fewer combining marks in a row',
  color: 'must be written as #rgb, #rrggbb or #rrggbbaa',
  country: 'must be a country code of two letters, as in ISO 3166-1, or XK',
  idempotencyKey: 'must be of printable ASCII characters',
  after: 'must be a cursor that a list in the same order gave',
  before: 'must be a cursor that a list in the same order gave',
};

const SLUG_FORMS: Record<GroupKind, string> = {
  GROUP: 'must be of A–Z, a–z, 0–9, hyphens, underscores and dots, with at least one letter or digit',
  PAGE: 'must be a label of a domain: a–z, 0–9 and hyphens, none of them at an end or at the third and fourth place',
};

const LISTS: ReadonlySet<InputField> = new Set<InputField>(['inviteUserIds', 'userIds', 'ids']);

function sentences({ fields, kind = 'GROUP' }: Extract<Refusal, { code: 'INVALID' }>): string[] {
  return fields.map((invalid) => sentence(invalid, kind));
}

/** The rule that a value breaks: forms show it beside the field. */
function sentence(invalid: InvalidField, kind: GroupKind): string {
  const label = LABELS[invalid.field];
  switch (invalid.reason) {
    case 'required':
      return `${label} is required.`;
    case 'blank':
      return `${label} must not be blank.`;
    case 'min_length':
      return `${label} must have at least ${invalid.limit} characters.`;
    case 'max_length':
      return LISTS.has(invalid.field)
        ? `${label} must hold at most ${invalid.limit}.`
        : `${label} must have at most ${invalid.limit} characters.`;
    case 'invalid_choice':
      return `${label} must be one of ${invalid.choices.join(', ')}.`;
    case 'unique':
      return `${label} is taken.`;
    case 'does_not_exist':
      return `There is no user ${invalid.id}.`;
    case 'not_a_member':
      return `User ${invalid.id} is not a member of the group.`;
    case 'invalid':
      return `${label} ${ruleOf(invalid, kind)}.`;
  }
}

function ruleOf({ field, cause, limit }: Extract<InvalidField, { reason: 'invalid' }>, kind: GroupKind): string {
  switch (cause) {
    case 'wrong_type':
      return 'must be of another type';
    case 'control_character':
      return 'must not have control characters in it, or others that cannot be shown';
    case 'format':
      return field === 'slug' ? SLUG_FORMS[kind] : (FORMS[field] ?? 'must have another form');
    case 'reserved':
      return 'is a reserved word: choose another';
    case 'not_an_image':
      return 'must be an undamaged GIF, PNG, JPEG, WebP or AVIF image as a data URL (data:image/png;base64,...)';
    case 'too_many_bytes':
      return `must have at most ${(limit ?? 0) / 1024 / 1024} MB`;
    case 'too_many_pixels':
      return `must have at most ${(limit ?? 0) / 1e6} megapixels`;
    case 'too_long_side':
      return `must have sides of at most ${limit} pixels`;
    case 'out_of_range':
      return `must be from 0 to ${limit}`;
    case 'public_group':
      return 'of a public group cannot be changed: it is visible always';
    case 'both_ends':
      return 'cannot be used together with first';
  }
}
