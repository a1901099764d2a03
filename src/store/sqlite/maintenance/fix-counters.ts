import Sqlite from 'better-sqlite3';
import { WRONG_COUNTERS } from '../../checks/groups.ts';
import { openReadOnly } from '../connection/read-only.ts';

interface WrongCounter {
  readonly id: number;
  readonly counted: number;
  readonly actual: number;
}

const BUSY_WAIT_MS = 10_000;
/** Counters corrected in one transaction; a server's writes wait for it, which takes a few milliseconds. */
const COUNTERS_AT_ONCE = 1_000;

/**
 * Corrects every wrong counter, and yields a sentence for each. Wrong counters are looked for without a lock, and are
 * counted again in the immediate transaction that corrects them.
 */
export function* fixCounters(file: string): Generator<string> {
  const reader = openReadOnly(file);
  const writer = new Sqlite(file, { fileMustExist: true, timeout: BUSY_WAIT_MS });
  try {
    writer.pragma('synchronous = FULL');
    const find = reader.prepare<[number], WrongCounter>(
      `${WRONG_COUNTERS} and id > ? order by id limit ${COUNTERS_AT_ONCE}`,
    );
    const again = writer.prepare<[number], WrongCounter>(`${WRONG_COUNTERS} and id = ?`);
    const set = writer.prepare<WrongCounter>('update groups set subscribers_count = @actual where id = @id');
    const fix = writer.transaction((found: readonly WrongCounter[]) => {
      const wrong = found.flatMap(({ id }) => again.all(id));
      for (const one of wrong) set.run(one);
      return wrong;
    });

    let found = find.all(0);
    while (found.length > 0) {
      for (const { id, counted, actual } of fix.immediate(found)) {
        yield `group ${id} counted ${counted} members; now it counts the ${actual} that it has`;
      }
      found = find.all(found.at(-1)?.id ?? 0);
    }
  } finally {
    writer.close();
    reader.close();
  }
}
