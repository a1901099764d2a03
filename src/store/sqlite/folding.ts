// What the search index takes for the same, which this has to take for the same, too: it may take more for it.
// (SQLite's trigram tokenizer with `remove_diacritics 1`.)

const TRIGRAM = 3;
/** In lower case, and still another letter's equal: "ς" is "σ". */
const LOWER_TWICE = /[\u0345µıſςϐϑϕϖϰϱϵ\u1c80-\u1c88ẛ\u1fbe]/gu;
const MARKS_OF_LATIN = /(\p{Script=Latin})\p{M}+/gu;
/** Those that the index knows, where no letter has them built in. */
const OTHER_MARKS = /[\u0300-\u0331]/gu;

/** As the index does it: without case, and without the accents of Latin letters. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .replace(LOWER_TWICE, (letter) => letter.toUpperCase().toLowerCase())
    .normalize('NFD')
    .replace(MARKS_OF_LATIN, '$1')
    .normalize('NFC')
    .replace(OTHER_MARKS, '');
}

export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Whether the index knows a text of this length. */
export function isIndexed(text: string): boolean {
  return lettersOf(text).length >= TRIGRAM;
}

/** Trigrams side by side that cover the text, as they are written. */
export function trigramsOf(text: string): string[] {
  const letters = lettersOf(text);
  const last = letters.length - TRIGRAM;
  const starts = Array.from({ length: Math.ceil(last / TRIGRAM) }, (_, index) => index * TRIGRAM);
  return [...starts, last].map((start) => letters.slice(start, start + TRIGRAM).join(''));
}

/** Characters, each with the marks that make no letter of their own. */
function lettersOf(text: string): string[] {
  const letters: string[] = [];
  for (const character of text) {
    if (letters.length > 0 && fold(character) === '') letters[letters.length - 1] += character;
    else letters.push(character);
  }
  return letters;
}
