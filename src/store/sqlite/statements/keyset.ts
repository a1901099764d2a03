import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { LRUCache } from 'lru-cache';
import type { KeysetSlice, OffsetSlice } from '../../../domain/store.ts';

/** Condition that a column's value is in a JSON array, so that one prepared statement serves lists of any length. */
export function inJson(column: SQL | SQLiteColumn, placeholder: string): SQL {
  return sql`${column} in (select value from json_each(${sql.placeholder(placeholder)}))`;
}

export function isKeyset(slice: KeysetSlice | OffsetSlice): slice is KeysetSlice {
  return 'fromEnd' in slice;
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

/** The values of the placeholders that a slice adds to a statement. */
export function sliceValues(slice: KeysetSlice | OffsetSlice): Record<string, unknown> {
  if (!isKeyset(slice)) return { limit: slice.limit, offset: slice.offset };
  return {
    limit: slice.limit,
    offset: 0,
    afterValue: slice.after?.value,
    afterId: slice.after?.id,
    beforeValue: slice.before?.value,
    beforeId: slice.before?.id,
  };
}

/** The names of the values that are given. They alone decide a statement's text, because values are placeholders. */
export function presence(values: object): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== false)
    .map(([name]) => name)
    .sort()
    .join();
}

/** Prepares each statement once for its key; beyond 256, the least recently used make way. */
export function preparedOnce<Statement extends object>() {
  const statements = new LRUCache<string, Statement>({ max: 256 });
  return (key: string, prepare: () => Statement): Statement => {
    const known = statements.get(key);
    if (known !== undefined) return known;
    const statement = prepare();
    statements.set(key, statement);
    return statement;
  };
}
