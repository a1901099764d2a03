import { describe, expect, it } from 'vitest';
import { searchText, termsOf } from '../../../src/domain/search-terms.ts';
import { asFirstAsked, SEARCHES, searchesInTurn } from '../searches.ts';

/** Plans that Guildhall remembers: see src/store/sqlite/search/read-search.ts. */
const REMEMBERED = 200;

describe('the searches of one kind', () => {
  it.each(Object.entries(SEARCHES))('ask for what is alike, in ever new words: %s', (kind, alike) => {
    const texts = asFirstAsked(kind).map(searchText);
    const asked = new Set(texts.map((text) => termsOf(text).join(' ')));

    expect(asked).toEqual(new Set(alike.map(searchText)));
    // There is only one word that most names begin with, and only so much of a text is read.
    expect(new Set(texts).size).toBe(kind === 'what most names begin with' ? 120 : 240);
  });
});

describe('the searches of all kinds, in turns', () => {
  it('are new each time, as far as a server remembers', () => {
    const texts = searchesInTurn().map(searchText);
    const lastPlaces = new Map<string, number>();
    const distances = [...texts, ...texts].flatMap((text, place) => {
      const last = lastPlaces.get(text);
      lastPlaces.set(text, place);
      return last === undefined ? [] : [place - last];
    });

    expect(Math.min(...distances)).toBeGreaterThan(REMEMBERED);
  });
});
