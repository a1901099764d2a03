import type Sqlite from 'better-sqlite3';
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Rows that all reads of one turn of the event loop look at, beyond those that they answer with: some milliseconds. */
const LOOKS_OF_A_TURN = 3_000;
const LOOK = /looked_at\([^()]*\)/g;

/** A read has looked at as many rows as the turn allows, and goes on elsewhere. */
export class TooManyLooks extends Error {}

/** A condition that every row meets, and that counts them; it throws `TooManyLooks`. */
export function lookedAt(column: SQL | SQLiteColumn): SQL {
  return sql`looked_at(${column})`;
}

/** Conditions of which only the rows count that do not meet them. */
export function orLookedAt(conditions: SQL | undefined, column: SQL | SQLiteColumn): SQL {
  return sql`case when ${conditions} then true else not looked_at(${column}) end`;
}

/** The same statement, for where rows need not be counted. */
export function withoutLooks(statement: string): string {
  return statement.replaceAll(LOOK, 'true');
}

/** What `lookedAt` calls. */
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
