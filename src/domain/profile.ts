/**
 * What users tell everybody about themselves: its fields, their limits and their checks. Whoever can name a user may read
 * it, so that nothing gets into it but what an import, or a claim that the operator chose, puts there.
 */
import type { FieldRefusal } from './errors.ts';
import { withPlainLineBreaks } from './group-fields.ts';
import { ok, type Result, refuse } from './result.ts';
import { areShowableLines, isShowable, isVisible } from './shown-text.ts';
import { compose, lengthOf } from './text.ts';
import { parseWebAddress } from './web-address.ts';

/** Code points. The vendor whose clients show profiles documents a limit for all of these but the biography. */
export const MAX_BIO_LENGTH = 1_000;
export const MAX_LOCATION_LENGTH = 100;
export const MAX_TAG_NAME_LENGTH = 64;
export const MAX_TAG_DESCRIPTION_LENGTH = 500;
/** Characters of an address in its normal form, which is ASCII. */
export const MAX_WEBSITE_LENGTH = 200;
export const MAX_TAGS = 10;
/** Code points of the names and descriptions of a user's tags. A list of 1,000 groups has 2,000 profiles in it. */
export const MAX_TAGS_LENGTH = 1_000;
/** The highest id of a tag. Ids come with the tags, and clients compare tags by them. */
export const MAX_TAG_ID = 2 ** 31 - 1;
export const DEFAULT_TAG_COLOR = '#808080';

/** A mark that the operator gives to users, such as "Founder". The same tag has the same id with all of them. */
export interface Tag {
  readonly id: number;
  readonly name: string;
  /** "" for none. */
  readonly description: string;
  /** A hex colour. */
  readonly color: string;
}

export interface Profile {
  /** Several lines; "" for none. */
  readonly bio: string;
  /** One line; "" for none. */
  readonly location: string;
  /** An http(s) address; null for none. */
  readonly website: string | null;
  readonly tags: readonly Tag[];
}

/** The code points of the names and descriptions of tags. */
export function lengthOfTags(tags: readonly Tag[]): number {
  return tags.reduce((sum, { name, description }) => sum + lengthOf(name) + lengthOf(description), 0);
}

export const EMPTY_PROFILE: Profile = { bio: '', location: '', website: null, tags: [] };

/** New values of some fields; a field that is left out, or undefined, stays as it is. */
export type ProfileChange = { readonly [Field in keyof Profile]?: Profile[Field] | undefined };

export function changedProfile(profile: Profile, { bio, location, website, tags }: ProfileChange): Profile {
  return {
    bio: bio ?? profile.bio,
    location: location ?? profile.location,
    website: website === undefined ? profile.website : website,
    tags: tags ?? profile.tags,
  };
}

/** Whether two profiles are equal; tags count in their order. */
export function areSameProfiles(one: Profile, other: Profile): boolean {
  return (
    one.bio === other.bio &&
    one.location === other.location &&
    one.website === other.website &&
    areSameTags(one.tags, other.tags)
  );
}

function areSameTags(tags: readonly Tag[], others: readonly Tag[]): boolean {
  return (
    tags.length === others.length &&
    tags.every(({ id, name, description, color }, index) => {
      const other = others[index];
      return id === other?.id && name === other.name && description === other.description && color === other.color;
    })
  );
}

type Checked<Value> = Result<Value, FieldRefusal>;

/** A text of which nothing can be seen is "". */
export function checkBio(given: string): Checked<string> {
  return checkText(withPlainLineBreaks(given), MAX_BIO_LENGTH, areShowableLines);
}

export function checkLocation(given: string): Checked<string> {
  return checkText(given, MAX_LOCATION_LENGTH, isShowable);
}

/** Null for a text of which nothing can be seen. An address with a password in it is refused, as everybody would read it. */
export function checkWebsite(given: string): Checked<string | null> {
  const tooLong = { reason: 'max_length', limit: MAX_WEBSITE_LENGTH } as const;
  const text = given.trim();
  if (text.length > MAX_WEBSITE_LENGTH) return refuse(tooLong);
  if (!isVisible(text)) return ok(null);
  const url = parseWebAddress(text);
  if (url === null || url.username !== '' || url.password !== '') return refuse({ reason: 'invalid', cause: 'format' });
  return url.href.length > MAX_WEBSITE_LENGTH ? refuse(tooLong) : ok(url.href);
}

export function checkTagName(given: string): Checked<string> {
  const name = checkText(given, MAX_TAG_NAME_LENGTH, isShowable);
  return name.ok && name.value === '' ? refuse({ reason: 'blank' }) : name;
}

export function checkTagDescription(given: string): Checked<string> {
  return checkText(given, MAX_TAG_DESCRIPTION_LENGTH, isShowable);
}

function checkText(given: string, max: number, canBeShown: (text: string) => boolean): Checked<string> {
  const text = compose(given.trim(), max);
  if (!text.ok) return text;
  if (!isVisible(text.value)) return ok('');
  return canBeShown(text.value) ? text : refuse({ reason: 'invalid', cause: 'control_character' });
}
