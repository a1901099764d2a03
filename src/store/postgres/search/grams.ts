/** Characters of the longest grams; shorter ones stand in the index as well, for terms of one and two characters. */
const LONGEST = 3;
/** Grams of a term that the index is asked for, from its beginning to its end: each costs a look-up in each block. */
const MAX_GRAMS_OF_A_TERM = 3;
/** The same for all terms together; each term has one at least. */
const MAX_GRAMS = 4;

/** The grams by which the index knows the texts that may hold all terms; a term of up to three characters is one itself. */
export function gramsOf(terms: readonly string[]): string[] {
  const most = Math.max(1, Math.min(Math.floor(MAX_GRAMS / terms.length), MAX_GRAMS_OF_A_TERM));
  return [...new Set(terms.flatMap((term) => gramsOfTerm(term, most)))];
}

/** Takes grams of a term, evenly spaced. */
function gramsOfTerm(term: string, most: number): string[] {
  const letters = [...term];
  const last = Math.max(letters.length - LONGEST, 0);
  const count = Math.min(last + 1, most);
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1)));
  return starts.map((start) => letters.slice(start, start + LONGEST).join(''));
}
