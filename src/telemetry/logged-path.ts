/**
 * A percent-encoded character, however often its percent sign was encoded again: `%61`, `%2561`. One at a time, as what
 * stands beside it may be no UTF-8.
 */
const ENCODED = /%(?:25)*([0-9a-f]{2})/gi;
/** A private token and all that follows it; the token of an invitation, which is in the query, with what leads to it. */
const SECRET = /(?<=[^\w-]accept)[^\w-].*|[?#;].*/is;
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * The path of a URL without what lets somebody in, in whichever way it is spelt. A path that hides nothing stays as it
 * came; of any other, what is left is decoded.
 */
export function loggedPath(url: string): string {
  const [path = ''] = url.replace(ORIGIN, '').split('?', 1);
  const decoded = path.replace(ENCODED, (_encoded, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const shown = decoded.replace(SECRET, (secret) => (/^[?#;]/.test(secret) ? '' : '/...'));
  return shown === decoded ? path : shown;
}
