import { LRUCache } from 'lru-cache';
import { searchText, termsOf } from '../../../domain/search-terms.ts';
import { isVisible } from '../../../domain/shown-text.ts';
import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import type { SearchHealth } from './index-health.ts';
import type { Upkeep } from './index-worker.ts';
import { isLong, NOTHING, type Purpose, type SearchPlan, searchPlanner } from './search-plan.ts';
import type { SearchSource } from './search-source.ts';

/** Plans that are remembered, and their characters in all. */
const MAX_REMEMBERED = 200;
const MAX_CHARACTERS = 2_000_000;

/** What a search asks of those who keep the index of groups; see index-health.ts and index-worker.ts. */
export type IndexKeeping = Pick<SearchHealth, 'expectWhole' | 'generation'> & Pick<Upkeep, 'caughtUp'>;

/**
 * Reads what people type; null is no search. A plan is remembered until something is written, so that a list, its count
 * and its next page share one. Without `keeping`, the index is part of the database and never behind it.
 */
export function searchReader(db: Database, reading: Reading, source: SearchSource, keeping?: IndexKeeping) {
  let plan = searchPlanner(db, reading, source);
  let generation = 0;
  let plannedAt: string | undefined;
  const remembered = new LRUCache<string, SearchPlan>({
    max: MAX_REMEMBERED,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (known, key) => key.length + Object.values(known).join('').length,
  });
  const underway = new Map<string, Promise<SearchPlan>>();

  const statement = db.$client.prepare<[], { readonly version: string; readonly isBehind: 0 | 1 | null }>(
    `/* readSearch */ ${source.state}`,
  );
  const state = () => {
    db.snapshot.begin();
    return statement.get();
  };
  /** Waits for an index that is behind, and forgets the plans that do not hold any more. */
  const bringUpToDate = async (): Promise<void> => {
    keeping?.expectWhole();
    let now = state();
    if (now?.isBehind) {
      await keeping?.caughtUp();
      now = state();
    }
    if (keeping !== undefined && keeping.generation() !== generation) {
      // What the planner remembers was read from another file.
      plan = searchPlanner(db, reading, source);
      generation = keeping.generation();
      plannedAt = undefined;
    }
    if (now?.version !== plannedAt) {
      remembered.clear();
      underway.clear();
    }
    plannedAt = now?.version;
  };
  const planOnce = async (key: string, terms: readonly string[], purpose: Purpose): Promise<SearchPlan> => {
    const planning = underway.get(key) ?? plan(terms, purpose);
    underway.set(key, planning);
    try {
      const made = await planning;
      // Something may have been written meanwhile, and another search have seen it.
      if (underway.get(key) === planning) remembered.set(key, made);
      return made;
    } finally {
      if (underway.get(key) === planning) underway.delete(key);
    }
  };

  return async (given: string | null, purpose: Purpose): Promise<SearchPlan | null> => {
    const text = searchText(given);
    const terms = termsOf(text);
    if (terms.length === 0) return given !== null && isVisible(given) ? NOTHING : null;
    await bringUpToDate();
    const key = `${terms.some(isLong) ? 'list and count' : purpose}\n${text}`;
    return remembered.get(key) ?? planOnce(key, terms, purpose);
  };
}
