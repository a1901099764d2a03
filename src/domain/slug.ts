export const MAX_SLUG_LENGTH = 50;

/** Words that stand where a slug stands, in some door's paths or in those of an app. */
const RESERVED = new Set(['search', 'groups', 'pages', 'new', 'me']);

/** With a letter or digit, so that none is `.` or `..`, which paths have a meaning for. */
export function isSlug(text: string): boolean {
  return /^[\w.-]+$/.test(text) && /[A-Za-z0-9]/.test(text);
}

/** A label of a domain, in lower case; those with `--` at the third place stand for labels in other scripts. */
export function isSubdomain(text: string): boolean {
  return /^(?!..--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** What must differ for two slugs to differ. */
export function slugKey(slug: string): string {
  return slug.toLowerCase();
}

export function isReserved(slug: string): boolean {
  return RESERVED.has(slugKey(slug));
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

/**
 * The first free of `slug-2`, `slug-3`... Doubles the number, then halves the gap, so that a name that thousands of
 * groups share costs a dozen look-ups instead of thousands.
 */
export function firstFree(slug: string, isTaken: (slug: string) => boolean): string {
  let taken = 1;
  let free = 2;
  while (isTaken(numbered(slug, free))) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isTaken(numbered(slug, middle))) taken = middle;
    else free = middle;
  }
  return numbered(slug, free);
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, '');
}
