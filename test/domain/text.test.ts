import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compose, isLonger, lengthOf } from '../../src/domain/text.ts';

const ACUTE = '\u0301';
const DOT_BELOW = '\u0323';
/** Marks that each have to be sorted past all of the first half. */
const unsorted = (count: number) => ACUTE.repeat(count / 2) + DOT_BELOW.repeat(count / 2);

describe('a length', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['😀', 1],
    ['e\u0301', 2],
    ['👨‍👩‍👧', 5],
  ])('counts the code points of %j as %i', (text, length) => {
    expect(lengthOf(text)).toBe(length);
  });
});

describe('a text', () => {
  it.each([
    ['', 0, false],
    ['ab', 2, false],
    ['abc', 2, true],
    ['😀😀', 2, false],
    ['😀😀😀', 2, true],
    ['😀a', 1, true],
  ])('%j is longer than %i: %s', (text, max, longer) => {
    expect(isLonger(text, max)).toBe(longer);
  });

  it.each([
    ['four characters', '\u1f82', 1],
    ['three characters of two units each', '\u{16d6a}', 1],
    ['syllables', '각'.repeat(50), 50],
    ['500 marks in a row', `q${unsorted(500)}`, 2_000],
    ['many runs of marks', `q${unsorted(400)}`.repeat(4), 2_000],
  ])('that fits once %s are composed is given in NFC', (_what, text, max) => {
    expect(compose(text.normalize('NFD'), max)).toEqual({ ok: true, value: text.normalize('NFC') });
  });

  it.each([
    ['letters', 'x'.repeat(51)],
    ['letters without a composed form', 'q\u0303'.repeat(26)],
    ['marks on one letter', `a${unsorted(100)}`],
    ['more marks than could be sorted in a day', `a${unsorted(4_000_000)}`],
  ])('is too long with 50 characters and more of %s', (_what, given) => {
    expect(compose(given, 50)).toEqual({ ok: false, refusal: { reason: 'max_length', limit: 50 } });
  });

  it('has at most 500 marks in a row', () => {
    const refusal = { reason: 'invalid', cause: 'format' };

    expect(compose(`a${unsorted(502)}`, 2_000)).toEqual({ ok: false, refusal });
  });

  it('has no character that more than six units are composed to', () => {
    const characters = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
    const units = characters.map((character) => {
      const decomposed = character.normalize('NFD');
      return decomposed.normalize('NFC') === character ? decomposed.length : 0;
    });

    expect(units.reduce((most, count) => Math.max(most, count))).toBe(6);
  });

  it('is normalized nowhere but where its length is known', () => {
    const files = globSync('src/**/*.{js,ts}').filter((file) => readFileSync(file, 'utf8').includes('.normalize('));

    // The first cuts what it is given, the second is given names that were checked.
    expect(files.sort()).toEqual(['src/domain/folding.ts', 'src/domain/group-fields.ts', 'src/domain/text.ts']);
  });
});
