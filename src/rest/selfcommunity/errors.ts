/**
 * Words every refusal as SelfCommunity does: `{errors: [...]}`, one entry for the request or one for each invalid
 * field. Its tables are total, so that a new refusal, field or action stops this file compiling.
 */

import { z } from 'zod';
import type { FieldRefusal, GroupAction, InputField, InvalidField, Refusal } from '../../domain/errors.ts';
import { exceededSentence } from '../../http/failures.ts';
import { type DoorRefusal, type RequestRefusal, type WordingOf, worded } from '../../http/refusals.ts';
import type { WebSocketRefusal } from '../../http/websockets.ts';
import { type Shaped, shape } from '../encoder.ts';
import type { WireAnswer } from '../wire.ts';

const WIRE_NAMES: Record<InputField, string> = {
  name: 'name',
  slug: 'slug',
  description: 'description',
  color: 'color',
  privacy: 'privacy',
  visible: 'visible',
  country: 'country',
  hideJoinButton: 'hide_join_button',
  inviteUserIds: 'invite_users',
  image: 'image_original',
  coverImage: 'emotional_image_original',
  coverImagePosition: 'emotional_image_position',
  idempotencyKey: 'idempotency_key',
  userIds: 'users',
  userId: 'user',
  role: 'role',
  ids: 'ids',
  emails: 'emails',
  jobTitle: 'jobTitle',
  contactNumber: 'contactNumber',
  organizationName: 'organizationName',
  organizationWebsite: 'organizationWebsite',
  purpose: 'purpose',
  additionalDetails: 'additionalDetails',
  kind: 'kind',
  orderBy: 'ordering',
  first: 'limit',
  last: 'limit',
  after: 'offset',
  before: 'offset',
  token: 'token',
  activityMails: 'qa_frequency',
  messageMails: 'email_notification_not_qa',
  mobileNotifications: 'mobile_notifications_scmty',
  toasts: 'show_toast_notifications',
  toastSounds: 'toast_notifications_emit_sound',
};

const CODES = [
  'authentication_failed',
  'error',
  'idempotency_conflict',
  'idempotency_in_flight',
  'invalid',
  'method_not_allowed',
  'not_authenticated',
  'not_found',
  'parse_error',
  'permission_denied',
  'throttled',
  'too_large',
  'too_many_requests',
  'unavailable',
  'unsupported_media_type',
] as const;
const REASONS = [
  'required',
  'blank',
  'min_length',
  'max_length',
  'invalid',
  'invalid_choice',
  'unique',
  'does_not_exist',
] as const satisfies readonly FieldRefusal['reason'][];

export const refusal = shape(() => {
  const about = z.object({ code: z.enum(CODES), message: z.string() }).describe('The whole request.');
  const message = z.object({ code: z.enum(REASONS), message: z.string() });
  const field = z
    .object({ field: z.string(), messages: z.array(message).min(1) })
    .describe('One field, with each thing that is wrong with it.');
  return z.object({ errors: z.array(z.union([about, field])).min(1) }).meta({ id: 'SelfCommunityRefusal' });
});

type Refused = WireAnswer<Shaped<typeof refusal>>;

export function encodeRefusal(refusal: DoorRefusal): Refused {
  return worded(ANSWERS, refusal);
}

export function encodeFault(): Refused {
  return whole(500, 'error', 'Something went wrong on our side.');
}

export function encodeWebSocketRefusal(refusal: WebSocketRefusal): Refused {
  switch (refusal.code) {
    case 'UPGRADE_REQUIRED': {
      const message = 'This is a websocket. A proxy in front of the server has to pass on the headers that ask for it.';
      const headers = { upgrade: 'websocket', connection: 'Upgrade, close', 'sec-websocket-version': '13' };
      return { ...whole(426, 'error', message), headers };
    }
    case 'TOO_MANY_WEBSOCKETS': {
      const message = `You have ${refusal.limit} websockets open, and no more can be.`;
      return { ...whole(429, 'throttled', message), headers: { 'retry-after': '30' } };
    }
    case 'ENDING': {
      const message = 'The server is about to restart. Try again in a moment.';
      return { ...whole(503, 'unavailable', message), headers: { 'retry-after': '1' } };
    }
  }
}

