import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import { MANY_POSTINGS, postingLists } from './posting-lists.ts';
import { MAX_CANDIDATES, prepareProbes, type Trigram } from './probes.ts';
import type { SearchSource } from './search-source.ts';

/**
 * How a search runs: what the statements that list and count its finds go through, decided by probes of the index.
 * Whatever the plan, the finds are the rows whose folded text holds every term, and no others.
 *
 * Four searches of a million groups:
 *
 *     "zephyrine quilters"  one group has '"phy" AND "uil"', the rarest trigrams of the two terms:
 *                           { by: 'candidates', candidates: '[4711]' }
 *     "lantern granite"     each stands in 17,000 groups, both in ten; some hundred groups have '"ant" AND "nit"', and the
 *                           ten are among them: { by: 'candidates', candidates: '[547,1999,3998,...]' }
 *     "granite"             more than 300 groups have "nit": { by: 'index', match: '"nit"', walk: 72577, exact: '"granite"',
 *                           matchName: '"nit" AND "ani"' }, and a page is full after a few of them
 *     "g"                   too short for the index, and frequent: { by: 'scan', names: null }
 *     "q7"                  frequent, but in three names alone, which are listed first: { by: 'scan', names: '[12,340,977]' }
 */
export type SearchPlan = CandidatesPlan | IndexPlan | ScanPlan;

/** Looks at each of a few rows. */
export interface CandidatesPlan {
  readonly by: 'candidates';
  /** What a folded text has to hold, as JSON. */
  readonly terms: string;
  /** The ids of all finds, and of little else, as JSON. */
  readonly candidates: string;
}

/** Goes through what the index gives for an FTS5 expression. */
export interface IndexPlan {
  readonly by: 'index';
  readonly terms: string;
  /** An expression that all finds meet, and little else. */
  readonly match: string;
  /** The same for names, in the form that their own index can look for. */
  readonly matchName: string;
  /** An expression that finds meet, and nothing else; null where a term is too short for the index. */
  readonly exact: string | null;
  /** Entries of the index that a list may go through without looking at a row, more or less. */
  readonly walk: number;
}

/** Goes through all rows in the order that is asked for: every term is too short for the index, and frequent. */
export interface ScanPlan {
  readonly by: 'scan';
  readonly terms: string;
  /** The ids of all rows that hold the terms in their name, and of others, as JSON; null where these are many, too. */
  readonly names: string | null;
}

/** `list` is for a page of finds, `count` for their number. */
export type Purpose = 'list' | 'count';

/** Characters of a term from which on the index knows it. */
const TRIGRAM = 3;
/** Trigrams of a term that are compared, from its beginning to its end. */
const MAX_COMPARED = 6;
/** Sorts after every text that goes on from the same beginning. */
export const LAST_CHARACTER = '\u{10ffff}';

/** Characters of a list of candidates: some hundred ids, which take less than a millisecond to look at. */
const MAX_QUICK_CHARACTERS = 4_000;
/** Entries that the index goes through in two milliseconds. */
const MAX_QUICK_WALK = 100_000;

/**
 * Places at which a short term may stand for the rows to be looked up in the index. A page of what stands at more is
 * soon full; a count has no such end. `lastId` is the number of rows or, where ids begin high, more.
 */
const MAX_PLACES: Readonly<Record<Purpose, (lastId: number) => number>> = {
  list: (lastId) => Math.min(Math.ceil(2 * Math.sqrt(lastId)), 2_000),
  count: () => 20_000,
};

/** Finds nothing: the plan of a search of which folding leaves no term, such as an accent alone. */
export const NOTHING: SearchPlan = { by: 'candidates', terms: '[]', candidates: '[]' };

