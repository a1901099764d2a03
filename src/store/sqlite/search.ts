import { sql } from 'drizzle-orm';
import { nameKey } from '../../domain/group-fields.ts';
import type { Database } from './database.ts';
import { fold, isAscii, isIndexed, TRIGRAM, trigramsOf } from './folding.ts';
import { prepareSelect } from './prepared.ts';

/** What people typed, as the database can look for it: every word, each as any part of a word. */
export interface Search {
  /** What a text has to hold, as JSON: for each term a list of spellings, of which one has to be found. */
  readonly terms: string;
  /** An FTS5 expression that all finds meet, and little else; null when every term is too short for the index. */
  readonly match: string | null;
  /** An FTS5 expression that finds meet, and nothing else; null when any term is too short for the index. */
  readonly exact: string | null;
  /** The ids of all finds, and of little else, as JSON; null when there are too many. */
  readonly candidates: string | null;
}

/** As people write it, and as the keys of names do: without the differences that names may not differ in. */
type Term = readonly string[];
type Indexed = 'groups' | 'users';

const MAX_TERMS = 10;
const MAX_LENGTH = 500;
/**
 * Of a term's trigrams only the rarest is looked up, and the texts that have it say whether they hold the term: walking
 * through the others takes longer. How rare one is, the oldest rows tell: how far in the index the first few of it reach.
 */
const SAMPLE = 50;
const MAX_COMPARED = 8;
/** So many candidates are gone through sooner than the index once more. */
const FEW = 300;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/**
 * At how many places a short term stands at most that is looked up; a page of what stands at more is soon full. By the
 * highest id, which is the number of rows or, where ids begin high, more.
 */
export const rareInLists = (lastId: number): number => Math.min(Math.ceil(2 * Math.sqrt(lastId)), 2_000);
export const rareInCounts = (): number => 20_000;

/**
 * Reads what people type. `rare` says, by the highest id, at how many places a short term may stand in the index, so
 * that those are the candidates.
 */
export function searchReader(db: Database, indexed: Indexed) {
  const probes = prepareProbes(db, indexed);

  const rarest = (spelling: string): string => {
    const trigrams = trigramsOf(spelling).slice(0, MAX_COMPARED).map(quoted);
    return probes.rarest.get({ trigrams: JSON.stringify(trigrams) })?.trigram ?? quoted(spelling);
  };
  const havingLong = (match: string): string | null => probes.matching.get({ match })?.ids ?? null;
  const havingShort = (term: Term, rare: number): string | null => {
    const beginnings = term.map((spelling) => [...fold(spelling)].slice(0, TRIGRAM).join(''));
    const ranges = JSON.stringify(beginnings.map((from) => [from, `${from}${LAST_CHARACTER}`]));
    return probes.standing.get({ ranges, rare })?.ids ?? null;
  };

  return (text: string | null, rare: (lastId: number) => number): Search | null => {
    const words = (text ?? '').slice(0, MAX_LENGTH).normalize('NFC').replaceAll('\0', ' ').split(/\s+/);
    const said = [...new Set(words)].filter((word) => nameKey(word) !== '').map(termOf);
    const read = said.filter((term) => term.length > 0).slice(0, MAX_TERMS);
    if (read.length === 0) return null;

    const terms = JSON.stringify(read.map((term) => term.map(fold)));
    const long = read.filter((term) => term.every(isIndexed));
    if (long.length > 0) {
      const match = allOf(long, rarest);
      const exact = long.length === read.length ? allOf(long, quoted) : null;
      return { terms, match, exact, candidates: havingLong(match) };
    }
    const places = rare(probes.lastId.get({})?.id ?? 0);
    for (const term of read) {
      const candidates = havingShort(term, places);
      if (candidates !== null) return { terms, match: null, exact: null, candidates };
    }
    return { terms, match: null, exact: null, candidates: null };
  };
}

/** Without spellings that are nothing to the index: accents alone. */
function termOf(word: string): Term {
  const key = nameKey(word);
  const spellings = isAscii(word) && word.toLowerCase() === key ? [key] : [word, key];
  return spellings.filter((spelling) => fold(spelling) !== '');
}

function allOf(terms: readonly Term[], expression: (spelling: string) => string): string {
  return terms.map((term) => `(${term.map(expression).join(' OR ')})`).join(' AND ');
}

function prepareProbes(db: Database, indexed: Indexed) {
  const index = sql.raw(`${indexed}_search`);
  const instances = sql.raw(`${indexed}_instances`);
  const few = sql.raw(String(FEW));
  const rare = sql.placeholder('rare');
  const places = sql`from json_each(${sql.placeholder('ranges')}) as range cross join ${instances}
    where term >= range.value ->> 0 and term < range.value ->> 1`;
  const frequency = sql`(select iif(count(*) < ${sql.raw(String(SAMPLE))}, 0, 1.0 / max(rowid)) from (
    select rowid from ${index} where ${index} match compared.value order by rowid limit ${sql.raw(String(SAMPLE))}))`;
  return {
    rarest: prepareSelect(
      db,
      db
        .select({ trigram: sql<string>`compared.value` })
        .from(sql`json_each(${sql.placeholder('trigrams')}) as compared`)
        .orderBy(frequency)
        .limit(1),
    ),
    matching: prepareSelect(
      db,
      db
        .select({ ids: sql<string | null>`iif(count(*) <= ${few}, json_group_array(rowid), null)` })
        .from(sql`(select rowid from ${index} where ${index} match ${sql.placeholder('match')} limit ${few} + 1)`),
    ),
    standing: prepareSelect(
      db,
      db
        .select({
          ids: sql<string | null>`iif(count(*) <= ${rare}, (select json_group_array(distinct doc) ${places}), null)`,
        })
        .from(sql`(select 1 ${places} limit ${rare} + 1)`),
    ),
    lastId: prepareSelect(db, db.select({ id: sql<number>`max(id)` }).from(sql.raw(indexed))),
  };
}

/** Quoted, so that nothing in it is read as an operator. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