const DECIDED: WordingOf<Refusal, Refused> = {
  UNAUTHENTICATED: () => whole(401, 'not_authenticated', 'Send a token to do this.'),
  INSUFFICIENT_SCOPE: ({ scope }) => whole(403, 'permission_denied', `This token does not have the scope ${scope}.`),
  FORBIDDEN: ({ action }) => whole(403, 'permission_denied', FORBIDDEN[action]),
  NOT_FOUND: () => whole(404, 'not_found', 'Nothing was found here.'),
  INVALID: ({ fields }) => ({ status: 400, body: { errors: fieldErrors(fields) } }),
  BAD_INVITATION: () => whole(400, 'invalid', 'This invitation does not exist, was used or has expired.'),
  IDEMPOTENCY_CONFLICT: () =>
    whole(422, 'idempotency_conflict', 'This Idempotency-Key was already used with another request body.'),
  IDEMPOTENCY_IN_FLIGHT: () =>
    whole(409, 'idempotency_in_flight', 'The first request with this Idempotency-Key is still running.'),
  TOO_MANY_MAILS: ({ limit, left, retryAfter }) =>
    whole(
      429,
      'throttled',
      `Too many mails: you can send ${limit} a day, and ${left} are left. Try again in ${retryAfter} s.`,
    ),
  TOO_MANY_JOIN_REQUESTS: ({ limit }) =>
    whole(
      409,
      'too_many_requests',
      `${limit} people wait for an answer to their request to join this group, and no more can. Try again later, or ask for an invitation.`,
    ),
  OVERLOADED: () => whole(503, 'unavailable', 'The server is overloaded. Try again in a moment.'),
  SEARCH_UNAVAILABLE: () => whole(503, 'unavailable', 'Searches cannot be answered at the moment. Try again soon.'),
  STORE_UNAVAILABLE: () => whole(503, 'unavailable', 'The database cannot be reached. Try again in a moment.'),
  PICTURES_UNAVAILABLE: () => whole(503, 'unavailable', 'Pictures cannot be kept at the moment. Try again soon.'),
};

const REFUSED_BEFORE: WordingOf<RequestRefusal, Refused> = {
  BAD_TOKEN: () => whole(401, 'authentication_failed', 'This token is invalid or has expired.'),
  UNAVAILABLE: () => whole(503, 'unavailable', 'Tokens cannot be checked at the moment. Try again soon.'),
  NO_SUCH_PATH: () => whole(404, 'not_found', 'Nothing was found here.'),
  BAD_METHOD: ({ allowed }) => whole(405, 'method_not_allowed', `Only ${allowed.join(', ')} can be used here.`),
  MALFORMED: () => whole(400, 'parse_error', 'This request cannot be read.'),
  TOO_LARGE: (refusal) => whole(413, 'too_large', `This request is too large.${exceededSentence(refusal)}`),
  UNSUPPORTED_TYPE: () => whole(415, 'unsupported_media_type', 'Send JSON, a urlencoded form or multipart/form-data.'),
  UNSUPPORTED_ENCODING: () =>
    whole(415, 'unsupported_media_type', 'Send this without compression or any other encoding.'),
  UNSUPPORTED_CHARSET: () => whole(415, 'unsupported_media_type', 'This charset is not supported. Send UTF-8.'),
  RATE_LIMITED: ({ limit, points, retryAfter }) =>
    whole(
      429,
      'throttled',
      `Too many requests: you have ${limit} points a minute, and this request costs ${points}. Try again in ${retryAfter} s.`,
    ),
};

const ANSWERS = { ...DECIDED, ...REFUSED_BEFORE };

const FORBIDDEN: Record<GroupAction, string> = {
  update_page: 'Only the manager and admins of a page can change it.',
  update: 'Only the manager and admins of a group can change it.',
  delete: 'Only the manager of a group can delete it.',
  transfer: 'Only the manager of a group can hand it over.',
  invite: 'Only the manager and admins of a group can invite to it.',
  answer_requests: 'Only the manager and admins of a group can answer requests to join it.',
  remove_member: 'Only the manager and admins of a group can remove its members.',
  remove_manager: 'The manager of a group cannot be removed from it.',
  change_role: 'Only the manager and admins of a group can change what its members may do.',
  add_members: 'Only the manager and admins of a group can subscribe others to it.',
  list_members: 'Only members can see who is in a private group.',
  list_invitations: 'Only the manager and admins of a group can see who is invited to it.',
  list_requests: 'Only the manager and admins of a group can see who has asked to join it.',
  read_feed: 'Only members can read what is posted in a private group.',
  leave_as_manager: 'The manager of a group cannot leave it.',
  rotate_token: 'Only the manager and admins of a group can change its private address.',
  review: 'Only reviewers can review pages.',
  join_uninvited: 'Only those who are invited can join this group.',
  open_settings: 'You can read and change your own settings alone.',
};

