import { type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../../domain/pagination.ts';
import type { KeysetSlice, OffsetSlice, Position } from '../../../domain/store.ts';
import { isKeyset, sliceValues } from '../../statements/slices.ts';
import { listOf } from './prepared.ts';

/**
 * SQL: a list that comes by way of a query of its own, in which the planner cannot see how long it is and what it has: for
 * what it sees it would plan the statement anew each time, which takes longer than to run it.
 */
export function hiddenList(placeholder: string, column: PgColumn): SQL {
  return sql`array(select unnest(${listOf(placeholder, column)}))`;
}

/** Condition that a column's value is in a list, so that one prepared statement serves lists of any length. */
export function inList(column: PgColumn, placeholder: string): SQL {
  return sql`${column} = any(${hiddenList(placeholder, column)})`;
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

/** What the values of an order are. Positions come from cursors, in which a value can be of either type. */
export type OrderType = 'number' | 'text';

/** The values of the placeholders that a slice adds to a statement. */
export function sliceValuesFor(type: OrderType, slice: KeysetSlice | OffsetSlice): Record<string, unknown> {
  if (!isKeyset(slice)) return sliceValues(slice);
  const { after, before } = slice;
  return sliceValues({
    ...slice,
    after: after && comparable(after, type),
    before: before && comparable(before, type),
  });
}

/**
 * A position that PostgreSQL can compare with the rows of an order: it has the same rows on each side as on SQLite, where
 * every number comes before every text.
 */
function comparable({ value, id }: Position, type: OrderType): Position {
  if (type === 'text') return typeof value === 'string' ? { value, id } : { value: '', id: Number.MIN_SAFE_INTEGER };
  if (typeof value === 'string') return { value: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
  const whole = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
  return { value: whole, id: whole === value ? id : Number.MAX_SAFE_INTEGER };
}

/** How many rows a statement reads. */
export interface PageSize {
  readonly limit: number | Placeholder;
  readonly offset: number | Placeholder;
  /** What of it decides the statement's text. */
  readonly form: string;
}

/**
 * Sizes of pages that stand in statements: one item more than a page by default, than one of 50, and than the largest. A
 * page that is between two of them takes the time of the larger one.
 */
const SIZES = [DEFAULT_PAGE_SIZE, 50, MAX_PAGE_SIZE].map((items) => items + 1);

/**
 * The size of a page from the first row on stands in the statement, as the next of `SIZES`: PostgreSQL plans a statement
 * once for all values, and takes one whose limit it does not know for one that reads a tenth of all rows. The rows beyond
 * the slice have to be left out.
 */
export function pageSize(slice: KeysetSlice | OffsetSlice): PageSize {
  const isFirst = isKeyset(slice) || slice.offset === 0;
  const size = SIZES.find((rows) => slice.limit > 0 && slice.limit <= rows);
  return isFirst && size !== undefined
    ? { limit: size, offset: 0, form: String(size) }
    : { limit: sql.placeholder('limit'), offset: sql.placeholder('offset'), form: 'any size' };
}

/** The rows of a slice, in order, of those that a statement gave. */
export function rowsOfSlice<Row>(rows: readonly Row[], slice: KeysetSlice | OffsetSlice): Row[] {
  const within = rows.slice(0, slice.limit);
  return isKeyset(slice) && slice.fromEnd ? within.reverse() : within;
}
