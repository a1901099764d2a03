import { isCountryCode } from './country.ts';
import type { FieldRefusal } from './errors.ts';
import { ok, type Result, refuse } from './result.ts';
import { isShowable, isVisible } from './shown-text.ts';
import { isReserved, isSlug, isSubdomain, MAX_SLUG_LENGTH, slugKey } from './slug.ts';
import { compose, isLonger } from './text.ts';

export const MAX_NAME_LENGTH = 50;
export const MAX_DESCRIPTION_LENGTH = 500;
/** One call invites at most this many. */
export const MAX_INVITATIONS = 500;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 255;

type Checked<Value> = Result<Value, FieldRefusal>;

/**
 * The fields of a group that depend on no other. They are declared here alone: what callers give, what is checked, what
 * is written and what has changed are derived from it. CONTRIBUTING.md counts what else a new one needs.
 */
export interface PlainFields {
  readonly description: string;
  readonly color: string | null;
  readonly country: string | null;
  readonly hideJoinButton: boolean;
  /** Which part of a cover matters: 0 to 100, in percent from its top. */
  readonly coverImagePosition: number;
}

/** Plain fields as callers give them. */
export type PlainInput = {
  readonly [Name in keyof PlainFields]?: PlainFields[Name] | null | undefined;
};

/** What holds of one field. */
export interface FieldRule<Value> {
  /** The value of a new group where nobody gives one. */
  readonly initial: Value;
  /** Whether null takes a group's value back to the initial one; else it changes nothing. */
  readonly isCleared: boolean;
  /** The spelling in which a given value is compared to the one that a group has. */
  readonly spell?: (given: NonNullable<Value>) => NonNullable<Value>;
  readonly check: (
    given: NonNullable<Value>,
    door: { readonly maxDescription?: number },
  ) => Checked<NonNullable<Value>>;
}

const RULES: { readonly [Name in keyof PlainFields]: FieldRule<PlainFields[Name]> } = {
  description: {
    initial: '',
    isCleared: true,
    spell: withPlainLineBreaks,
    check: (given, { maxDescription }) => checkDescription(given, maxDescription),
  },
  color: { initial: null, isCleared: true, check: checkColor },
  country: { initial: null, isCleared: true, check: checkCountry },
  hideJoinButton: { initial: false, isCleared: false, check: ok },
  coverImagePosition: { initial: 50, isCleared: false, check: checkCoverPosition },
};

/** Makes plain fields from the value of each, by its name and its rule. */
export function plainFields(
  fieldOf: <Name extends keyof PlainFields>(name: Name, rule: FieldRule<PlainFields[Name]>) => PlainFields[Name],
): PlainFields {
  return {
    description: fieldOf('description', RULES.description),
    color: fieldOf('color', RULES.color),
    country: fieldOf('country', RULES.country),
    hideJoinButton: fieldOf('hideJoinButton', RULES.hideJoinButton),
    coverImagePosition: fieldOf('coverImagePosition', RULES.coverImagePosition),
  };
}

export const INITIAL_FIELDS: PlainFields = plainFields((_name, { initial }) => initial);

/** UTF-16 units, more than any accepted text of several lines has in any form: to replace 8 MB of line breaks takes seconds. */
const MAX_LINES_LENGTH = 12_000;

const CONTROL_BUT_LINE_BREAKS = /[\p{Cs}]|(?![\t\n\r])\p{Cc}/u;
const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

export function checkName(given: string): Checked<string> {
  const composed = compose(given.trim(), MAX_NAME_LENGTH);
  if (!composed.ok) return composed;
  const name = composed.value.trim();
  if (!isVisible(name)) {
    return refuse(CONTROL.test(name) ? { reason: 'invalid', cause: 'control_character' } : { reason: 'blank' });
  }
  if (!isShowable(name)) return refuse({ reason: 'invalid', cause: 'control_character' });
  return ok(name);
}

/**
 * What must differ for two claimed names to differ: not case, Unicode form, spacing or invisible characters. For names
 * that were checked.
 */
export function nameKey(name: string): string {
  // By way of upper case, which unfolds what has no single lower-case form: "ß" and "ẞ" both become "ss".
  const folded = name.normalize('NFKC').replace(IGNORABLE, '').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** The claim to a name, which no other group that claims its own may have; null at a door that claims none. */
export function claimTo(name: string, { claimsName = true }: { readonly claimsName?: boolean }): string | null {
  return claimsName ? nameKey(name) : null;
}

/** A page's is its subdomain, which has no upper case. */
export function checkSlug(given: string, kind: 'GROUP' | 'PAGE' = 'GROUP'): Checked<string> {
  const trimmed = given.trim();
  if (trimmed === '') return refuse({ reason: 'blank' });
  if (isLonger(trimmed, MAX_SLUG_LENGTH)) return refuse({ reason: 'max_length', limit: MAX_SLUG_LENGTH });
  const slug = kind === 'PAGE' ? slugKey(trimmed) : trimmed;
  const isWellFormed = isSlug(trimmed) && (kind === 'GROUP' || isSubdomain(slug));
  if (!isWellFormed) return refuse({ reason: 'invalid', cause: 'format' });
  return isReserved(slug) ? refuse({ reason: 'invalid', cause: 'reserved' }) : ok(slug);
}

/**
 * Forms send line breaks as two characters, JSON as one: the same text is to be the same here. A text that is too long for
 * every field stays as it is.
 */
export function withPlainLineBreaks(text: string): string {
  return text.length > MAX_LINES_LENGTH ? text : text.replace(/\r\n?/g, '\n');
}

export function checkDescription(given: string, max = MAX_DESCRIPTION_LENGTH): Checked<string> {
  const description = compose(withPlainLineBreaks(given), max);
  if (description.ok && CONTROL_BUT_LINE_BREAKS.test(description.value)) {
    return refuse({ reason: 'invalid', cause: 'control_character' });
  }
  return description;
}

export function checkColor(given: string): Checked<string> {
  return /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(given)
    ? ok(given)
    : refuse({ reason: 'invalid', cause: 'format' });
}

export function checkCountry(given: string): Checked<string> {
  // Beyond ASCII there are letters whose upper case is in it: "ß" would be South Sudan.
  const code = /^[a-z]{2}$/i.test(given) ? given.toUpperCase() : '';
  return isCountryCode(code) ? ok(code) : refuse({ reason: 'invalid', cause: 'format' });
}

export function checkCoverPosition(given: number): Checked<number> {
  return Number.isInteger(given) && given >= 0 && given <= 100
    ? ok(given)
    : refuse({ reason: 'invalid', cause: 'out_of_range', limit: 100 });
}

export function checkIdempotencyKey(given: string): Checked<string> {
  if (given === '') return refuse({ reason: 'blank' });
  if (given.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    return refuse({ reason: 'max_length', limit: MAX_IDEMPOTENCY_KEY_LENGTH });
  }
  return /^[\x20-\x7e]+$/.test(given) ? ok(given) : refuse({ reason: 'invalid', cause: 'format' });
}
