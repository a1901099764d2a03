/**
 * A percent-encoded character, however often its percent sign was encoded again: `%61`, `%2561`. Only one, as its
 * neighbours may not be UTF-8.
 */
const ENCODED = /%(?:25)*([0-9a-f]{2})/gi;
/** Matches a private token and all after it, or the query, which holds the token of an invitation. */
const SECRET = /(?<=[^\w-]accept)[^\w-].*|[?#;].*/is;
/** Matches what stands in every URL that is not logged as it came. */
const SUSPECT = /[%?#;:]|accept/i;
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * Removes tokens that let somebody in from the path of a URL, however they are spelt. A path without any stays as it
 * came; the rest of any other is decoded.
 */
export function loggedPath(url: string): string {
  if (!SUSPECT.test(url)) return url;
  const [path = ''] = url.replace(ORIGIN, '').split('?', 1);
  const decoded = path.replace(ENCODED, (_encoded, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const shown = decoded.replace(SECRET, (secret) => (/^[?#;]/.test(secret) ? '' : '/...'));
  return shown === decoded ? path : shown;
}
