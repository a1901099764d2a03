import { type SQL, sql } from 'drizzle-orm';
import { nameKey } from '../../domain/group-fields.ts';
import type { Database } from './database.ts';
import { prepareSelect } from './prepared.ts';

/** What people typed, as the database can look for it: every word, each as any part of a word. */
export interface Search {
  /** An FTS5 expression for the words that its index knows; null when there are none. */
  readonly match: string | null;
  /** The terms too short for it, as JSON: for each a list of spellings, of which one has to be found. */
  readonly short: string | null;
  /** Where the trigrams that begin with one of these lie in the index, as JSON; null when most texts hold them all. */
  readonly ranges: string | null;
}

type Indexed = 'groups' | 'users';

const MAX_TERMS = 10;
const MAX_LENGTH = 500;
const TRIGRAM = 3;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/** Reads what people type. A short term is looked up in the index if it stands at `rare` places in it, or fewer. */
export function searchReader(db: Database, indexed: Indexed) {
  const places = prepareSelect(
    db,
    db
      .select({ count: sql<number>`count(*)` })
      .from(sql`(select 1 ${startingIn(indexed)} limit ${sql.placeholder('limit')})`),
  );

  const rangesOf = (terms: readonly (readonly string[])[], rare: number): string | null => {
    for (const spellings of terms) {
      const ranges = JSON.stringify(spellings.map((spelling) => range([...spelling].slice(0, TRIGRAM).join(''))));
      const found = places.get({ ranges, limit: rare + 1 })?.count ?? 0;
      if (found <= rare) return ranges;
    }
    return null;
  };

  return (text: string | null, rare: number): Search | null => {
    const words = (text ?? '').slice(0, MAX_LENGTH).normalize('NFC').replaceAll('\0', ' ').split(/\s+/).filter(nameKey);
    const terms = [...new Set(words)].slice(0, MAX_TERMS).map(spellingsOf);
    if (terms.length === 0) return null;

    const long = terms.filter((spellings) => spellings.every(isIndexed));
    const short = terms.filter((spellings) => !spellings.every(isIndexed)).map((spellings) => spellings.map(fold));
    return {
      match: long.length === 0 ? null : long.map(anyOf).join(' AND '),
      short: short.length === 0 ? null : JSON.stringify(short),
      ranges: short.length === 0 || long.length > 0 ? null : rangesOf(short, rare),
    };
  };
}

/** The ids of the rows with a trigram that lies in `ranges`. */
export function startingIn(indexed: Indexed): SQL {
  const instances = sql.raw(`${indexed}_instances`);
  return sql`from json_each(${sql.placeholder('ranges')}) as range cross join ${instances}
    where term >= range.value ->> 0 and term < range.value ->> 1`;
}

/** Whether one of these texts, or several together, hold all short terms. */
export function holdsShort(...texts: readonly (SQL | { getSQL(): SQL })[]): SQL {
  const joined = sql.join(
    texts.map((text) => sql`${text}`),
    sql` || char(10) || `,
  );
  return sql`holds_terms(${joined}, ${sql.placeholder('short')})`;
}

/** What `holdsShort` calls. */
export function addSearchFunctions(db: Database): void {
  let known = '';
  let terms: readonly (readonly string[])[] = [];
  db.$client.function('holds_terms', { deterministic: true }, (text: string, json: string) => {
    if (json !== known) {
      terms = JSON.parse(json);
      known = json;
    }
    const folded = fold(text);
    return Number(terms.every((spellings) => spellings.some((spelling) => folded.includes(spelling))));
  });
}

/** As people write it, and as the keys of names do: without the differences that names may not differ in. */
function spellingsOf(term: string): string[] {
  return [...new Set([term, nameKey(term)])];
}

function isIndexed(spelling: string): boolean {
  return [...fold(spelling)].length >= TRIGRAM;
}

/** As the index does it: without case, and without the accent of a Latin letter that has one. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\0-\x7f]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}(?!\p{M})/gu, '$1')
    .normalize('NFC');
}

function range(from: string): readonly [string, string] {
  return [from, `${from}${LAST_CHARACTER}`];
}

function anyOf(spellings: readonly string[]): string {
  return `(${spellings.map(phrase).join(' OR ')})`;
}

/** Quoted, so that nothing in it is read as an operator. */
function phrase(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
