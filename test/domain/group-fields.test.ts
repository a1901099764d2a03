import { describe, expect, it } from 'vitest';
import {
  checkColor,
  checkCountry,
  checkDescription,
  checkIdempotencyKey,
  checkName,
  checkSlug,
  nameKey,
} from '../../src/domain/group-fields.ts';

const accepted = (value: string) => ({ ok: true, value });
const refused = (refusal: object) => ({ ok: false, refusal });

const BLANK = refused({ reason: 'blank' });
const CONTROL_CHARACTER = refused({ reason: 'invalid', cause: 'control_character' });
const FORMAT = refused({ reason: 'invalid', cause: 'format' });
const RESERVED = refused({ reason: 'invalid', cause: 'reserved' });
const longerThan = (limit: number) => refused({ reason: 'max_length', limit });

describe('a name', () => {
  it.each([
    ['is kept as it is', 'Cats & Dogs', 'Cats & Dogs'],
    ['loses the white space around it', ' \u3000\tCats\n\u00a0\ufeff', 'Cats'],
    ['keeps the white space inside it', 'Cats  and\u00a0dogs', 'Cats  and\u00a0dogs'],
    ['is put into NFC', 'Cafe\u0301', 'Caf\u00e9'],
    ['keeps joiners, which emoji and some scripts need', '👩‍💻 نمی‌خواهم', '👩‍💻 نمی‌خواهم'],
    ['may be one character', 'x', 'x'],
    ['may be of any script', '日本語の会', '日本語の会'],
    ['may be of 50 letters', 'x'.repeat(50), 'x'.repeat(50)],
    ['may be of 50 emoji, which are 100 UTF-16 units', '😀'.repeat(50), '😀'.repeat(50)],
    ['is measured after trimming', `  ${'x'.repeat(50)}  `, 'x'.repeat(50)],
    ['is measured after composing', 'e\u0301'.repeat(50), '\u00e9'.repeat(50)],
  ])('%s', (_behaviour, given, name) => {
    expect(checkName(given)).toEqual(accepted(name));
  });

  it.each([
    ['51 letters', 'x'.repeat(51)],
    ['51 emoji', '😀'.repeat(51)],
    ['51 letters that have no composed form', `${'q\u0303'.repeat(25)}x`],
  ])('is refused with %s', (_what, given) => {
    expect(checkName(given)).toEqual(longerThan(50));
  });

  it.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['line breaks', '\r\n'],
    ['a no-break space', '\u00a0'],
    ['an ideographic space', '\u3000'],
    ['a zero-width space', '\u200b'],
    ['zero-width joiners', '\u200c\u200d'],
    ['a byte order mark', '\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a word joiner', '\u2060'],
    ['a text direction', '\u202e\u2066'],
    ['a Hangul filler', '\u3164'],
    ['a half-width Hangul filler', '\uffa0'],
    ['a Mongolian vowel separator', '\u180e'],
    ['a variation selector', '\ufe0f'],
    ['tag characters', '\u{e0001}\u{e0041}'],
    ['a private character', '\ue000'],
    ['Braille without a dot', '\u2800\u2800'],
    ['spaces between invisible characters', '\u200b \u2060'],
  ])('is blank when it is %s', (_what, given) => {
    expect(checkName(given)).toEqual(BLANK);
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['only a NUL', '\0'],
    ['a tab', 'a\tb'],
    ['a line feed', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['an escape', '\u001b[31mred'],
    ['a delete', 'a\u007f'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['half of a surrogate pair', 'a\ud83d'],
    ['a private character', 'a\ue000b'],
    ['a private character of another plane', 'a\u{f0000}b'],
    ['an annotation', 'a\ufff9b\ufffac\ufffb'],
    ['an override that does not end', 'exe.\u202egpj'],
    ['an isolate that does not end', 'a\u2067b'],
    ['an end of nothing', 'a\u202cb'],
    ['an end of another beginning', 'a\u202ab\u2069'],
    ['beginnings that end in the wrong order', 'a\u202ab\u2067c\u202cd\u2069'],
  ])('is refused with %s in it', (_what, given) => {
    expect(checkName(given)).toEqual(CONTROL_CHARACTER);
  });

  it.each([
    ['directions that end', 'Club \u2067\u05d0\u05d1\u2069 \u202bab\u202c'],
    ['directions inside directions', '\u2067a\u2066b\u2069c\u2069'],
    ['marks of a direction', '\u05d0\u05d1\u200f! \u200eabc'],
    ['look-alikes of another script', '\u0421hess'],
    ['a Braille blank beside a letter', 'a\u2800b'],
  ])('may have %s', (_what, given) => {
    expect(checkName(given)).toEqual(accepted(given));
  });
});

