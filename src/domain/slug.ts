export const MAX_SLUG_LENGTH = 50;

/** Words that stand where a slug stands in some door's paths, or would read as one of its pages. */
const RESERVED = new Set(
  `accept admin admins-access api edit feed graphql group groups healthz invite join joined-rooms
  managed-rooms me media members my-rooms new node null page pages requests room rooms search
  settings status subscribe undefined user users`.split(/\s+/),
);

export function isSlug(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

export function isReserved(slug: string): boolean {
  return RESERVED.has(slug);
}

/** A slug for a name in any script; never empty, never reserved. It may be taken: see `numbered`. */
export function slugFrom(name: string, transliterate: (text: string) => string): string {
  const words = transliterate(name)
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-');
  const slug = trimHyphens(trimHyphens(words).slice(0, MAX_SLUG_LENGTH));
  if (slug === '') return 'community';
  return isReserved(slug) ? `${slug}-group` : slug;
}

/** The slug to try when `slug` is taken: `slug-2`, `slug-3`..., never longer than a slug may be. */
export function numbered(slug: string, number: number): string {
  const suffix = `-${number}`;
  return trimHyphens(slug.slice(0, MAX_SLUG_LENGTH - suffix.length)) + suffix;
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, '');
}
