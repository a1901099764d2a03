import { LRUCache } from 'lru-cache';
import { nameKey } from '../../domain/group-fields.ts';
import { searchText } from '../../domain/text.ts';
import type { Database } from './database.ts';
import { fold, isAscii, isIndexed, TRIGRAM, trigramsOf } from './folding.js';
import { MANY_POSTINGS, postingLists } from './posting-lists.ts';
import type { Reading } from './reading.ts';
import type { SearchHealth } from './search-health.ts';
import { IS_BEHIND } from './search-index.ts';
import { FEW, type Indexed, prepareProbes, type Trigram } from './search-probes.ts';
import type { Upkeep } from './upkeep.ts';

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
  /** Entries of the index that a list of finds may go through without looking at a group, more or less. */
  readonly walk: number;
}

/** As people write it, and as the keys of names do: without the differences that names may not differ in. */
type Term = readonly string[];
const MAX_TERMS = 10;
/** So many of a term's trigrams are compared, from its beginning to its end. */
const MAX_COMPARED = 6;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/** Readings that are remembered, and their characters in all. */
const MAX_REMEMBERED = 200;
const MAX_CHARACTERS = 2_000_000;

/** Characters of a list of candidates that are gone through in less than a millisecond: some hundred ids. */
const MAX_QUICK = 4_000;
/** The index goes through so many entries in two milliseconds. */
const MAX_WALK = 100_000;

/**
 * At how many places a short term stands at most that is looked up; a page of what stands at more is soon full. By the
 * highest id, which is the number of rows or, where ids begin high, more.
 */
const RARE = {
  list: (lastId: number): number => Math.min(Math.ceil(2 * Math.sqrt(lastId)), 2_000),
  count: (): number => 20_000,
} as const;
type Purpose = keyof typeof RARE;

/** What a search asks of those who keep the index; see search-health.ts and upkeep.ts. */
export type IndexKeeping = Pick<SearchHealth, 'expectWhole' | 'generation'> & Pick<Upkeep, 'caughtUp'>;

/**
 * Reads what people type, to list or to count what is found. What was read holds until something is written: for the
 * list, its count and its next page. `keeping` keeps the index of groups; that of users is part of the database.
 */
