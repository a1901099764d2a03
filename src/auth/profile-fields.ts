/**
 * Reads the fields of a profile from JSON that others wrote, a directory file's or a token's. A value that comes out of
 * it has passed the domain's check.
 */
import { z } from 'zod';
import type { ProfileClaims } from '../config/profile-claims.ts';
import type { FieldRefusal } from '../domain/errors.ts';
import { checkColor } from '../domain/group-fields.ts';
import {
  checkBio,
  checkLocation,
  checkTagDescription,
  checkTagName,
  checkWebsite,
  DEFAULT_TAG_COLOR,
  lengthOfTags,
  MAX_TAG_ID,
  MAX_TAGS,
  MAX_TAGS_LENGTH,
  type Profile,
  type ProfileChange,
} from '../domain/profile.ts';
import type { Result } from '../domain/result.ts';

/** Strict, as a tag that says `visible: false` is not one to show. */
const tag = z.strictObject({
  id: z.int().min(1).max(MAX_TAG_ID),
  name: checked(checkTagName),
  description: checked(checkTagDescription).default(''),
  color: checked(checkColor, 'is not a hex colour such as #b45309').default(DEFAULT_TAG_COLOR),
});

const tags = z
  .array(tag)
  .max(MAX_TAGS, `has more than ${MAX_TAGS} tags`)
  .refine((list) => lengthOfTags(list) <= MAX_TAGS_LENGTH, `has more than ${MAX_TAGS_LENGTH} characters in all`)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'has one id twice');

export const profileFields = {
  bio: checked(checkBio),
  location: checked(checkLocation),
  website: checked(checkWebsite, 'is not an http(s) address, or has a user name in it'),
  tags,
} satisfies { readonly [Field in keyof Profile]: z.ZodType<Profile[Field]> };

/** What the named claims say. One that is missing, or cannot be used, says nothing; an empty one takes its field away. */
export function profileIn(payload: Readonly<Record<string, unknown>>, claims: ProfileClaims): ProfileChange {
  const claimed = (name: string | undefined) => (name === undefined ? undefined : payload[name]);
  return {
    bio: profileFields.bio.safeParse(claimed(claims.bio)).data,
    location: profileFields.location.safeParse(claimed(claims.location)).data,
    website: profileFields.website.safeParse(claimed(claims.website)).data,
    tags: profileFields.tags.safeParse(claimed(claims.tags)).data,
  };
}

function checked<Value>(check: (given: string) => Result<Value, FieldRefusal>, form = 'cannot be used') {
  return z.string().transform((given, context) => {
    const result = check(given);
    if (result.ok) return result.value;
    context.addIssue({ code: 'custom', message: worded(result.refusal, form) });
    return z.NEVER;
  });
}

function worded(refusal: FieldRefusal, form: string): string {
  if (refusal.reason === 'max_length') return `is longer than ${refusal.limit} characters`;
  if (refusal.reason === 'blank') return 'has nothing in it that can be seen';
  const isControl = refusal.reason === 'invalid' && refusal.cause === 'control_character';
  return isControl ? 'has control characters in it, or others that cannot be shown' : form;
}
