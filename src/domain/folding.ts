/**
 * Folds a text to what searches compare and names are ordered by: it loses the differences that people leave out or mix
 * up when they write. Folding is idempotent, and equal on every engine. Names are unique by more than that (`nameKey`).
 */

/** Must be raised with every change to what `fold` returns, so that stored texts are folded again. */
export const FOLDING_VERSION = 1;

/** UTF-16 units that `fold` reads, and that it returns; the fields of groups and users have at most 1,000. */
const MAX_UNITS = 4_000;
/**
 * Combining marks in a row; further ones are ignored, as in Unicode's stream-safe format (UAX 15), because sorting marks
 * takes quadratic time.
 */
const MAX_MARKS = 30;
const MANY_MARKS = /\p{M}{31,}/gu;

/** Accents without a letter, which people type as apostrophes. NFKD would make a space and a mark of them. */
const LONE_ACCENTS = /[´΄᾽᾿῾]/g;

/**
 * Accents, points and vowel marks of scripts that can be read without them, with the space that NFKD puts before one
 * that has no letter. The vowel signs of Indic scripts and the voicing of Kana stay: they make other words.
 */
const MARKS =
  / ?[[\p{M}&&[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Coptic}\p{Script=Cyrillic}\p{Script=Glagolitic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Nko}\p{Script=Adlam}\p{Script=Ethiopic}]]--[\u3099\u309a]]/gv;
/** Optional marks of South and South-East Asian scripts: nuktas, tone marks, and the signs of silent letters. */
const ASIAN_MARKS = /[\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc\u0e48-\u0e4c\u0e4e\u0ec8-\u0ecc]/g;

const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const DASHES = /[\p{Pd}\u02d7\u2043\u2212]/gu;
const DIGITS = /(?![0-9])\p{Nd}/gu;
/** White space, controls, and the letter of Braille that has no dot. */
const BLANKS = /[\s\p{Cc}\u2800]+/gu;

/** The letters on the right become the text on the left. They are in lower case and have no marks. */
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

/** Folds a text, to NFC with single blanks between words. Reads and returns at most 4,000 UTF-16 units. */
export function fold(given: string): string {
  const text = cut(given);
  return isPlain(text) ? text.toLowerCase() : cut(foldLetters(text));
}

/** The key that names are ordered by, compared as UTF-8 bytes: the folded name first, then the exact one. */
export function sortKey(name: string): string {
  return `${fold(name)}\0${name}`;
}

/** The text that searches look through: one line of a group's name and one of its description, or of a user's two names. */
export function foldLines(first: string, second: string): string {
  return `${fold(first)}\n${fold(second)}`;
}

/** Whether only capitals have to change: printable ASCII without the backtick, with single blanks between words. */
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
      // Upper case expands what has no single lower-case form: "ß" and "ẞ" both become "ss".
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

/** The ASCII digit of a digit in any script; each script's ten digits follow each other. */
function digit(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
