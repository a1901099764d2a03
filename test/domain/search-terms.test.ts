import { describe, expect, it } from 'vitest';
import { searchText, termsOf } from '../../src/domain/search-terms.ts';

describe('a search', () => {
  it('is read up to its 500th unit', () => {
    expect(searchText(null)).toBe('');
    expect(searchText('x'.repeat(4_000_000))).toHaveLength(500);
    expect(searchText(`${'x'.repeat(499)}😀`)).toBe(`${'x'.repeat(499)}\ufffd`);
    expect(searchText(`a${'\u0301\u0323'.repeat(2_000_000)}`)).toBe('a');
  });

  it('is for each of its words, folded, once', () => {
    expect(termsOf(searchText(' Café\u00a0 O’Dea\tcafe '))).toEqual(['cafe', "o'dea"]);
  });

  it('is for its first ten words', () => {
    expect(termsOf(searchText(Array.from({ length: 20 }, (_, index) => `w${index}`).join(' ')))).toHaveLength(10);
  });

  it.each(['', '   ', '\0', '\u0301', 'ـ', '\u200b'])('is for nothing where nothing of %j is folded', (text) => {
    expect(termsOf(searchText(text))).toEqual([]);
  });
});
