import { isCountryCode } from './country.ts';
import type { FieldRefusal } from './errors.ts';
import type { GroupKind } from './group.ts';
import type { GroupInput } from './group-input.ts';
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
export function claimTo(name: string, { claimsName = true }: GroupInput): string | null {
  return claimsName ? nameKey(name) : null;
}

/** A page's is its subdomain, which has no upper case. */
export function checkSlug(given: string, kind: GroupKind = 'GROUP'): Checked<string> {
  const trimmed = given.trim();
  if (trimmed === '') return refuse({ reason: 'blank' });
  if (isLonger(trimmed, MAX_SLUG_LENGTH)) return refuse({ reason: 'max_length', limit: MAX_SLUG_LENGTH });
  const slug = kind === 'PAGE' ? slugKey(trimmed) : trimmed;
  const isWellFormed = isSlug(trimmed) && (kind === 'GROUP' || isSubdomain(slug));
  if (!isWellFormed) return refuse({ reason: 'invalid', cause: 'format' });
  return isReserved(slug) ? refuse({ reason: 'invalid', cause: 'reserved' }) : ok(slug);
}

/** Forms send line breaks as two characters, JSON as one: the same text is to be the same here. */
export function withPlainLineBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n');
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

/** Which part of a cover matters, in percent from its top. */
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
