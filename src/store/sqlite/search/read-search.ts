import { LRUCache } from 'lru-cache';
import { searchText, termsOf } from '../../../domain/search-terms.ts';
import { isVisible } from '../../../domain/shown-text.ts';
import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import { IS_BEHIND } from './index-file.ts';
import type { SearchHealth } from './index-health.ts';
import type { Upkeep } from './index-worker.ts';
import { MANY_POSTINGS, postingLists } from './posting-lists.ts';
import { FEW, type Indexed, prepareProbes, type Trigram } from './probes.ts';

/** A search as the database runs it. It finds what holds every word, also inside longer words. */
export interface Search {
  /** What a folded text has to hold, as JSON. */
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

/** So many of a term's trigrams are compared, from its beginning to its end. */
const MAX_COMPARED = 6;
const TRIGRAM = 3;
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

/** Finds nothing: a search of which folding leaves no word, such as an accent alone. */
const NOTHING: Search = { terms: '[]', match: null, matchName: null, exact: null, candidates: '[]', walk: 0 };

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
    const text = searchText(given);
    const terms = termsOf(text);
    if (terms.length === 0) return given !== null && isVisible(given) ? NOTHING : null;
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
): (read: readonly string[], purpose: Purpose) => Promise<Search> {
  const probes = prepareProbes(db, reading, indexed);
  const postings = indexed === 'groups' ? postingLists(db, reading) : null;

  const byRarity = (term: string): Trigram[] => {
    const trigrams = [...new Set(trigramsOf(term, MAX_COMPARED))].map(quoted);
    return probes.byRarity.all({ trigrams: JSON.stringify(trigrams) });
  };
  const havingShort = async (term: string, rare: number): Promise<string | null> =>
    (await probes.standing.get({ from: term, to: `${term}${LAST_CHARACTER}`, rare }))?.ids ?? null;

  /**
   * Of a term's trigrams only the rarest is looked up, of names the two rarest, and the texts that have them say whether
   * they hold the term: to walk through the others takes longer. Unless hardly any of those texts do.
   */
  const readLong = async (read: readonly string[], long: readonly string[]): Promise<Search> => {
    const rarest = long.map(byRarity);
    const having = (count: number): string =>
      rarest.flatMap((trigrams) => trigrams.slice(0, count).map(({ expression }) => expression)).join(' AND ');
    const search = {
      terms: JSON.stringify(read),
      match: having(1),
      matchName: having(2),
      exact: long.length === read.length ? long.map(quoted).join(' AND ') : null,
      walk: rarest.reduce((sum, trigrams) => sum + walkOf(trigrams), 0),
    };
    const listed = await postings?.holding(rarest);
    if (listed && listed.length <= FEW) return { ...search, candidates: JSON.stringify(listed) };
    // The index goes through all that one of several terms stands in, and stops at the first finds of a single one.
    const gone = long.length === 1 ? 0 : rarest.reduce((sum, [trigram]) => sum + (trigram?.postings ?? 0), 0);
    const matching = gone > MANY_POSTINGS ? probes.matchingApart : probes.matching;
    const { candidates = null, areSeldom } = (await matching.get(search)) ?? {};
    const all = having(MAX_COMPARED);
    return areSeldom
      ? { ...search, match: search.exact ?? all, matchName: all, candidates, walk: Number.POSITIVE_INFINITY }
      : { ...search, candidates };
  };
  const readShort = async (read: readonly string[], purpose: Purpose): Promise<Search> => {
    const places = RARE[purpose](probes.lastId.get({})?.id ?? 0);
    const search = { terms: JSON.stringify(read), match: null, matchName: null, exact: null, walk: 0 };
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

/** Whether the index knows it. */
function isLong(term: string): boolean {
  return [...term].length >= TRIGRAM;
}

/** At most this many of a term's trigrams, evenly spaced from its beginning to its end. */
function trigramsOf(term: string, most: number): string[] {
  const letters = [...term];
  const last = letters.length - TRIGRAM;
  const count = Math.min(last + 1, most);
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1)));
  return starts.map((start) => letters.slice(start, start + TRIGRAM).join(''));
}

/** Quoted, so that nothing in it is read as an operator. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
