// The words of a refusal that is told as an error: of a whole request, or of a query, which has no other place for it.
// Every refusal has words here; a new one stops this file compiling.
import type { GroupAction, Refusal } from '../../domain/errors.ts';
import type { Result } from '../../domain/result.ts';
import { exceededSentence } from '../../http/failures.ts';
import { type DoorRefusal, type RequestRefusal, type WordingOf, worded } from '../../http/refusals.ts';
import type { ErrorCode } from './error-codes.ts';
import { fieldSentence } from './field-sentences.ts';
import { toldError } from './told-error.ts';

/** The one error of a request that is refused as a whole. */
interface TopLevelError {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Words a refusal as the one error of a request. */
export function topLevelError(refusal: DoorRefusal): TopLevelError {
  return worded(ERRORS, refusal);
}

/** Throws a refusal as an error: queries, unlike mutations, have no place for user errors. */
export function valueOrThrow<Value>(result: Result<Value, DoorRefusal>): Value {
  if (result.ok) return result.value;
  const { code, message } = topLevelError(result.refusal);
  throw toldError(message, code);
}

function sentencesOf({ fields, kind = 'GROUP' }: Extract<Refusal, { code: 'INVALID' }>): string {
  return fields.map((invalid) => fieldSentence(invalid, kind)).join(' ');
}

const DECIDED: WordingOf<Refusal, TopLevelError> = {
  UNAUTHENTICATED: () => error(401, 'UNAUTHENTICATED', 'This needs a token.'),
  INSUFFICIENT_SCOPE: ({ scope }) => error(403, 'INSUFFICIENT_SCOPE', `The token does not have the scope ${scope}.`),
  FORBIDDEN: ({ action }) => error(403, 'FORBIDDEN', FORBIDDEN[action]),
  NOT_FOUND: () => error(404, 'NOT_FOUND', 'There is nothing here.'),
  INVALID: (refusal) => error(400, 'BAD_USER_INPUT', sentencesOf(refusal)),
  BAD_INVITATION: () => error(400, 'BAD_USER_INPUT', 'The invitation does not exist, is used or has expired.'),
  IDEMPOTENCY_CONFLICT: () =>
    error(400, 'BAD_USER_INPUT', 'This idempotency key was used for a call with another input.'),
  IDEMPOTENCY_IN_FLIGHT: () =>
    error(400, 'BAD_USER_INPUT', 'The first call with this idempotency key has not ended yet.'),
  TOO_MANY_MAILS: ({ limit, left, retryAfter }) =>
    error(
      429,
      'RATE_LIMITED',
      `One user may send ${limit} mails a day; ${left} are left. Try again in ${retryAfter} s.`,
    ),
  TOO_MANY_JOIN_REQUESTS: ({ limit }) =>
    error(
      400,
      'BAD_USER_INPUT',
      `${limit} users have asked to join and wait for an answer. Ask again once some of them have been answered, or be invited.`,
    ),
  OVERLOADED: () => error(503, 'SERVICE_UNAVAILABLE', 'The server is overloaded. Try again in a moment.'),
  SEARCH_UNAVAILABLE: () => error(503, 'SERVICE_UNAVAILABLE', 'Searches cannot be answered at the moment.'),
  STORE_UNAVAILABLE: () => error(503, 'SERVICE_UNAVAILABLE', 'The database cannot be reached. Try again in a moment.'),
  PICTURES_UNAVAILABLE: () => error(503, 'SERVICE_UNAVAILABLE', 'Pictures cannot be kept at the moment.'),
};

const REFUSED_BEFORE: WordingOf<RequestRefusal, TopLevelError> = {
  BAD_TOKEN: () => error(401, 'UNAUTHENTICATED', 'The token is invalid or has expired.'),
  UNAVAILABLE: () => error(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked at the moment.'),
  NO_SUCH_PATH: () => error(404, 'NOT_FOUND', 'There is nothing here.'),
  BAD_METHOD: ({ allowed }) => error(405, 'METHOD_NOT_ALLOWED', `Only ${allowed.join(', ')} can be used here.`),
  MALFORMED: () => error(400, 'BAD_REQUEST', 'The request cannot be read.'),
  TOO_LARGE: (refusal) => error(413, 'PAYLOAD_TOO_LARGE', `The request is too large.${exceededSentence(refusal)}`),
  UNSUPPORTED_TYPE: () => error(415, 'UNSUPPORTED_MEDIA_TYPE', 'The request body must be application/json.'),
  UNSUPPORTED_ENCODING: () => error(415, 'UNSUPPORTED_MEDIA_TYPE', 'The request body must not be compressed.'),
  UNSUPPORTED_CHARSET: () => error(415, 'UNSUPPORTED_MEDIA_TYPE', 'The request body must be UTF-8.'),
  RATE_LIMITED: ({ limit, points, retryAfter }) =>
    error(
      429,
      'RATE_LIMITED',
      `Too many requests: you have ${limit} points a minute, and this request costs ${points}. Try again in ${retryAfter} s.`,
    ),
};

const ERRORS = { ...DECIDED, ...REFUSED_BEFORE };

function error(status: number, code: ErrorCode, message: string): TopLevelError {
  return { status, code, message };
}

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
  open_settings: 'Users can read and change their own settings alone.',
};
