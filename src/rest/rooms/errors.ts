/**
 * Words every refusal as Quran Foundation's rooms do: `{message, type, success: false}`, with details for invalid
 * fields. Its tables are total, so that a new refusal, field or action stops this file compiling.
 */

import { z } from 'zod';
import type { FieldRefusal, GroupAction, InputField, InvalidField, Refusal } from '../../domain/errors.ts';
import type { GroupKind } from '../../domain/group.ts';
import { exceededSentence } from '../../http/failures.ts';
import { type DoorRefusal, type RequestRefusal, type WordingOf, worded } from '../../http/refusals.ts';
import { type Shaped, shape } from '../encoder.ts';
import type { WireAnswer } from '../wire.ts';

const WIRE_NAMES: Record<InputField, string> = {
  name: 'name',
  slug: 'url',
  description: 'description',
  color: 'color',
  privacy: 'public',
  visible: 'public',
  country: 'country',
  hideJoinButton: 'hideFollowJoinButton',
  inviteUserIds: 'userIds',
  image: 'avatar',
  coverImage: 'cover',
  coverImagePosition: 'coverPosition',
  idempotencyKey: 'idempotencyKey',
  userIds: 'userIds',
  userId: 'userId',
  role: 'admin',
  ids: 'ids',
  emails: 'emails',
  jobTitle: 'jobTitle',
  contactNumber: 'contactNumber',
  organizationName: 'organizationName',
  organizationWebsite: 'organizationWebsite',
  purpose: 'purpose',
  additionalDetails: 'additionalDetails',
  kind: 'roomType',
  orderBy: 'sortBy',
  first: 'limit',
  last: 'limit',
  after: 'page',
  before: 'page',
};

/** Fields of requests that are not fields of a room. */
const OTHER_FIELDS: ReadonlySet<InputField> = new Set<InputField>([
  'kind',
  'orderBy',
  'first',
  'after',
  'userIds',
  'userId',
  'emails',
  'role',
]);

/** Codes that the vendor's own pages understand. */
const FIELD_CODES = {
  required: 'MISSING',
  blank: 'MIN_LENGTH',
  min_length: 'MIN_LENGTH',
  max_length: 'MAX_LENGTH',
  invalid: 'INVALID',
  invalid_choice: 'INVALID',
  unique: 'DUPLICATE',
  does_not_exist: 'NOT_FOUND',
  not_a_member: 'INVALID',
} as const satisfies Record<FieldRefusal['reason'], string>;

const TYPES = [
  'conflict',
  'forbidden',
  'insufficient_scope',
  'internal_server_error',
  'invalid_request',
  'method_not_allowed',
  'not_found',
  'payload_too_large',
  'service_unavailable',
  'rate_limit_exceeded',
  'unauthorized',
  'unprocessable_entity',
  'unsupported_media_type',
] as const;

export const refusal = shape(() => {
  const code = z.enum(['DUPLICATE', 'INVALID', 'MAX_LENGTH', 'MIN_LENGTH', 'MISSING', 'NOT_FOUND']);
  const error = z.object({
    code: z.literal('ValidationError'),
    message: z.string(),
    details: z.record(z.string(), code).describe('What is wrong, by the name of the field.'),
  });
  return z
    .object({
      message: z.string(),
      type: z.enum(TYPES),
      success: z.literal(false),
      details: z.object({ success: z.literal(false), error }).optional(),
    })
    .meta({ id: 'RoomsRefusal' });
});

type Refused = WireAnswer<Shaped<typeof refusal>>;

export function encodeRefusal(refusal: DoorRefusal): Refused {
  return worded(ANSWERS, refusal);
}

export function encodeFault(): Refused {
  return envelope(500, 'internal_server_error', 'Something went wrong on our side');
}

// Also for an expired token: the client renews its token on 401 alone.
const unauthenticated = () => envelope(401, 'unauthorized', 'User not authenticated');

