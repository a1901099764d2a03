import type { InputField, InvalidField } from '../../domain/errors.ts';
import type { GroupKind } from '../../domain/group.ts';

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
  token: 'The token',
  activityMails: 'activityMails',
  messageMails: 'messageMails',
  mobileNotifications: 'mobileNotifications',
  toasts: 'toasts',
  toastSounds: 'toastSounds',
};

/** What a value must look like. Fields that are missing here take numbers or choices, which have no form. */
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

/** States the rule that a value breaks; forms show it beside the field. */
export function fieldSentence(invalid: InvalidField, kind: GroupKind): string {
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
