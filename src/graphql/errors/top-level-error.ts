// The words of a refusal that is told as an error: of a whole request, or of a query, which has no other place for it.
// Every refusal has words here; a new one stops this file compiling.
import type { GroupAction, Refusal } from '../../domain/errors.ts';
import type { Result } from '../../domain/result.ts';
import { exceededSentence } from '../../http/failures.ts';
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
export function topLevelError(refusal: Refusal): TopLevelError {
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
      return { status: 400, code: 'BAD_USER_INPUT', message: sentencesOf(refusal) };
    case 'BAD_INVITATION':
      return { status: 400, code: 'BAD_USER_INPUT', message: 'The invitation does not exist, is used or has expired.' };
    case 'IDEMPOTENCY_CONFLICT':
      return {
        status: 400,
        code: 'BAD_USER_INPUT',
        message: 'This idempotency key was used for a call with another input.',
      };
    case 'IDEMPOTENCY_IN_FLIGHT':
      return {
        status: 400,
        code: 'BAD_USER_INPUT',
        message: 'The first call with this idempotency key has not ended yet.',
      };
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
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'The server is overloaded. Try again in a moment.' };
    case 'UNAVAILABLE':
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Tokens cannot be checked at the moment.' };
    case 'SEARCH_UNAVAILABLE':
      return { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Searches cannot be answered at the moment.' };
  }
}

/** Throws a refusal as an error: queries, unlike mutations, have no place for user errors. */
export function valueOrThrow<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  const { code, message } = topLevelError(result.refusal);
  throw toldError(message, code);
}

function sentencesOf({ fields, kind = 'GROUP' }: Extract<Refusal, { code: 'INVALID' }>): string {
  return fields.map((invalid) => fieldSentence(invalid, kind)).join(' ');
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
};
