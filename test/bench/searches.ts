import { COMMON_BEGINNING, ONE_NAME, SELDOM_TOGETHER } from './seed.ts';
import { COMMON_WORDS, ONSETS } from './words.ts';

const CONSONANTS = ONSETS.filter(({ length }) => length === 1);
const TWO_CONSONANTS = ONSETS.filter(({ length }) => length === 2);

/** The kinds of search that a page of finds has to be quick for, however many groups there are: each with some about as frequent. */
export const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  'common word': COMMON_WORDS.slice(6, 16),
  'part of a word': CONSONANTS.map((consonant) => `oo${consonant}a`),
  'one name': [ONE_NAME],
  'two letters': TWO_CONSONANTS,
  'one letter': CONSONANTS,
  // Parts of them that are in no other word: as rare as the whole.
  'a word of descriptions alone': SELDOM_TOGETHER.flatMap((word) => [word, word.slice(0, -1), word.slice(1)]),
  'two words that seldom stand together': [SELDOM_TOGETHER.join(' '), SELDOM_TOGETHER.toReversed().join(' ')],
  'what most names begin with': [COMMON_BEGINNING.trim()],
};

export const ALL_SEARCHES = 'all of these, added up';

/** More than the plans that a server remembers. */
const COUNT = 240;
/** Words that a search repeats at most: all are within the 500 characters that are read. */
const MAX_REPEATED = 120;

/**
 * Searches of one kind, each with another text: a server remembers the plan of a search by its text. Only one word is what
 * most names begin with, and it has fewer texts than plans are remembered.
 */
export function asFirstAsked(kind: string): readonly string[] {
  const alike = SEARCHES[kind] ?? [];
  return Array.from({ length: COUNT }, (_, index) =>
    repeating(alike[index % alike.length] ?? '', Math.floor(index / alike.length)),
  );
}

/** The search, followed by words of its own as the number says: another text that asks for the same. */
function repeating(search: string, number: number): string {
  const words = search.split(' ');
  const repeated =
    words.length === 1
      ? Array<string>(number % MAX_REPEATED).fill(search)
      : [...number.toString(words.length)].map((digit) => words[Number(digit)]);
  return [search, ...repeated].join(' ');
}

/** Kind by kind, each with its next search. */
export function searchesInTurn(): readonly string[] {
  const kinds = Object.keys(SEARCHES).map(asFirstAsked);
  return Array.from({ length: COUNT }, (_, index) => kinds.flatMap((searches) => searches[index] ?? [])).flat();
}
