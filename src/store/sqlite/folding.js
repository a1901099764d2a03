// @ts-check
// Not TypeScript, so that the thread of dear reads begins without what strips types.
// What the search index takes for the same, no more and no less: SQLite's trigram tokenizer with `remove_diacritics 1`.

export const TRIGRAM = 3;
/** Capitals of which the tokenizer knows no small letter: Cherokee, Georgian, and what is younger than its tables. */
const KEPT = String.raw`\u037f\u0528-\u052f\u13a0-\u13f5\u1c89\u1c90-\u1cbf\u2c2f\ua698-\ua69b\ua796-\ua79f\ua7ab-\ua7ae\ua7b0-\ua7dc\ua7f5\u{104b0}-\u{104d3}\u{10570}-\u{10595}\u{10c80}-\u{10cb2}\u{10d50}-\u{10d65}\u{118a0}-\u{118bf}\u{16e40}-\u{16e5f}\u{16ea0}-\u{16eb8}\u{1e900}-\u{1e921}`;
const CHANGED = new RegExp(`[^${KEPT}]+`, 'gu');
/** In lower case, and still the equal of another letter: "ς" is "σ". */
const LOWER_TWICE = /[\u0345µſςϐϑϕϖϰϱϵẛ\u1fbe]/gu;
/** Letters with accents built in, but for those that it leaves as they are. */
const ACCENTED = /(?![\0-\x7fǡǣǯǽǿ])\p{Script=Latin}/gu;
/** It takes these for accents wherever they stand, and no others. */
const ACCENTS = /[\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331]/gu;

/**
 * As the index does it: without case, and without the accents of Latin letters.
 * @param {string} text
 */
export function fold(text) {
  if (isAscii(text)) return text.toLowerCase();
  return text
    .normalize('NFC')
    .replace(CHANGED, (part) => part.toLowerCase())
    .replace(LOWER_TWICE, (letter) => letter.toUpperCase().toLowerCase())
    .replace(ACCENTED, (letter) => [...letter.normalize('NFD')].slice(0, 1).join(''))
    .replace(ACCENTS, '');
}

/** @param {string} text */
export function isAscii(text) {
  return /^[\0-\x7f]*$/.test(text);
}

/**
 * Whether the index knows a text of this length.
 * @param {string} text
 */
export function isIndexed(text) {
  return lettersOf(text).length >= TRIGRAM;
}

/**
 * So many of its trigrams at most, from its beginning to its end, as they are written.
 * @param {string} text
 * @param {number} most
 */
export function trigramsOf(text, most) {
  const letters = lettersOf(text);
  const last = letters.length - TRIGRAM;
  const count = Math.min(last + 1, most);
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1)));
  return starts.map((start) => letters.slice(start, start + TRIGRAM).join(''));
}

/**
 * The function holds_terms of SQL: whether a text holds one of the spellings of each term, which are given as JSON.
 * @returns {(text: string, json: string) => 0 | 1}
 */
export function termsFinder() {
  let known = '';
  /** @type {readonly (readonly string[])[]} */
  let terms = [];
  return (text, json) => {
    if (json !== known) {
      terms = JSON.parse(json);
      known = json;
    }
    const folded = fold(text);
    return terms.every((spellings) => spellings.some((spelling) => folded.includes(spelling))) ? 1 : 0;
  };
}

/**
 * Characters, but for accents, which are nothing to the index.
 * @param {string} text
 */
function lettersOf(text) {
  return [...text].filter((character) => fold(character) !== '');
}
