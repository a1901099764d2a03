import { lt, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { prepareWrite, wholeWrite } from './prepared.ts';

/** Rows that one write removes; a million at once would hold up everybody. */
const SWEPT_AT_ONCE = 300;

/** Removes rows whose moment is before `before`, the oldest first, but for those that another process is removing. */
export function prepareSweep(method: string, table: PgTable, moment: PgColumn) {
  const before = sql.param(sql.placeholder('before'), moment);
  return prepareWrite(
    method,
    wholeWrite(sql`delete from ${table} where ctid = any(array(
      select ctid from ${table} where ${lt(moment, before)} order by ${moment}
      limit ${sql.raw(String(SWEPT_AT_ONCE))} for update skip locked))`),
  );
}