function whole(status: number, code: (typeof CODES)[number], message: string): Refused {
  return { status, body: { errors: [{ code, message }] } };
}

/** One entry for each field, one message for each reason: of several messages the client shows only the last. */
function fieldErrors(fields: readonly InvalidField[]) {
  const codeOf = ({ reason }: InvalidField) => (reason === 'not_a_member' ? 'invalid' : reason);
  return [...Map.groupBy(fields, ({ field }) => field)].map(([field, refusals]) => ({
    field: WIRE_NAMES[field],
    messages: [...Map.groupBy(refusals, codeOf)].map(([code, same]) => ({
      code,
      message: messageFor(field, same),
    })),
  }));
}

function messageFor(field: InputField, same: readonly FieldRefusal[]): string {
  const missing = same.flatMap((refusal) => (refusal.reason === 'does_not_exist' ? [refusal.id] : []));
  if (missing.length > 1) return `The users ${missing.join(', ')} do not exist.`;
  const [refusal] = same;
  return refusal ? sentenceFor(field, refusal) : '';
}

function sentenceFor(field: InputField, refusal: FieldRefusal): string {
  switch (refusal.reason) {
    case 'required':
      return 'This is required.';
    case 'blank':
      return 'This must not be blank.';
    case 'min_length':
      return `This must have at least ${refusal.limit} characters.`;
    case 'max_length':
      return field === 'inviteUserIds' || field === 'userIds'
        ? `No more than ${refusal.limit} users can be named at once.`
        : `This must have at most ${refusal.limit} characters.`;
    case 'invalid_choice':
      return `This must be one of: ${refusal.choices.join(', ')}.`;
    case 'unique':
      return `A group with this ${WIRE_NAMES[field]} already exists.`;
    case 'does_not_exist':
      return `The user ${refusal.id} does not exist.`;
    case 'not_a_member':
      return 'This user is not a member of the group.';
    case 'invalid':
      return invalidSentence(field, refusal);
  }
}

function invalidSentence(field: InputField, { cause, limit }: Extract<FieldRefusal, { reason: 'invalid' }>): string {
  switch (cause) {
    case 'wrong_type':
      return EXPECTED[field] ?? 'Send text.';
    case 'control_character':
      return 'This must not contain control characters or other characters that cannot be shown.';
    case 'format':
      return FORMS[field] ?? 'This has the wrong format.';
    case 'reserved':
      return 'This word is reserved. Choose another.';
    case 'not_an_image':
      return 'This must be an undamaged GIF, PNG, JPEG, WebP or AVIF image. Send the form as multipart/form-data.';
    case 'too_many_bytes':
      return `An image must not be larger than ${(limit ?? 0) / 1024 / 1024} MB.`;
    case 'too_many_pixels':
      return `An image must not have more than ${(limit ?? 0) / 1e6} megapixels.`;
    case 'too_long_side':
      return `An image must not have a side of more than ${limit} pixels.`;
    case 'public_group':
      return 'A public group is always visible. Make it private to hide it.';
    case 'out_of_range':
    case 'both_ends':
      return `This must be from 0 to ${limit}.`;
  }
}

/** What to send instead of a value of the wrong type; for fields that are no text. */
const EXPECTED: Partial<Record<InputField, string>> = {
  visible: 'Send true or false.',
  coverImagePosition: 'Send a whole number from 0 to 100.',
  inviteUserIds: 'Send a list of the numbers of users.',
  userIds: 'Send a list of the numbers of users.',
  userId: 'Send the number of a user.',
};

const FORMS: Partial<Record<InputField, string>> = {
  name: 'Use fewer combining marks in a row.',
  slug: 'Use A–Z, a–z, 0–9, hyphens, underscores and dots, with at least one letter or digit.',
  description: 'Use fewer combining marks in a row.',
  color: 'Write a colour as #rgb, #rrggbb or #rrggbbaa.',
  idempotencyKey: 'Use printable ASCII characters.',
};
