// @ts-check
// Not TypeScript, so that the thread of long reads starts without type stripping.

/**
 * Makes SQL's function holds_terms: whether a folded text holds each of these terms, which are given as JSON.
 * @returns {(text: string, json: string) => 0 | 1}
 */
export function termsFinder() {
  let known = '';
  /** @type {readonly string[]} */
  let terms = [];
  return (text, json) => {
    if (json !== known) {
      terms = JSON.parse(json);
      known = json;
    }
    return terms.every((term) => text.includes(term)) ? 1 : 0;
  };
}