const DECIDED: WordingOf<Refusal, Refused> = {
  UNAUTHENTICATED: unauthenticated,
  INSUFFICIENT_SCOPE: () => envelope(403, 'insufficient_scope', 'The access token does not have the required scopes'),
  FORBIDDEN: ({ action }) => envelope(403, 'forbidden', FORBIDDEN[action]),
  NOT_FOUND: ({ kind }) => envelope(404, 'not_found', NOT_FOUND[kind]),
  INVALID: ({ fields, kind = 'GROUP' }) => invalid(fields, kind),
  BAD_INVITATION: () => envelope(400, 'invalid_request', 'Invalid or expired token'),
  IDEMPOTENCY_CONFLICT: () =>
    envelope(422, 'unprocessable_entity', 'This Idempotency-Key was already used with another request body'),
  IDEMPOTENCY_IN_FLIGHT: () =>
    envelope(409, 'conflict', 'The first request with this Idempotency-Key is still running'),
  TOO_MANY_MAILS: ({ limit, left, retryAfter }) =>
    envelope(
      429,
      'rate_limit_exceeded',
      `Too many invitations by mail: you can send ${limit} a day, and ${left} are left. Try again in ${retryAfter} s`,
    ),
  TOO_MANY_JOIN_REQUESTS: ({ limit }) =>
    envelope(
      409,
      'conflict',
      `Group has ${limit} join requests that wait for an answer, and can have no more. Try again later, or ask for an invitation`,
    ),
  OVERLOADED: () => envelope(503, 'service_unavailable', 'The server is overloaded. Try again in a moment'),
  SEARCH_UNAVAILABLE: () => envelope(503, 'service_unavailable', 'Searches cannot be answered at the moment'),
  STORE_UNAVAILABLE: () =>
    envelope(503, 'service_unavailable', 'The database cannot be reached. Try again in a moment'),
};

const REFUSED_BEFORE: WordingOf<RequestRefusal, Refused> = {
  BAD_TOKEN: unauthenticated,
  UNAVAILABLE: () => envelope(503, 'service_unavailable', 'Tokens cannot be checked at the moment'),
  NO_SUCH_PATH: () => envelope(404, 'not_found', 'There is nothing at this path'),
  BAD_METHOD: ({ allowed }) => envelope(405, 'method_not_allowed', `Only ${allowed.join(', ')} can be used here`),
  MALFORMED: () => envelope(400, 'invalid_request', 'The request cannot be read'),
  TOO_LARGE: (refusal) => envelope(413, 'payload_too_large', `The request is too large.${exceededSentence(refusal)}`),
  UNSUPPORTED_TYPE: () => envelope(415, 'unsupported_media_type', 'The request body must be application/json'),
  UNSUPPORTED_ENCODING: () => envelope(415, 'unsupported_media_type', 'The request body must not be compressed'),
  UNSUPPORTED_CHARSET: () => envelope(415, 'unsupported_media_type', 'The request body must be UTF-8'),
  RATE_LIMITED: ({ limit, points, retryAfter }) =>
    envelope(
      429,
      'rate_limit_exceeded',
      `Too many requests: you have ${limit} points a minute, and this request costs ${points}. Try again in ${retryAfter} s`,
    ),
};

const ANSWERS = { ...DECIDED, ...REFUSED_BEFORE };

const NOT_FOUND = {
  group: 'Room not found',
  user: 'User not found',
  post: 'Room or post not found',
} as const;

const FORBIDDEN: Record<GroupAction, string> = {
  update_page: 'User not authorized to update this page',
  update: 'User not authorized to update this group',
  delete: 'User not authorized to delete this group',
  transfer: 'User not authorized to transfer this group',
  invite: 'User not authorized to invite members',
  answer_requests: 'User not authorized to answer join requests',
  remove_member: 'User not authorized to remove this member',
  remove_manager: 'User not authorized to remove this member',
  change_role: 'User not authorized to modify admin access',
  add_members: 'User not authorized to add members',
  list_members: 'User not authorized to list members',
  list_invitations: 'User not authorized to list invitations',
  list_requests: 'User not authorized to list join requests',
  read_feed: 'User not authorized to read posts',
  leave_as_manager: 'Owner cannot leave - transfer ownership first',
  rotate_token: 'User not authorized to change the private token',
  review: 'User not authorized to review pages',
  join_uninvited: 'Group is private - invitation required',
};

function envelope(status: number, type: (typeof TYPES)[number], message: string): Refused {
  return { status, body: { message, type, success: false } };
}

function invalid(fields: readonly InvalidField[], kind: GroupKind): Refused {
  const details = Object.fromEntries(
    [...fields].reverse().map(({ field, reason }) => [WIRE_NAMES[field], FIELD_CODES[reason]]),
  );
  return {
    status: 400,
    body: {
      details: { success: false, error: { code: 'ValidationError', message: 'Validation Error', details } },
      message: fields.some(({ field }) => OTHER_FIELDS.has(field))
        ? 'The request is invalid'
        : `Invalid ${kind === 'PAGE' ? 'page' : 'group'} data or URL already taken`,
      type: 'invalid_request',
      success: false,
    },
  };
}
