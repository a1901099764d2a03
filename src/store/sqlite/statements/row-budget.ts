import type Sqlite from 'better-sqlite3';
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Rows that all reads in one turn of the event loop may look at beyond those that they return: some milliseconds. */
const LOOKS_OF_A_TURN = 3_000;
const LOOK = /looked_at\([^()]*\)/g;

/** Thrown when a read has looked at as many rows as the turn allows; it is then repeated in the thread of long reads. */
export class TooManyLooks extends Error {}

/** A condition that every row meets, and that counts the rows; it throws `TooManyLooks`. */
export function lookedAt(column: SQL | SQLiteColumn): SQL {
  return sql`looked_at(${column})`;
}

/** The same conditions, counting the rows that do not meet them. */
export function orLookedAt(conditions: SQL | undefined, column: SQL | SQLiteColumn): SQL {
  return sql`case when ${conditions} then true else not looked_at(${column}) end`;
}

/** The same statement without the counting of rows. */
export function withoutLooks(statement: string): string {
  return statement.replaceAll(LOOK, 'true');
}

/** Defines the SQL function that `lookedAt` calls. */
export function countLooks(client: Sqlite.Database): void {
  let left = LOOKS_OF_A_TURN;
  client.function('looked_at', (_id: number): 1 => {
    if (left === 0) throw new TooManyLooks();
    if (left === LOOKS_OF_A_TURN) {
      setImmediate(() => {
        left = LOOKS_OF_A_TURN;
      });
    }
    left -= 1;
    return 1;
  });
}
