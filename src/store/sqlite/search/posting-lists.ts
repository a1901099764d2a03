import { LRUCache } from 'lru-cache';
import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect, whole } from '../statements/prepared.ts';
import { IS_BEHIND } from './index-file.ts';
import type { Trigram } from './probes.ts';

/**
 * Lists of the groups that hold a frequent trigram, kept in memory: for two words that stand in thousands of groups
 * each, and in few together, the index goes through all of these groups at every search. A list misses no group that
 * holds its trigram; what it has beyond that is looked at like any candidate.
 *
 * A page of "lantern granite" takes 1/2.4 of the time, most other pairs of words 1/1.4 to 1/1.9 and one 1/9.4 (processor
 * time at a million groups, 2026-11-30); what is asked for once, and single words, gain nothing.
 */
export interface PostingLists {
  /**
   * The ids of all groups that hold the two rarest terms, and of few others. `terms` are the trigrams of each term, the
   * rarest first. Null where only the index knows, or is as fast.
   */
  holding(terms: readonly (readonly Trigram[])[]): Promise<readonly number[] | null>;
}

interface PostingList {
  /** Ids of all groups with the trigram up to `until`, ascending. */
  readonly ids: Uint32Array;
  readonly until: number;
}

/** Groups in a list at most: a more frequent trigram has none. */
const MAX_POSTINGS = 40_000;
/** Groups that the index goes through in a tenth of a millisecond. */
export const MANY_POSTINGS = 5_000;
const TRIGRAMS_OF_A_TERM = 2;
/** Ids in all lists together: 32 MB. */
const MAX_IDS = 8_000_000;
/** Memory that a list takes besides its ids, counted in ids. */
const OVERHEAD = 100;
const MAX_ASKED_ONCE = 1_000;
const MAX_REWORDED = 100;
const MAX_ID = 2 ** 32 - 1;
const NONE: PostingList = { ids: new Uint32Array(), until: 0 };

export function postingLists(db: Database, reading: Reading): PostingLists {
  const { news, postings } = prepareReads(db, reading);
  const lists = new LRUCache<string, PostingList>({
    maxSize: MAX_IDS,
    sizeCalculation: ({ ids }) => ids.length + OVERHEAD,
  });
  const askedOnce = new LRUCache<string, true>({ max: MAX_ASKED_ONCE });
  /** Groups that may hold other trigrams now than the lists say. */
  const reworded = new Set<number>();
  let seen = 0;

  /** Takes note of what has changed; the highest id, or null when the index does not know all groups. */
  const readNews = (): number | null => {
    const { until, oldest, newest, ids } = news.get({ seen }) ?? NO_NEWS;
    for (const id of JSON.parse(ids) as number[]) reworded.add(id);
    const areLost = oldest > seen + 1;
    if (areLost || reworded.size > MAX_REWORDED) lists.clear();
    if (lists.size === 0) reworded.clear();
    seen = newest;
    return until;
  };

  const isBehind = ({ ids, until: known }: PostingList, until: number) => known < until && ids.length <= MAX_POSTINGS;

  const bringUpTo = async (until: number, trigrams: readonly string[]): Promise<void> => {
    const asked = trigrams
      .map((trigram) => ({ trigram, list: lists.get(trigram) ?? NONE }))
      .filter(({ list }) => isBehind(list, until));
    if (asked.length === 0) return;
    const from = JSON.stringify(asked.map(({ trigram, list }) => [trigram, list.until]));
    const read = new Map((await postings.all({ from, until })).map(({ trigram, added }) => [trigram, added]));
    for (const { trigram, list } of asked) {
      // Another search may have changed the lists meanwhile.
      if ((lists.get(trigram) ?? NONE) !== list) continue;
      lists.set(trigram, { ids: joined(list.ids, JSON.parse(read.get(trigram) ?? '[]')), until });
    }
  };

  return {
    async holding(terms) {
      const trigrams = worthLists(terms);
      // A list is made when its trigram is asked for the second time.
      const areAskedAgain = trigrams.every((trigram) => lists.has(trigram) || askedOnce.has(trigram));
      for (const trigram of trigrams) askedOnce.set(trigram, true);
      if (trigrams.length === 0 || !areAskedAgain) return null;
      const until = readNews();
      if (until === null || until > MAX_ID) return null;
      await bringUpTo(until, trigrams);
      const found = trigrams.map((trigram) => lists.get(trigram) ?? NONE);
      if (found.some((list) => isBehind(list, until) || list.ids.length > MAX_POSTINGS)) return null;
      const ids = found.map((list) => list.ids);
      const held = ids.toSorted((these, those) => these.length - those.length).reduce(common);
      return [...new Set([...held, ...reworded])];
    },
  };
}

/** The trigrams of the two rarest terms that are worth a list: the index would go through many groups. */
function worthLists(terms: readonly (readonly Trigram[])[]): string[] {
  const [one, other] = terms.toSorted((these, those) => postingsOf(these) - postingsOf(those));
  if (one === undefined || other === undefined || postingsOf(other) > MAX_POSTINGS) return [];
  if (postingsOf(one) + postingsOf(other) < MANY_POSTINGS) return [];
  const rarest = [one, other].flatMap((trigrams) => trigrams.slice(0, TRIGRAMS_OF_A_TERM));
  const listed = rarest.filter(({ postings }) => postings <= MAX_POSTINGS);
  return [...new Set(listed.map(({ expression }) => expression))];
}

function postingsOf([rarest]: readonly Trigram[]): number {
  return rarest?.postings ?? 0;
}

interface News {
  /** The highest id; null when the index does not know all groups. */
  readonly until: number | null;
  /** The numbers of the first and the last change that are noted. */
  readonly oldest: number;
  readonly newest: number;
  /** The groups that have changed since, as JSON. */
  readonly ids: string;
}

const NO_NEWS: News = { until: 0, oldest: 0, newest: 0, ids: '[]' };

function prepareReads(db: Database, reading: Reading) {
  return {
    news: prepareSelect(
      db,
      'postingListNews',
      whole<News>(
        ['until', 'oldest', 'newest', 'ids'],
        `select
          iif(${IS_BEHIND}, null, coalesce((select max(id) from groups), 0)) as until,
          coalesce((select min(seq) from groups_reworded), 0) as oldest,
          coalesce((select max(seq) from groups_reworded), 0) as newest,
          (select json_group_array(group_id) from groups_reworded where seq > :seen) as ids`,
      ),
    ),
    postings: prepareApart(
      reading,
      'postings',
      whole<{ readonly trigram: string; readonly added: string }>(
        ['trigram', 'added'],
        `select asked.value ->> 0 as trigram, (
          select json_group_array(rowid) from (
            select rowid from groups_search
            where groups_search match asked.value ->> 0 and rowid > asked.value ->> 1 and rowid <= :until
            order by rowid limit ${MAX_POSTINGS + 1})) as added
        from json_each(:from) as asked`,
      ),
    ),
  };
}

function joined(ids: Uint32Array, added: readonly number[]): Uint32Array {
  const all = new Uint32Array(ids.length + added.length);
  all.set(ids);
  all.set(added, ids.length);
  return all;
}

/** The ids that two ascending lists have in common. */
function common(one: Uint32Array, other: Uint32Array): Uint32Array {
  const found = new Uint32Array(Math.min(one.length, other.length));
  let count = 0;
  let place = 0;
  for (let index = 0; index < one.length; index += 1) {
    const id = one[index] as number;
    while ((other[place] as number) < id) place += 1;
    if (other[place] === id) {
      found[count] = id;
      count += 1;
    }
  }
  return found.subarray(0, count);
}
