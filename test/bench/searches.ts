import { COMMON_BEGINNING, ONE_NAME, SELDOM_TOGETHER } from './seed.ts';

/** The kinds of search that a page of finds has to be quick for, however many groups there are. */
export const SEARCHES = {
  'common word': 'group',
  'part of a word': 'ooba',
  'one name': ONE_NAME,
  'two letters': 'ch',
  'one letter': 'g',
  'a word of descriptions alone': SELDOM_TOGETHER[1],
  'two words that seldom stand together': SELDOM_TOGETHER.join(' '),
  'what most names begin with': COMMON_BEGINNING.trim(),
} as const;

export const ALL_SEARCHES = 'all of these, added up';

/** More than a server remembers. */
const SPELLINGS = 400;

/** The same between other spaces: Guildhall remembers the plan of a search by its folded text, which is the same for all. */
export function asFirstAsked(search: string): readonly string[] {
  return Array.from({ length: SPELLINGS }, (_, index) => {
    const [before, after] = [index % 20, Math.floor(index / 20)];
    return `${' '.repeat(before)}${search}${' '.repeat(after)}`;
  });
}

/** Kind by kind, as often as each has spellings. */
export function searchesInTurn(): readonly string[] {
  const kinds = Object.values(SEARCHES).map(asFirstAsked);
  return Array.from({ length: SPELLINGS }, (_, index) => kinds.flatMap((spellings) => spellings[index] ?? [])).flat();
}
