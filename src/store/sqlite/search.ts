import { sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { nameKey } from '../../domain/group-fields.ts';
import type { Database } from './database.ts';
import { fold, isAscii, isIndexed, TRIGRAM, trigramsOf } from './folding.ts';
import { WAITING } from './index-new-groups.ts';
import { prepareSelect } from './prepared.ts';

/** What people typed, as the database can look for it: every word, each as any part of a word. */
export interface Search {
  /** What a text has to hold, as JSON: for each term a list of spellings, of which one has to be found. */
  readonly terms: string;
  /** An FTS5 expression that all finds meet, and little else; null when every term is too short for the index. */
  readonly match: string | null;
  /** The same for names, as their own index can look for it. */
  readonly matchName: string | null;
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
 * Of a term's trigrams only the rarest is looked up, of names the two rarest, and the texts that have them say whether
 * they hold the term: walking through the others takes longer. How rare one is, the oldest rows tell: how far in the
 * index the first few of it reach.
 */
const SAMPLE = 50;
const MAX_COMPARED = 6;
/** So many candidates are gone through sooner than the index once more. */
const FEW = 300;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/** Readings that are remembered, and their characters in all. */
const MAX_REMEMBERED = 200;
const MAX_CHARACTERS = 2_000_000;

/**
 * At how many places a short term stands at most that is looked up; a page of what stands at more is soon full. By the
 * highest id, which is the number of rows or, where ids begin high, more.
 */
const RARE = {
  list: (lastId: number): number => Math.min(Math.ceil(2 * Math.sqrt(lastId)), 2_000),
  count: (): number => 20_000,
} as const;
type Purpose = keyof typeof RARE;

/**
 * Reads what people type, to list or to count what is found. What was read holds until something is written: for the
 * list, its count and its next page. `caughtUp` is awaited where groups wait to be indexed.
 */
export function searchReader(db: Database, indexed: Indexed, caughtUp = async (): Promise<void> => undefined) {
  const read = termsReader(db, indexed);
  const waiting = indexed === 'groups' ? `exists (${WAITING})` : 'false';
  // The version changes with every write of this connection, and with every commit of another.
  const asked = db.$client.prepare<[], { readonly version: string; readonly isAnyWaiting: number }>(
    `select total_changes() || ' ' || data_version as version, ${waiting} as isAnyWaiting from pragma_data_version`,
  );
  const state = () => {
    db.snapshot.begin();
    return asked.get();
  };
  let readAt: string | undefined;
  const remembered = new LRUCache<string, Search>({
    max: MAX_REMEMBERED,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (search, key) => key.length + Object.values(search).join('').length,
  });

  return async (given: string | null, purpose: Purpose): Promise<Search | null> => {
    // The index reads half a surrogate pair as U+FFFD, too, but JSON on the way to it as three of them.
    const text = (given ?? '').slice(0, MAX_LENGTH).toWellFormed();
    const terms = termsOf(text);
    if (terms.length === 0) return null;
    let now = state();
    if (now?.isAnyWaiting) {
      await caughtUp();
      now = state();
    }
    if (now?.version !== readAt) remembered.clear();
    readAt = now?.version;
    const key = `${terms.some(isLong) ? 'list and count' : purpose}\n${text}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const search = read(terms, purpose);
    remembered.set(key, search);
    return search;
  };
}

function termsReader(db: Database, indexed: Indexed): (read: readonly Term[], purpose: Purpose) => Search {
  const probes = prepareProbes(db, indexed);

  const byRarity = (spelling: string): string[] => {
    const trigrams = [...new Set(trigramsOf(spelling, MAX_COMPARED))].map(quoted);
    return probes.byRarity.all({ trigrams: JSON.stringify(trigrams) }).map(({ trigram }) => trigram);
  };
  const havingLong = (match: string): string | null => probes.matching.get({ match })?.ids ?? null;
  const havingShort = (term: Term, rare: number): string | null => {
    const beginnings = term.map((spelling) => [...fold(spelling)].slice(0, TRIGRAM).join(''));
    const ranges = JSON.stringify(beginnings.map((from) => [from, `${from}${LAST_CHARACTER}`]));
    return probes.standing.get({ ranges, rare })?.ids ?? null;
  };

  return (read, purpose) => {
    const terms = JSON.stringify(read.map((term) => term.map(fold)));
    const long = read.filter(isLong);
    if (long.length > 0) {
      const rarest = new Map(long.flat().map((spelling) => [spelling, byRarity(spelling)]));
      const having = (count: number) =>
        allOf(long, (spelling) => `(${rarest.get(spelling)?.slice(0, count).join(' AND ')})`);
      const match = having(1);
      const exact = long.length === read.length ? allOf(long, quoted) : null;
      return { terms, match, matchName: having(2), exact, candidates: havingLong(match) };
    }
    const places = RARE[purpose](probes.lastId.get({})?.id ?? 0);
    for (const term of read) {
      const candidates = havingShort(term, places);
      if (candidates !== null) return { terms, match: null, matchName: null, exact: null, candidates };
    }
    return { terms, match: null, matchName: null, exact: null, candidates: null };
  };
}

function termsOf(text: string): Term[] {
  const words = text.normalize('NFC').replaceAll('\0', ' ').split(/\s+/);
  const said = [...new Set(words)].filter((word) => nameKey(word) !== '').map(termOf);
  return said.filter((term) => term.length > 0).slice(0, MAX_TERMS);
}

/** Without spellings that are nothing to the index: accents alone. */
function termOf(word: string): Term {
  const key = nameKey(word);
  const spellings = isAscii(word) && word.toLowerCase() === key ? [key] : [word, key];
  return spellings.filter((spelling) => fold(spelling) !== '');
}

/** Whether the index knows all its spellings. */
function isLong(term: Term): boolean {
  return term.every(isIndexed);
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
    byRarity: prepareSelect(
      db,
      db
        .select({ trigram: sql<string>`compared.value` })
        .from(sql`json_each(${sql.placeholder('trigrams')}) as compared`)
        .orderBy(frequency),
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
