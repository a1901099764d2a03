import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fold } from '../../src/store/sqlite/folding.js';

const db = new Sqlite(':memory:');
afterAll(() => db.close());

/** Those that are one character in the form that texts are stored in, and have a case, an accent, or are one. */
const LETTERS = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
  .map((code) => String.fromCodePoint(code))
  .filter((letter) => letter.normalize('NFC') === letter)
  .filter((letter) => /\p{M}/u.test(letter) || letter.normalize('NFD') !== letter || hasCase(letter));

function hasCase(letter: string): boolean {
  return letter.toLowerCase() !== letter || letter.toUpperCase() !== letter;
}

const texts = LETTERS.map((letter) => `a${letter}bc`);

beforeAll(() => {
  db.exec(`create virtual table texts using fts5(text, tokenize='trigram remove_diacritics 1');
    create virtual table trigrams using fts5vocab('texts', 'instance')`);
  const insert = db.prepare('insert into texts (rowid, text) values (?, ?)');
  db.transaction(() => {
    for (const [index, text] of texts.entries()) insert.run(index + 1, text);
  })();
});

it('takes the same for the same as the search index, letter by letter', () => {
  const indexed = new Map<number, string[]>(texts.map((_, index) => [index + 1, []]));
  const rows = db
    .prepare<[], { doc: number; term: string }>('select doc, term from trigrams order by doc, offset')
    .all();
  for (const { doc, term } of rows) indexed.get(doc)?.push(term);

  const different = texts.filter((text, index) => {
    const letters = [...fold(text)];
    const trigrams = letters.slice(2).map((letter, place) => [letters[place], letters[place + 1], letter].join(''));
    return trigrams.join() !== indexed.get(index + 1)?.join();
  });
  expect(LETTERS.length).toBeGreaterThan(5_000);
  expect(different).toEqual([]);
});