describe('the key of a name', () => {
  it.each([
    ['case', 'Cats', 'cATS'],
    ['case beyond ASCII', 'КОШКИ ÉLAN', 'кошки élan'],
    ['case of a final sigma', 'ΟΔΟΣ', 'οδοσ'],
    ['NFC and NFD', 'Caf\u00e9', 'Cafe\u0301'],
    ['full width', 'Ｃａｔｓ', 'Cats'],
    ['half-width kana', 'ﾈｺ', 'ネコ'],
    ['ligatures', 'ﬁne', 'fine'],
    ['ß and SS', 'Straße', 'STRASSE'],
    ['zero-width characters', 'Ca\u200bt\u200ds\ufeff', 'Cats'],
    ['soft hyphens', 'Ca\u00adts', 'Cats'],
    ['text directions', '\u202eCats', 'Cats'],
    ['kinds of space', 'My\u00a0cats\u3000club', 'My cats club'],
    ['the width of spaces', 'My   cats', 'My cats'],
    ['an invisible character before an accent', 'Cafe\u034f\u0301', 'Café'],
  ])('is the same whatever the %s', (_what, one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it.each([
    ['accents', 'Cats', 'Cáts'],
    ['spaces', 'My cats', 'Mycats'],
    ['punctuation', 'Cats!', 'Cats'],
    ['scripts that look alike', 'Кот', 'Kot'],
    ['emoji', 'Cats 😀', 'Cats 😁'],
    ['kana', 'ねこ', 'ネコ'],
    ['a letter', 'Cats', 'Cat'],
  ])('differs when the names differ by %s', (_what, one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  it.each(['Straße', 'ΟΔΟΣ', 'ﾈｺ', 'Cafe\u034f\u0301', 'ǰİŉ', ' x \u200b '])('of the key of %j is that key', (name) => {
    expect(nameKey(nameKey(name))).toBe(nameKey(name));
  });
});

describe('a slug', () => {
  it.each([
    'cats',
    '7',
    'groups-2',
    'my_room',
    'v1.rooms',
    '-mh8x2k1f',
    'cats-',
    'a--b',
    'A',
    '..a',
    '_.9',
    'x'.repeat(50),
    'members',
    'api',
    'null',
    'my-rooms',
    'search-',
    'Cats-And-Dogs',
    '__proto__',
    'constructor',
  ])('may be %j, and is kept as it is', (given) => {
    expect(checkSlug(given)).toEqual(accepted(given));
    expect(checkSlug(` ${given} `)).toEqual(accepted(given));
  });

  it.each([
    ['blank', '  ', BLANK],
    ['too long', 'x'.repeat(51), longerThan(50)],
    ['a dot', '.', FORMAT],
    ['two dots', '..', FORMAT],
    ['without a letter or digit', '-_.', FORMAT],
    ['of words with spaces', 'my cats', FORMAT],
    ['with a slash', 'my/cats', FORMAT],
    ['with a percent sign', 'my%20cats', FORMAT],
    ['of another script', 'кошки', FORMAT],
    ['with a letter that is a k in lower case', '\u212aats', FORMAT],
    ['with digits of another script', 'cats-٢', FORMAT],
    ['with a line break inside', 'cats\ndogs', FORMAT],
    ['the word search', 'search', RESERVED],
    ['the word groups', 'groups', RESERVED],
    ['the word pages', 'pages', RESERVED],
    ['the word new', 'new', RESERVED],
    ['a reserved word in upper case', 'ME', RESERVED],
  ])('is refused when it is %s', (_what, given, refusal) => {
    expect(checkSlug(given)).toEqual(refusal);
  });
});

describe('a subdomain', () => {
  it.each([
    ['cats', 'cats'],
    [' Cats-And-Dogs ', 'cats-and-dogs'],
    ['a--', null],
    ['abc--d', 'abc--d'],
    ['7', '7'],
  ])('is made of %j', (given, subdomain) => {
    expect(checkSlug(given, 'PAGE')).toEqual(subdomain === null ? FORMAT : accepted(subdomain));
  });

  it.each(['-cats', 'cats-', 'my_cats', 'v1.rooms', 'xn--80ak6aa92e', '\u212aats'])('cannot be %j', (given) => {
    expect(checkSlug(given, 'PAGE')).toEqual(FORMAT);
  });
});

describe('a description', () => {
  it.each([
    ['may be empty', '', ''],
    ['may have lines and tabs, whatever ends a line', 'one\r\n\ttwo\rthree\n', 'one\n\ttwo\nthree\n'],
    ['is put into NFC', 'Cafe\u0301', 'Caf\u00e9'],
    ['may be of 500 emoji', '😀'.repeat(500), '😀'.repeat(500)],
  ])('%s', (_behaviour, given, description) => {
    expect(checkDescription(given)).toEqual(accepted(description));
  });

  it.each([
    ['501 letters', 'x'.repeat(501), longerThan(500)],
    ['501 emoji', '😀'.repeat(501), longerThan(500)],
    ['megabytes of line breaks', '\r\n'.repeat(4 * 2 ** 20), longerThan(500)],
    ['a NUL', 'a\0b', CONTROL_CHARACTER],
    ['an escape', '\u001b[31mred', CONTROL_CHARACTER],
    ['half of a surrogate pair', '\udc00', CONTROL_CHARACTER],
  ])('is refused with %s', (_what, given, refusal) => {
    expect(checkDescription(given)).toEqual(refusal);
  });
});

describe('a colour', () => {
  it.each(['#fff', '#FFF', '#a1B2c3', '#11223344'])('may be %s', (given) => {
    expect(checkColor(given)).toEqual(accepted(given));
  });

  it.each(['', '#', 'fff', '#ff', '#ffff', '#fffff', '#ggg', ' #fff', '#fff\n', 'red', 'rgb(1,2,3)'])(
    'cannot be %j',
    (given) => {
      expect(checkColor(given)).toEqual(FORMAT);
    },
  );
});

describe('a country', () => {
  it.each([
    ['DE', 'DE'],
    ['it', 'IT'],
    ['Zw', 'ZW'],
    ['XK', 'XK'],
  ])('may be %s', (given, country) => {
    expect(checkCountry(given)).toEqual(accepted(country));
  });

  it.each(['', 'D', 'DEU', 'UK', 'EU', 'XX', 'ZZ', ' DE', 'D E', 'ß', 'ıt'])('cannot be %j', (given) => {
    expect(checkCountry(given)).toEqual(FORMAT);
  });
});

describe('an idempotency key', () => {
  it.each(['x', ' ', 'a b~!"\\', 'x'.repeat(255)])('may be %j', (given) => {
    expect(checkIdempotencyKey(given)).toEqual(accepted(given));
  });

  it.each([
    ['empty', '', BLANK],
    ['of 256 characters', 'x'.repeat(256), longerThan(255)],
    ['with a line break', 'a\nb', FORMAT],
    ['beyond ASCII', 'schlüssel', FORMAT],
  ])('cannot be %s', (_what, given, refusal) => {
    expect(checkIdempotencyKey(given)).toEqual(refusal);
  });
});
