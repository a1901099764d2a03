import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { KeysetSlice, OffsetSlice } from '../../../domain/store.ts';
import { isKeyset } from '../../statements/slices.ts';

export { isKeyset, preparedOnce, presence, sliceValues } from '../../statements/slices.ts';

/** Condition that a column's value is in a JSON array, so that one prepared statement serves lists of any length. */
export function inJson(column: SQL | SQLiteColumn, placeholder: string): SQL {
  return sql`${column} in (select value from json_each(${sql.placeholder(placeholder)}))`;
}

/** Rows that may be skipped one by one, which takes up to some milliseconds. */
const MAX_SKIPPED = 1_000;

/** Whether a slice skips so many rows that it is read in the thread of long reads. */
export function isFar(slice: KeysetSlice | OffsetSlice): boolean {
  return !isKeyset(slice) && slice.offset > MAX_SKIPPED;
}

/** The part of an order between a slice's two positions. */
export function between(
  order: SQLiteColumn | SQL,
  id: SQLiteColumn | SQL,
  slice: KeysetSlice,
  descending: boolean,
): (SQL | undefined)[] {
  const beyond = (name: 'after' | 'before', upwards: boolean) =>
    sql`(${order}, ${id}) ${sql.raw(upwards ? '>' : '<')} (${sql.placeholder(`${name}Value`)}, ${sql.placeholder(`${name}Id`)})`;
  return [
    slice.after === null ? undefined : beyond('after', !descending),
    slice.before === null ? undefined : beyond('before', descending),
  ];
}
