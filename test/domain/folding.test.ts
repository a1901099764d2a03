import { describe, expect, it } from 'vitest';
import { fold, sortKey } from '../../src/domain/folding.ts';

const CODE_POINTS = 0x110000;
/** So few that a text of them is not cut. */
const BLOCK = 0x80;
const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;

describe('a folded text', () => {
  it.each([
    ['case', 'CATS КОШКИ', 'cats кошки'],
    ['accents', 'Äpfel Éclair ñandú', 'apfel eclair nandu'],
    ['accents apart from their letters', 'Cafe\u0301', 'cafe'],
    ['accents and tones of Vietnamese', 'Đồng hành', 'dong hanh'],
    ['strokes and ligatures of Latin letters', 'Łódź Ørsted Æbler œuvre Þór', 'lodz orsted aebler oeuvre thor'],
    ['hooks of Hausa and Ewe', 'Ɓarɓar ƙasa Ɛkɔ', 'barbar kasa eko'],
    ['ß and ẞ', 'Straße GROẞ', 'strasse gross'],
    ['Turkish I with and without a dot', 'İstanbul Isparta ısparta', 'istanbul isparta isparta'],
    ['accents and capitals of Greek', 'Αθήνα ΑΘΗΝΑ', 'αθηνα αθηνα'],
    ['polytonic Greek', 'Ἀθῆναι τῷ', 'αθηναι τω'],
    ['final sigma', 'ΟΔΟΣ οδός', 'οδοσ οδοσ'],
    ['ё and й', 'Ёлка йод', 'елка иод'],
    ['ґ', 'Ґанок', 'ганок'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['Hebrew punctuation', 'צה״ל ג׳ירפה בית־ספר', `צה"ל ג'ירפה בית-ספר`],
    ['hamza and madda', 'القرآن أحمد إسلام ٱلله مسؤول شيء', 'القران احمد اسلام الله مسوول شي'],
    ['Arabic vowel marks', 'الرَّحْمَٰنِ', 'الرحمن'],
    ['tatweel', 'محـــمد', 'محمد'],
    ['alef maksura and yeh', 'على', 'علي'],
    ['the feminine ending', 'مدرسة', 'مدرسه'],
    ['Persian and Urdu letters', 'کتابی ہے', 'كتابي هي'],
    ['Arabic presentation forms', 'ﻣﺪرﺳﺔ ﷲ', 'مدرسه الله'],
    ['zero-width non-joiners', 'می\u200cخواهم', 'ميخواهم'],
    ['digits', '١٢ ۳۴ १२ １２', '12 34 12 12'],
    ['tone marks of Thai', 'น้ำ', 'น\u0e4dา'],
    ['nuktas', 'क़लम', 'कलम'],
    ['width', 'Ｃａｔｓ ﾈｺ ｶﾞ', 'cats ネコ ガ'],
    ['ligatures', 'ﬁne', 'fine'],
    ['apostrophes', "O’Dea O´Dea OʼDea O`Dea O'Dea", "o'dea o'dea o'dea o'dea o'dea"],
    ['quotation marks', '“a” „b‟ «c»', '"a" "b" "c"'],
    ['dashes', 'a–b a—b a‑b a−b', 'a-b a-b a-b a-b'],
    ['blanks', ' My\u00a0cats\u3000 club\n', 'my cats club'],
    ['controls', 'a\0b', 'a b'],
    ['halves of characters', 'a\ud800b', 'a\ufffdb'],
    ['what cannot be seen', 'Ca\u200bt\u00ads\u3164\ufeff', 'cats'],
  ])('has nothing of %s', (_what, text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it.each([
    ['vowel signs of Devanagari', 'कि', 'कु'],
    ['vowels of Thai', 'กิน', 'กัน'],
    ['the voicing of Kana', 'ガス', 'カス'],
    ['Hiragana and Katakana', 'ねこ', 'ネコ'],
    ['dots of Arabic letters', 'حق', 'خق'],
    ['punctuation', 'cats!', 'cats'],
    ['scripts that look alike', 'Кот', 'Kot'],
    ['emoji', 'a 😀', 'a 😁'],
  ])('keeps %s', (_what, one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it('is folded already, whatever the characters', () => {
    for (let block = 0; block < CODE_POINTS; block += BLOCK) {
      const codes = Array.from({ length: BLOCK }, (_, index) => block + index).filter((code) => !isSurrogate(code));
      const characters = codes.map((code) => String.fromCodePoint(code));
      const text = characters.map((character) => `${character} a${character}a ${character}\u0301`).join(' ');
      const folded = fold(text);
      expect(fold(folded), `from ${block.toString(16)}`).toBe(folded);
    }
  });

  it.each([
    ['marks', `a${'\u0301\u0323'.repeat(1_000_000)}`],
    ['marks on many letters', `${'\u0301\u0323'.repeat(15)}a`.repeat(100_000)],
    ['ligatures of 18 letters', '\ufdfa'.repeat(1_000_000)],
    ['plain letters', 'a'.repeat(4_000_000)],
  ])('is at most 4,000 units long, and soon made, of millions of %s', (_what, text) => {
    const folded = fold(text);
    expect(folded.length).toBeLessThanOrEqual(4_000);
    expect(fold(folded)).toBe(folded);
  });
});

describe('the order of names', () => {
  const inOrder = (names: readonly string[]) =>
    names.toSorted((one, other) => Buffer.compare(Buffer.from(sortKey(one)), Buffer.from(sortKey(other))));

  it('puts letters with accents beside those without', () => {
    expect(inOrder(['Zebra', 'ñandú', 'Éclair', 'Äpfel', 'banana'])).toEqual([
      'Äpfel',
      'banana',
      'Éclair',
      'ñandú',
      'Zebra',
    ]);
  });

  it('puts a name before those that go on from it, and names that are folded alike in an order of their own', () => {
    expect(inOrder(['Chess!', 'chess', 'Chess', 'Chess club'])).toEqual(['Chess', 'chess', 'Chess club', 'Chess!']);
  });
});
