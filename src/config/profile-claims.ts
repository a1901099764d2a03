import { z } from 'zod';
import { EMPTY_PROFILE, type Profile } from '../domain/profile.ts';

/** The claim of a token that says each field of a profile; of a field that has none, no token says anything. */
export type ProfileClaims = { readonly [Field in keyof Profile]?: string };

const FIELDS = Object.keys(EMPTY_PROFILE).join(', ');

/** Reads `bio=about, website=https://example.org/site`. A claim may be named by an address, and so have any character but a comma. */
export const profileClaims = z.string().transform((text, context): ProfileClaims => {
  const claims = new Map<string, string>();
  const refuse = (part: string, why: string) => {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(part)} ${why}` });
  };
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [, field = '', claim = ''] = /^\s*(\w+)\s*=\s*(\S.*?)\s*$/.exec(part) ?? [];
    if (claim === '') refuse(part, 'is not written as field=claim');
    else if (!Object.hasOwn(EMPTY_PROFILE, field)) refuse(part, `begins with none of ${FIELDS}`);
    else if (claims.has(field)) refuse(part, 'names a field once more');
    claims.set(field, claim);
  }
  return Object.fromEntries(claims);
});
