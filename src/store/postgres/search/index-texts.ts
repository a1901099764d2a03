import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type pg from 'pg';
import { BEGIN_LOCKED } from '../connection/migrations.ts';
import { inTransaction } from '../connection/transaction.ts';
import { prepareSelect, type Runner, whole } from '../statements/prepared.ts';
import { writers } from '../tables.ts';

/**
 * Lets the index of searches learn the texts of groups some hundred at a time, after they were committed: one by one, within
 * the write, each would cost 25 times as much as the rest of the write (2026-11-30). The invariant: a text is either
 * known to the index or marked as fresh, and searches look at all fresh texts themselves.
 */
export interface TextIndexing {
  /** Must be called after a commit, with the number of texts that it may have written. */
  written(texts: number): void;
  /** Resolves when nothing is being indexed any more. */
  end(): Promise<void>;
}

/** Fresh texts of one process before the index learns them; a search looks at these in a fraction of a millisecond. */
const MAX_FRESH = 250;
/** Texts that are indexed in one statement. Whoever changes one of them meanwhile waits for it, some 100 ms. */
const TEXTS_AT_ONCE = 250;
/** Texts that are sorted in together while more are left: three fourths of the processor's time of 250 (2026-12-01). */
const SORTED_AT_ONCE = 1_000;
/**
 * Up to this many fresh texts of all processes, writes go first: together they index in at most a fourth of one
 * processor's time.
 */
const MANY_FRESH = 20_000;
const SHARE = 1 / 4;
const MAX_PAUSE_MS = 5_000;
/** Milliseconds for which a process that has written counts as one that indexes, as the clocks of machines differ. */
const COUNTED_MS = 60_000;

const learn = prepareSelect(
  'indexTexts',
  whole<{ readonly texts: number; readonly processes: number }>(
    { texts: sql`texts`, processes: sql`processes` },
    sql`with learned as (
        update group_texts set indexed = true where group_id in (
          select group_id from group_texts where indexed is null
          order by group_id limit ${sql.raw(String(TEXTS_AT_ONCE))} for no key update skip locked)
        returning group_id)
      select (select count(*) from learned) as texts,
        (select count(*) from ${writers}
          where ${writers.wroteAt} between ${sql.placeholder('since')} and ${sql.placeholder('until')}) as processes`,
  ),
);

/** Until this, the index has a list of some megabytes of what it has yet to sort in, through which each search goes. */
const sortIn = prepareSelect(
  'indexTexts',
  whole<{ readonly pages: number }>({ pages: sql`pages` }, sql`select sort_keys_in() as pages`),
);

/** `onFailed` is told why texts stay fresh for now. */
export function textIndexing(reads: Runner, onFailed: (reason: string) => void): TextIndexing {
  const ending = new AbortController();
  // A process that was killed may have left some.
  let fresh = MAX_FRESH;
  let running: Promise<void> | null = null;

  const indexAll = async (): Promise<void> => {
    let processes = 1;
    let unsorted = 0;
    for (let learned = TEXTS_AT_ONCE; isMoreToLearn(learned) && !ending.signal.aborted; ) {
      const began = performance.now();
      const known = fresh;
      const now = Date.now();
      const found = await learn.get(reads, { since: now - COUNTED_MS, until: now + COUNTED_MS });
      learned = found?.texts ?? 0;
      // Those that have stopped writing may still have texts to index.
      processes = Math.max(processes, found?.processes ?? 1);
      // More may have been written meanwhile.
      fresh -= learned < TEXTS_AT_ONCE ? known : Math.min(known, learned);
      unsorted += learned;
      if (unsorted >= SORTED_AT_ONCE || !isMoreToLearn(learned)) {
        await sortIn.get(reads, {});
        unsorted = 0;
      }
      if (fresh < MANY_FRESH / processes) await pause((performance.now() - began) * (processes / SHARE - 1));
    }
  };
  const isMoreToLearn = (learned: number) => learned === TEXTS_AT_ONCE || fresh >= MAX_FRESH;
  const pause = (ms: number) =>
    setTimeout(Math.min(ms, MAX_PAUSE_MS), undefined, { ref: false, signal: ending.signal });
  const start = async (): Promise<void> => {
    try {
      await indexAll();
    } catch (cause) {
      // What is not indexed now is after one of the next commits.
      if (!ending.signal.aborted) onFailed(cause instanceof Error ? cause.message : String(cause));
    } finally {
      running = null;
    }
  };

  return {
    written(texts) {
      fresh += texts;
      if (fresh >= MAX_FRESH && !ending.signal.aborted) running ??= start();
    },
    async end() {
      ending.abort();
      await running;
    },
  };
}

/**
 * Makes the index anew with all texts, one process at a time and for as long as it takes, while nobody else has the
 * database open. Does nothing where another process has just made it, and may serve searches already.
 */
export async function indexEveryText(client: pg.ClientBase): Promise<void> {
  await inTransaction(
    client,
    async () => {
      const { rowCount } = await client.query(
        '/* indexEveryText */ select 1 from group_texts where indexed is null limit 1',
      );
      if (rowCount === 0) return;
      await client.query(`/* indexEveryText */ drop index group_texts_keys;
        update group_texts set indexed = true where indexed is null;
        create index group_texts_keys on group_texts using gin (search_keys(group_id >> 14, folded)) where indexed;
        alter index group_texts_keys alter column 1 set statistics 0`);
    },
    BEGIN_LOCKED,
  );
}
