import Sqlite from 'better-sqlite3';
import { openReadOnly } from '../connection/read-only.ts';
import { WRONG_COUNTERS } from './checks/groups.ts';

interface Wrong {
  readonly id: number;
  readonly counted: number;
  readonly actual: number;
}

const BUSY_WAIT_MS = 10_000;
/** So many are put right in a few milliseconds: that long a server's writes wait. */
const AT_ONCE = 1_000;

/**
 * Puts every wrong counter right, and says which. They are looked for without a lock; each is counted again where it is
 * written, in an immediate transaction.
 */
export function* fixCounters(file: string): Generator<string> {
  const reader = openReadOnly(file);
  const writer = new Sqlite(file, { fileMustExist: true, timeout: BUSY_WAIT_MS });
  try {
    writer.pragma('synchronous = FULL');
    const find = reader.prepare<[number], Wrong>(`${WRONG_COUNTERS} and id > ? order by id limit ${AT_ONCE}`);
    const again = writer.prepare<[number], Wrong>(`${WRONG_COUNTERS} and id = ?`);
    const set = writer.prepare<Wrong>('update groups set subscribers_count = @actual where id = @id');
    const fix = writer.transaction((found: readonly Wrong[]) => {
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
