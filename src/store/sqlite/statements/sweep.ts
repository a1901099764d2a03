import { inArray, lt, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../connection/database.ts';
import { prepareWrite } from './prepared.ts';

/** Rows that one write removes, in some milliseconds; a million at once would hold up everybody. */
const SWEPT_AT_ONCE = 300;

/** Removes rows whose moment is before `before`, the oldest first; the next writes remove what is left. */
export function prepareSweep(db: Database, method: string, table: SQLiteTable, moment: SQLiteColumn) {
  const rowid = sql`rowid`;
  const expired = db
    .select({ rowid })
    .from(table)
    .where(lt(moment, sql`${sql.placeholder('before')}`))
    .orderBy(moment)
    .limit(SWEPT_AT_ONCE);
  return prepareWrite(db, method, db.delete(table).where(inArray(rowid, expired)));
}
