/** Characters of the longest grams; shorter ones stand in the index as well, for terms of one and two characters. */
const LONGEST = 3;
/** Grams of a term that the index is asked for: each costs a look-up in each block, and a list to go through. */
const MAX_GRAMS_OF_A_TERM = 3;
/** The same for all terms together; each term has one at least. */
const MAX_GRAMS = 4;
/** Grams of a term that are compared, from its beginning to its end. */
const MAX_COMPARED = 20;

/** How many of some texts have a gram. */
export type Frequency = (gram: string) => number;

/**
 * The grams by which the index knows the texts that may hold all terms, of each term the rarest; a term of up to three
 * characters is one itself.
 */
export function gramsOf(terms: readonly string[], frequency: Frequency): string[] {
  const most = Math.max(1, Math.min(Math.floor(MAX_GRAMS / terms.length), MAX_GRAMS_OF_A_TERM));
  const rarest = terms.flatMap((term) =>
    gramsOfTerm(term, MAX_COMPARED)
      .toSorted((one, other) => frequency(one) - frequency(other))
      .slice(0, most),
  );
  return [...new Set(rarest)];
}

/** All grams of the greatest length in a text's words. */
export function gramsOfText(text: string): Set<string> {
  return new Set(text.split(/[ \n]/).flatMap((word) => gramsOfTerm(word, word.length)));
}

/** Takes grams of a term, evenly spaced. */
function gramsOfTerm(term: string, most: number): string[] {
  const letters = [...term];
  const last = Math.max(letters.length - LONGEST, 0);
  const count = Math.min(last + 1, most);
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1)));
  return starts.map((start) => letters.slice(start, start + LONGEST).join(''));
}
