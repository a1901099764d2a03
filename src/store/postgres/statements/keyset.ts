import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { LRUCache } from 'lru-cache';
import type { KeysetSlice, OffsetSlice, Position } from '../../../domain/store.ts';
import { storedSortKey } from './storable.ts';

/** Condition that a column's value is in an array, so that one prepared statement serves lists of any length. */
export function inArray(column: SQL | PgColumn, placeholder: string, type: 'bigint' | 'text' = 'bigint'): SQL {
  return sql`${column} = any(${sql.placeholder(placeholder)}::${sql.raw(type)}[])`;
}

export function isKeyset(slice: KeysetSlice | OffsetSlice): slice is KeysetSlice {
  return 'fromEnd' in slice;
}

/** The part of an order between a slice's two positions. */
export function between(
  order: PgColumn | SQL,
  id: PgColumn | SQL,
  slice: KeysetSlice | OffsetSlice,
  descending: boolean,
): (SQL | undefined)[] {
  if (!isKeyset(slice)) return [];
  const beyond = (name: 'after' | 'before', upwards: boolean) =>
    sql`(${order}, ${id}) ${sql.raw(upwards ? '>' : '<')} (${sql.placeholder(`${name}Value`)}, ${sql.placeholder(`${name}Id`)})`;
  return [
    slice.after === null ? undefined : beyond('after', !descending),
    slice.before === null ? undefined : beyond('before', descending),
  ];
}

/** What an order compares: positions come from cursors, whose values can be of either type. */
export type OrderType = 'number' | 'text';

/** The values of the placeholders that a slice adds to a statement. */
export function sliceValues(slice: KeysetSlice | OffsetSlice, type: OrderType): Record<string, unknown> {
  if (!isKeyset(slice)) return { limit: slice.limit, offset: slice.offset };
  const after = slice.after && comparable(slice.after, type);
  const before = slice.before && comparable(slice.before, type);
  return {
    limit: slice.limit,
    offset: 0,
    afterValue: after?.value,
    afterId: after?.id,
    beforeValue: before?.value,
    beforeId: before?.id,
  };
}

/**
 * A position that PostgreSQL can compare with the rows of an order, and that has the same rows on each side as on
 * SQLite, where every number comes before every text.
 */
function comparable({ value, id }: Position, type: OrderType): Position {
  if (type === 'text') {
    return typeof value === 'string' ? { value: storedSortKey(value), id } : { value: '', id: Number.MIN_SAFE_INTEGER };
  }
  if (typeof value === 'string') return { value: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
  const whole = Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
  return { value: whole, id: whole === value ? id : Number.MAX_SAFE_INTEGER };
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
