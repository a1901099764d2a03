import anyAscii from 'any-ascii';
import { describe, expect, it } from 'vitest';
import {
  firstFree,
  isReserved,
  isSlug,
  isSubdomain,
  MAX_SLUG_LENGTH,
  numbered,
  slugFrom,
} from '../../src/domain/slug.ts';

const isProper = (slug: string) => isSlug(slug) && isSubdomain(slug) && slug.length <= MAX_SLUG_LENGTH;

describe('a slug made from a name', () => {
  it.each([
    ['Cats', 'cats'],
    ['Cats & Dogs', 'cats-dogs'],
    ['  --Cats!--  ', 'cats'],
    ["Anna's and Bo’s", 'annas-and-bos'],
    ['Élan à Zürich', 'elan-a-zurich'],
    ['Straße', 'strasse'],
    ['日本語の会', 'ribenyunohui'],
    ['한국어', 'hangugeo'],
    ['Клуб любителей', 'klub-lyubiteley'],
    ['Ελληνικά', 'ellinika'],
    ['نادي القراءة', 'ndy-lqrh'],
    ['हिन्दी', 'hindi'],
    ['١٢٣', '123'],
    ['😀🎉', 'grinning-tada'],
    ['Search', 'search-group'],
    ['  GROUPS ', 'groups-group'],
    ['Admins access', 'admins-access'],
    ['x'.repeat(60), 'x'.repeat(50)],
    [`${'x'.repeat(49)} yz`, 'x'.repeat(49)],
    ['word '.repeat(12), 'word-word-word-word-word-word-word-word-word-word'],
  ])('is, for %j, %j', (name, slug) => {
    expect(slugFrom(name, anyAscii)).toBe(slug);
  });

  it.each(['!!!', '—', '...', '\u0301', '(╯°□°)', '日本語', '🏳️‍🌈', 'x'.repeat(500), 'Ⅻ', 'ﷺ', "'’", '%2e%2e/'])(
    'is a proper slug, and a proper subdomain, for %j',
    (name) => {
      const slug = slugFrom(name, anyAscii);

      expect({ slug, proper: isProper(slug) }).toEqual({ slug, proper: true });
    },
  );

  it('is never one of the reserved words', () => {
    const words = ['search', 'groups', 'pages', 'new', 'me'];

    expect(words.map((word) => slugFrom(word, anyAscii)).filter(isReserved)).toEqual([]);
  });
});

describe('a numbered slug', () => {
  it.each([
    ['cats', 2, 'cats-2'],
    ['cats-2', 3, 'cats-2-3'],
    ['x'.repeat(48), 2, `${'x'.repeat(48)}-2`],
    ['x'.repeat(50), 2, `${'x'.repeat(48)}-2`],
    ['x'.repeat(50), 1_000_000, `${'x'.repeat(42)}-1000000`],
    [`${'x'.repeat(47)}-yz`, 2, `${'x'.repeat(47)}-2`],
  ])('is, for %j and %i, %j', (slug, number, expected) => {
    expect(numbered(slug, number)).toBe(expected);
  });

  it('is a proper slug whatever the length of its base', () => {
    const bases = Array.from({ length: 50 }, (_, index) => `${'ab-'.repeat(17)}`.slice(0, index + 1).replace(/-$/, ''));
    const made = bases.flatMap((base) => [2, 10, 999, 123_456].map((number) => numbered(base, number)));

    expect(made.filter((slug) => !isProper(slug))).toEqual([]);
  });
});

describe('the first free slug', () => {
  it.each([
    [1, 'cats-2'],
    [2, 'cats-3'],
    [3, 'cats-4'],
    [4_999, 'cats-5000'],
  ])('after %i that are taken is %s, found in a few look-ups', (taken, expected) => {
    let asked = 0;
    const isTaken = (slug: string) => {
      asked += 1;
      return Number(slug.slice('cats-'.length)) <= taken;
    };

    expect(firstFree('cats', isTaken)).toBe(expected);
    expect(asked).toBeLessThan(30);
  });
});