/** Makes the plan of a search for these terms, of which there is at least one. */
export function searchPlanner(
  db: Database,
  reading: Reading,
  source: SearchSource,
): (terms: readonly string[], purpose: Purpose) => Promise<SearchPlan> {
  const probes = prepareProbes(db, reading, source);
  const postings = source.table === 'groups' ? postingLists(db, reading) : null;

  const rarestFirst = (term: string): Trigram[] => {
    const trigrams = [...new Set(trigramsOf(term))].map(quoted);
    return probes.rarestFirst.all({ trigrams: JSON.stringify(trigrams) });
  };

  /**
   * Of each term only the rarest trigram is looked up, of names the two rarest, and the texts that have them say whether
   * they hold the term: to go through the other trigrams takes longer, unless hardly any of those texts hold it.
   */
  const planLong = async (all: readonly string[], long: readonly string[]): Promise<SearchPlan> => {
    const terms = JSON.stringify(all);
    const rarest = long.map(rarestFirst);
    const having = (count: number): string =>
      rarest.flatMap((trigrams) => trigrams.slice(0, count).map(({ expression }) => expression)).join(' AND ');
    const match = having(1);
    const exact = long.length === all.length ? long.map(quoted).join(' AND ') : null;

    const listed = await postings?.holding(rarest);
    if (listed && listed.length <= MAX_CANDIDATES) {
      return { by: 'candidates', terms, candidates: JSON.stringify(listed) };
    }
    // The index goes through all that one of several terms stands in, and stops at the first finds of a single one.
    const gone = long.length === 1 ? 0 : rarest.reduce((sum, [trigram]) => sum + (trigram?.postings ?? 0), 0);
    const probe = gone > MANY_POSTINGS ? probes.matchesApart : probes.matches;
    const { candidates = null, areSeldomFinds = 0 } = (await probe.get({ terms, match })) ?? {};
    if (candidates !== null) return { by: 'candidates', terms, candidates };
    if (areSeldomFinds) {
      const every = having(MAX_COMPARED);
      return { by: 'index', terms, match: exact ?? every, matchName: every, exact, walk: Number.POSITIVE_INFINITY };
    }
    return { by: 'index', terms, match, matchName: having(2), exact, walk: sumOf(rarest.map(walkOf)) };
  };

  const planShort = async (all: readonly string[], purpose: Purpose): Promise<SearchPlan> => {
    const terms = JSON.stringify(all);
    const places = MAX_PLACES[purpose](probes.lastId.get({})?.id ?? 0);
    /** The rows with one of the terms that is rare enough. */
    const rowsOf = async (probe: typeof probes.rowsOfTerm): Promise<string | null> => {
      for (const from of all) {
        const ids = (await probe.get({ from, to: `${from}${LAST_CHARACTER}`, places }))?.ids ?? null;
        if (ids !== null) return ids;
      }
      return null;
    };
    const candidates = await rowsOf(probes.rowsOfTerm);
    if (candidates !== null) return { by: 'candidates', terms, candidates };
    const names = purpose === 'list' && probes.namesOfTerm !== null ? await rowsOf(probes.namesOfTerm) : null;
    return { by: 'scan', terms, names };
  };

  return (terms, purpose) => {
    const long = terms.filter(isLong);
    return long.length > 0 ? planLong(terms, long) : planShort(terms, purpose);
  };
}

/** Whether a list of finds may take long by what no look at a row counts. */
export function isDear(plan: SearchPlan | null): boolean {
  switch (plan?.by) {
    case 'candidates':
      return plan.candidates.length > MAX_QUICK_CHARACTERS;
    case 'index':
      return plan.walk > MAX_QUICK_WALK;
    case 'scan':
      return plan.names !== null && plan.names.length > MAX_QUICK_CHARACTERS;
    default:
      return false;
  }
}

/** What of a plan decides the text of a statement: all else are values of placeholders. */
export function planForm(plan: SearchPlan | null): string {
  switch (plan?.by) {
    case 'index':
      return plan.exact === null ? 'index' : 'index, exact';
    case 'scan':
      return plan.names === null ? 'scan' : 'scan, names';
    default:
      return plan?.by ?? '';
  }
}

/** Whether the index knows a term. */
export function isLong(term: string): boolean {
  return [...term].length >= TRIGRAM;
}

/** Entries of the index for a term: names are found by two of its trigrams. */
function walkOf(trigrams: readonly Trigram[]): number {
  return sumOf(trigrams.slice(0, 2).map(({ postings }) => postings));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/** Takes trigrams of a term, evenly spaced, at most `MAX_COMPARED`. */
function trigramsOf(term: string): string[] {
  const letters = [...term];
  const last = letters.length - TRIGRAM;
  const count = Math.min(last + 1, MAX_COMPARED);
  const starts = Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(1, count - 1)));
  return starts.map((start) => letters.slice(start, start + TRIGRAM).join(''));
}

/** A text as FTS5 takes it: nothing in it is read as an operator. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
