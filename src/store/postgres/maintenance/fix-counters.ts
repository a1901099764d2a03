import type pg from 'pg';
import { WRONG_COUNTERS } from '../../checks/groups.ts';
import { inTransaction } from '../connection/transaction.ts';
import { withClient } from './client.ts';

interface CorrectedCounter {
  readonly id: number;
  readonly counted: number;
  readonly actual: number;
}

/** Counters corrected in one transaction; writes to their groups wait for it, which takes a few milliseconds. */
const COUNTERS_AT_ONCE = 1_000;

const FIND = `/* fixCounters */ select id from (${WRONG_COUNTERS}) as wrong
  where id > $1 order by id limit ${COUNTERS_AT_ONCE}`;
const LOCK = '/* fixCounters */ select id from groups where id = any($1::bigint[]) order by id for update';
const CORRECT = `/* fixCounters */ update groups set subscribers_count = wrong.actual
  from (${WRONG_COUNTERS} and id = any($1::bigint[])) as wrong where groups.id = wrong.id
  returning wrong.id, wrong.counted, wrong.actual`;

/**
 * Corrects every wrong counter, and yields a sentence for each. Wrong counters are looked for without a lock, and are
 * counted again once their groups are locked, which every write to a group does first.
 */
export async function* fixCounters(url: string): AsyncGenerator<string> {
  let last = 0;
  for (;;) {
    const found = await withClient(url, async (client) => {
      const { rows } = await client.query<{ id: number }>(FIND, [last]);
      const ids = rows.map(({ id }) => id);
      return { ids, corrected: ids.length === 0 ? [] : await correct(client, ids) };
    });
    for (const { id, counted, actual } of found.corrected) {
      yield `group ${id} counted ${counted} members; now it counts the ${actual} that it has`;
    }
    last = found.ids.at(-1) ?? last;
    if (found.ids.length < COUNTERS_AT_ONCE) return;
  }
}

async function correct(client: pg.Client, ids: readonly number[]): Promise<readonly CorrectedCounter[]> {
  return inTransaction(client, async () => {
    await client.query(LOCK, [ids]);
    const { rows } = await client.query<CorrectedCounter>(CORRECT, [ids]);
    return rows.toSorted((one, other) => one.id - other.id);
  });
}