export function searchReader(db: Database, reading: Reading, indexed: Indexed, keeping?: IndexKeeping) {
  const newReader = () => termsReader(db, reading, indexed);
  let read = newReader();
  let generation = 0;
  const [known, isBehind] = indexed === 'groups' ? ['known_changes', IS_BEHIND] : ['0', 'false'];
  // The version changes with every write of this connection, with every commit of another, and with the index.
  const asked = db.$client.prepare<[], { readonly version: string; readonly isBehind: 0 | 1 | null }>(
    `select total_changes() || ' ' || data_version || ' ' || ${known} as version, ${isBehind} as isBehind
      from pragma_data_version, search_state`,
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

  const underway = new Map<string, Promise<Search>>();

  return async (given: string | null, purpose: Purpose): Promise<Search | null> => {
    // The index reads half a surrogate pair as U+FFFD, too, but JSON on the way to it as three of them.
    const text = searchText(given);
    const terms = termsOf(text);
    if (terms.length === 0) return null;
    keeping?.expectWhole();
    let now = state();
    if (now?.isBehind) {
      await keeping?.caughtUp();
      now = state();
    }
    if (keeping !== undefined && keeping.generation() !== generation) {
      // What it remembers was read from another file.
      read = newReader();
      generation = keeping.generation();
      readAt = undefined;
    }
    if (now?.version !== readAt) {
      remembered.clear();
      underway.clear();
    }
    readAt = now?.version;
    const key = `${terms.some(isLong) ? 'list and count' : purpose}\n${text}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const reading = underway.get(key) ?? read(terms, purpose);
    underway.set(key, reading);
    try {
      const search = await reading;
      // Something may have been written meanwhile, and another search have seen it.
      if (underway.get(key) === reading) remembered.set(key, search);
      return search;
    } finally {
      if (underway.get(key) === reading) underway.delete(key);
    }
  };
}

function termsReader(
  db: Database,
  reading: Reading,
  indexed: Indexed,
): (read: readonly Term[], purpose: Purpose) => Promise<Search> {
  const probes = prepareProbes(db, reading, indexed);
  const postings = indexed === 'groups' ? postingLists(db, reading) : null;

  const byRarity = (spelling: string): Trigram[] => {
    const trigrams = [...new Set(trigramsOf(spelling, MAX_COMPARED))].map(quoted);
    return probes.byRarity.all({ trigrams: JSON.stringify(trigrams) });
  };
  const havingShort = async (term: Term, rare: number): Promise<string | null> => {
    const beginnings = term.map((spelling) => [...fold(spelling)].slice(0, TRIGRAM).join(''));
    const ranges = JSON.stringify(beginnings.map((from) => [from, `${from}${LAST_CHARACTER}`]));
    return (await probes.standing.get({ ranges, rare }))?.ids ?? null;
  };

  /**
   * Of a term's trigrams only the rarest is looked up, of names the two rarest, and the texts that have them say whether
   * they hold the term: to walk through the others takes longer. Unless hardly any of those texts do.
   */
  const readLong = async (read: readonly Term[], long: readonly Term[]): Promise<Search> => {
    const rarest = new Map(long.flat().map((spelling) => [spelling, byRarity(spelling)]));
    const having = (count: number): string =>
      allOf(long, (spelling) => {
        const trigrams = rarest.get(spelling)?.slice(0, count) ?? [];
        return `(${trigrams.map(({ expression }) => expression).join(' AND ')})`;
      });
    const search = {
      terms: termsAsJson(read),
      match: having(1),
      matchName: having(2),
      exact: long.length === read.length ? allOf(long, quoted) : null,
      walk: long.flat().reduce((sum, spelling) => sum + walkOf(rarest.get(spelling) ?? []), 0),
    };
    const spelledOnce = long.filter(isSpelledOnce).map(([spelling = '']) => rarest.get(spelling) ?? []);
    const listed = await postings?.holding(spelledOnce);
    if (listed && listed.length <= FEW) return { ...search, candidates: JSON.stringify(listed) };
    // The index goes through all that one of several terms stands in, and stops at the first finds of a single one.
    const gone =
      long.length === 1 ? 0 : long.flat().reduce((sum, one) => sum + (rarest.get(one)?.[0]?.postings ?? 0), 0);
    const matching = gone > MANY_POSTINGS ? probes.matchingApart : probes.matching;
    const { candidates = null, areSeldom } = (await matching.get(search)) ?? {};
    const all = having(MAX_COMPARED);
    return areSeldom
      ? { ...search, match: search.exact ?? all, matchName: all, candidates, walk: Number.POSITIVE_INFINITY }
      : { ...search, candidates };
  };
  const readShort = async (read: readonly Term[], purpose: Purpose): Promise<Search> => {
    const places = RARE[purpose](probes.lastId.get({})?.id ?? 0);
    const search = { terms: termsAsJson(read), match: null, matchName: null, exact: null, walk: 0 };
    for (const term of read) {
      const candidates = await havingShort(term, places);
      if (candidates !== null) return { ...search, candidates };
    }
    return { ...search, candidates: null };
  };

  return (read, purpose) => {
    const long = read.filter(isLong);
    return long.length > 0 ? readLong(read, long) : readShort(read, purpose);
  };
}

/** Whether a list of finds may take long by what no look at a group counts. */
export function isDear(search: Search | null): boolean {
  if (search === null) return false;
  return search.candidates === null ? search.walk > MAX_WALK : search.candidates.length > MAX_QUICK;
}

/** Names are found by two trigrams of a term. */
function walkOf(trigrams: readonly Trigram[]): number {
  return trigrams.slice(0, 2).reduce((sum, { postings }) => sum + postings, 0);
}

function termsAsJson(terms: readonly Term[]): string {
  return JSON.stringify(terms.map((term) => term.map(fold)));
}

function termsOf(text: string): Term[] {
  const words = text.replaceAll('\0', ' ').split(/\s+/);
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

/** As far as the index is concerned. */
function isSpelledOnce(term: Term): boolean {
  return new Set(term.map(fold)).size === 1;
}

function allOf(terms: readonly Term[], expression: (spelling: string) => string): string {
  return terms.map((term) => `(${term.map(expression).join(' OR ')})`).join(' AND ');
}

/** Quoted, so that nothing in it is read as an operator. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
