import { searchText, termsOf } from '../../../domain/search-terms.ts';
import { isVisible } from '../../../domain/shown-text.ts';
import type { GroupFilter } from '../../../domain/store.ts';
import { type Frequency, gramsOf } from './grams.ts';

/** What a search asks of the indexes and of the texts, as the values of placeholders; the names stand in SQL. */
export interface Search {
  /** The whole folded search, which the best finds begin with. */
  readonly prefix: string;
  /** Sorts after every text that begins so. */
  readonly prefixEnd: string;
  /** A LIKE pattern for each term: a find's folded text meets all of them. */
  readonly patterns: readonly string[];
  /** Grams of the terms: a find's text has all of them, and what has all of them is seldom no find. */
  readonly grams: readonly string[];
}

const LAST_CHARACTER = '\u{10ffff}';

/** Reads what people type; null is no search. A search of which folding leaves no term finds nothing: it is `nothing`. */
export function readSearch(given: GroupFilter['search'], frequency: Frequency = () => 0): Search | 'nothing' | null {
  const prefix = searchText(given);
  const terms = termsOf(prefix);
  if (terms.length === 0) return given !== null && isVisible(given) ? 'nothing' : null;
  return {
    prefix,
    prefixEnd: `${prefix}${LAST_CHARACTER}`,
    patterns: terms.map(patternOf),
    grams: gramsOf(terms, frequency),
  };
}

function patternOf(term: string): string {
  return `%${term.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
