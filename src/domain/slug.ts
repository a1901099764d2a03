/** Characters of a slug. */
export const MAX_SLUG_LENGTH = 50;

/** Words that a door or an app uses in its paths where a slug could stand. */
const RESERVED = new Set(['search', 'groups', 'pages', 'new', 'me']);

/** Whether a text can be a slug; a letter or digit is required, because `.` and `..` have a meaning in paths. */
export function isSlug(text: string): boolean {
  return /^[\w.-]+$/.test(text) && /[A-Za-z0-9]/.test(text);
}

/** Whether a text is a label of a domain, in lower case. Labels with `--` at the third place encode other scripts. */
export function isSubdomain(text: string): boolean {
  return /^(?!..--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** The key by which slugs are unique. */
export function slugKey(slug: string): string {
  return slug.toLowerCase();
}

export function isReserved(slug: string): boolean {
  return RESERVED.has(slugKey(slug));
}

/** Makes a slug from a name in any script; it is never empty nor reserved, but may be taken: see `firstFree`. */
export function slugFrom(name: string, transliterate: (text: string) => string): string {
  const words = transliterate(name)
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-');
  const slug = trimHyphens(trimHyphens(words).slice(0, MAX_SLUG_LENGTH));
  if (slug === '') return 'community';
  return isReserved(slug) ? `${slug}-group` : slug;
}

/** The slug with a number, such as `slug-2`, never longer than a slug may be. */
export function numbered(slug: string, number: number): string {
  const suffix = `-${number}`;
  return trimHyphens(slug.slice(0, MAX_SLUG_LENGTH - suffix.length)) + suffix;
}

/**
 * Finds a free one of `slug-2`, `slug-3`... It doubles the number, then halves the gap, so that a name that thousands of
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
