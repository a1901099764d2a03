import { fold } from './folding.ts';

/** UTF-16 units of a search that are read; the rest is ignored. */
const MAX_SEARCH_UNITS = 500;
const MAX_TERMS = 10;

/** Folds a search as people typed it. */
export function searchText(given: string | null | undefined): string {
  return fold((given ?? '').slice(0, MAX_SEARCH_UNITS));
}

/** The first ten words of a folded search. Each of them may stand inside a longer word of what is found. */
export function termsOf(text: string): string[] {
  return [...new Set(text.split(' '))].filter(Boolean).slice(0, MAX_TERMS);
}
