/**
 * What searches find and names are ordered by: a text without the differences that people leave out or mix up when they
 * write. Names are unique by more than that (`nameKey`).
 */

/** To be raised with every change to what `fold` gives: stored texts are folded again then. */
export const FOLDING_VERSION = 1;

/** UTF-16 units that are read, and that are given; the fields of groups and users have at most 1,000. */
const MAX_UNITS = 4_000;
/** More marks in a row are ignored, as in Unicode's stream-safe format (UAX 15): sorting them takes quadratic time. */
const MAX_MARKS = 30;
const MANY_MARKS = /\p{M}{31,}/gu;

/** Accents that stand for themselves and are typed as apostrophes. NFKD would make a space and a mark of them. */
const LONE_ACCENTS = /[´΄᾽᾿῾]/g;

/**
 * Accents, points and vowel marks of scripts that can be read without them, with the space that NFKD puts before one
 * that has no letter. The vowel signs of Indic scripts and the voicing of Kana stay: they make other words.
 */
const MARKS =
  / ?[[\p{M}&&[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Coptic}\p{Script=Cyrillic}\p{Script=Glagolitic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Nko}\p{Script=Adlam}\p{Script=Ethiopic}]]--[\u3099\u309a]]/gv;
/** What South and South-East Asian scripts can be written without: nuktas, tone marks, and the signs of silent letters. */
const ASIAN_MARKS = /[\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc\u0e48-\u0e4c\u0e4e\u0ec8-\u0ecc]/g;

const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const DASHES = /[\p{Pd}\u02d7\u2043\u2212]/gu;
const DIGITS = /(?![0-9])\p{Nd}/gu;
/** White space, controls, and the letter of Braille that has no dot. */
const BLANKS = /[\s\p{Cc}\u2800]+/gu;

/** What each of these letters becomes: the letters are in lower case, and have no marks. */
const LETTERS: Readonly<Record<string, string>> = {
  "'": '`‘’‚‛′‵ʹʻʼʽʾʿˈꞌ՚׳ߴ',
  '"': '“”„‟″‶«»״',
  a: 'ⱥ',
  ae: 'æ',
  b: 'ƀƃɓ',
  c: 'ƈȼ',
  d: 'đðɖɗƌ',
  e: 'əǝɛɇ',
  f: 'ƒ',
  g: 'ǥɠɣ',
  h: 'ħⱨ',
  i: 'ıɨɩ',
  j: 'ɉ',
  k: 'ƙⱪ',
  l: 'łƚɫⱡ',
  n: 'ɲƞ',
  ng: 'ŋ',
  o: 'øɔɵ',
  oe: 'œ',
  p: 'ƥᵽ',
  r: 'ɍɽ',
  t: 'ŧƭʈⱦ',
  th: 'þ',
  u: 'ʉʊ',
  v: 'ʋ',
  w: 'ⱳ',
  y: 'ƴɏ',
  z: 'ƶʒ',
  σ: 'ς',
  г: 'ґ',
  // Alef with its signs built in, and the alef maksura and the feminine ending as they are often typed; then the letters
  // of Persian and Urdu. The hamza, the tatweel and small letters of the Quran are left out by many.
  ا: 'ٱ\u0672\u0673',
  ي: 'ىیېے',
  ه: 'ةہھەۃ',
  ك: 'کڪ',
  '': 'ءـ\u0674\u06e5\u06e6',
};
const EQUALS = new Map(Object.entries(LETTERS).flatMap(([equal, letters]) => [...letters].map((one) => [one, equal])));
const UNEQUAL = new RegExp(`[${[...EQUALS.keys()].join('')}]`, 'gu');

/** Idempotent; in NFC, with single blanks between words. Reads and gives 4,000 UTF-16 units at most. */
export function fold(given: string): string {
  const text = cut(given);
  return isPlain(text) ? text.toLowerCase() : cut(foldLetters(text));
}

/** What names are ordered by, compared as UTF-8 bytes: the folding first, then the exact name. */
export function sortKey(name: string): string {
  return `${fold(name)}\0${name}`;
}

/** What searches look through: a line of a group's name and one of its description, or of a user's two names. */
export function foldLines(first: string, second: string): string {
  return `${fold(first)}\n${fold(second)}`;
}

/** Whether only capitals have to change: printable ASCII but for the backtick, with single blanks between words. */
function isPlain(text: string): boolean {
  return /^(?:[!-_a-~]+(?: (?!$)|$))*$/.test(text);
}

function foldLetters(text: string): string {
  return (
    text
      .replace(MANY_MARKS, (marks) => [...marks].slice(0, MAX_MARKS).join(''))
      .replace(LONE_ACCENTS, "'")
      .normalize('NFKD')
      .replace(IGNORED, '')
      .replace(MARKS, '')
      .replace(ASIAN_MARKS, '')
      // By way of upper case, which unfolds what has no single lower-case form: "ß" and "ẞ" both become "ss".
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replace(UNEQUAL, (letter) => EQUALS.get(letter) ?? letter)
      .replace(DASHES, '-')
      .replace(DIGITS, digit)
      .replace(BLANKS, ' ')
      .trim()
      .normalize('NFC')
  );
}

function cut(text: string): string {
  return text.length <= MAX_UNITS ? text.toWellFormed() : text.slice(0, MAX_UNITS).toWellFormed().trimEnd();
}

/** The digits of every script stand in order. */
function digit(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
