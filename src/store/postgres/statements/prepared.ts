import { createHash } from 'node:crypto';
import { Column, is, Param, Placeholder, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { PgBigInt53, type PgColumn, PgCustomColumn, PgDialect } from 'drizzle-orm/pg-core';
import { isPlain, rowReader, type Selected } from '../../statements/row-reader.ts';

/**
 * Makes statements of what drizzle builds, as SQL that can be read: each begins with the name of the method of the store
 * that runs it, and constants stand in it as literals. What is left to do when one runs is to put the values in their
 * places: `prepareSelect('countMembers', select)`, where drizzle makes of the select
 *
 *     select count(*) from "memberships" where ("status" = $1 and "group_id" = $2)
 *
 * for the parameters `'SUBSCRIBED'` and `sql.placeholder('groupId')`, runs, after the comment "countMembers",
 *
 *     select count(*) from "memberships" where ("status" = 'SUBSCRIBED' and "group_id" = $1)
 */

/** Builds statements, and runs none. */
export const db = drizzle.mock();

/** A statement with its values, as the driver takes it. */
export interface Call {
  /** The name under which a connection keeps the statement prepared. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** What runs statements: the pool of reads, or the connection of a transaction. */
export interface Runner {
  query(call: Call): Promise<{ readonly rows: unknown[][]; readonly rowCount: number | null }>;
}

interface Query {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}

/** A select of drizzle's, or `whole`. */
export interface Select<Row> extends Query {
  readonly _: { readonly selectedFields: Selected };
  /** Tells the type of its rows. */
  readonly prepare?: (name: string) => { execute(): Promise<Row[]> };
}

/** Values by the names of placeholders. Others are ignored. */
export type Values = Readonly<Record<string, unknown>>;

export interface Prepared<Row> {
  readonly text: string;
  all(on: Runner, values: Values): Promise<Row[]>;
  get(on: Runner, values: Values): Promise<Row | undefined>;
}

export interface PreparedWrite {
  readonly text: string;
  run(on: Runner, values: Values): Promise<{ readonly changes: number }>;
}

/** A select that is written out as SQL; its columns are given in their order. */
export function whole<Row extends object>(
  columns: { readonly [Name in keyof Row]: Column | SQL },
  text: SQL,
): Select<Row> {
  return { _: { selectedFields: columns }, toSQL: () => written(text) };
}

/** An insert, update or delete that is written out as SQL. */
export function wholeWrite(text: SQL): Query {
  return { toSQL: () => written(text) };
}

const dialect = new PgDialect();

function written(text: SQL) {
  return dialect.sqlToQuery(text);
}

/** `method` is the method of the store, or the function, that runs the statement. */
export function prepareSelect<Row>(method: string, select: Select<Row>): Prepared<Row> {
  return preparedRows(method, select, select._.selectedFields);
}

/** Prepares an insert, update or delete. */
export function prepareWrite(method: string, query: Query): PreparedWrite {
  const { text, callOf } = named(method, query);
  return {
    text,
    async run(on, values) {
      const { rowCount } = await on.query(callOf(values));
      return { changes: rowCount ?? 0 };
    },
  };
}

/** The same for one that gives back these columns of its rows. */
export function prepareReturning<Row>(
  method: string,
  query: Query & { readonly prepare?: (name: string) => { execute(): Promise<Row[]> } },
  returned: Selected,
): Prepared<Row> {
  return preparedRows(method, query, returned);
}

function preparedRows<Row>(method: string, query: Query, selected: Selected): Prepared<Row> {
  const { text, callOf } = named(method, query);
  const read = rowReader<Row>(selected, isAsItIs);
  return {
    text,
    async all(on, values) {
      const { rows } = await on.query(callOf(values));
      return rows.map(read);
    },
    async get(on, values) {
      const {
        rows: [row],
      } = await on.query(callOf(values));
      return row && read(row);
    },
  };
}

/** Whether the driver gives a column's values as they are to be; of drizzle's own decoders, these two change nothing. */
function isAsItIs(column: Column): boolean {
  return (
    isPlain(column) ||
    is(column, PgBigInt53) ||
    (is(column, PgCustomColumn) && Reflect.get(column, 'mapFrom') === undefined)
  );
}

type Encode = (value: unknown) => unknown;

interface Place {
  readonly name: string;
  readonly encode: Encode | null;
}

const PLACE = /\$(\d+)/g;

/** A statement with its name and its places for values. */
export function named(
  method: string,
  query: Query,
): { readonly text: string; readonly callOf: (values: Values) => Call } {
  const { sql: given, params } = query.toSQL();
  const places: Place[] = [];
  const numberOf = (name: string, encode: Encode | null): number => {
    const known = places.findIndex((place) => place.name === name);
    return known >= 0 ? known + 1 : places.push({ name, encode });
  };
  const text = `/* ${method} */ ${given.replaceAll(PLACE, (_, number: string) => {
    const { value, encode } = parameter(params[Number(number) - 1]);
    return is(value, Placeholder) ? `$${numberOf(value.name, encode)}` : literal(value);
  })}`;
  const name = `${method}_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  return { text, callOf: (values) => ({ name, text, values: places.map((place) => valueAt(place, values)) }) };
}

function parameter(param: unknown): { readonly value: unknown; readonly encode: Encode | null } {
  if (!is(param, Param)) return { value: param, encode: null };
  const { value, encoder } = param;
  const isLeft = is(encoder, Column) && encoder.mapToDriverValue === Column.prototype.mapToDriverValue;
  return { value, encode: isLeft ? null : (one) => encoder.mapToDriverValue(one) };
}

function valueAt({ name, encode }: Place, values: Values): unknown {
  const value = values[name];
  if (value === undefined) throw new Error(`no value for ${name}`);
  return storable(value === null || encode === null ? value : encode(value));
}

/**
 * A text with U+0001 for U+0000, which PostgreSQL cannot hold; better-sqlite3 can. No check lets either into a text that
 * is shown, so that they only meet in what is looked for in vain, and in `sortKey`s.
 */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\u0001') : value;
  return Array.isArray(value) ? value.map(storable) : value;
}

/** A constant of a statement, as drizzle gives it. */
function literal(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value === null) return 'null';
  throw new Error(`no literal for ${String(value)}`);
}

/** SQL: the type of a column's values, without their collation. */
export function typeOf(column: PgColumn): string {
  return column.getSQLType().replace(/ .*/, '');
}

/** SQL: the placeholder of a list of a column's values. */
export function listOf(name: string, column: PgColumn): SQL {
  const encoder = {
    mapToDriverValue: (list: unknown) =>
      Array.isArray(list) ? list.map((value) => (value === null ? null : column.mapToDriverValue(value))) : list,
  };
  return sql`${sql.param<unknown, unknown>(sql.placeholder(name), encoder)}::${sql.raw(`${typeOf(column)}[]`)}`;
}

/**
 * SQL: rows of which each column is a placeholder of its own, such as
 * `unnest($1::bigint[], $2::text[]) as given("group_id", "email")`.
 */
export function given(columns: Readonly<Record<string, PgColumn>>): SQL {
  const lists = Object.entries(columns).map(([name, column]) => listOf(name, column));
  const names = Object.values(columns).map((column) => sql.identifier(column.name));
  return sql`unnest(${sql.join(lists, sql`, `)}) as given(${sql.join(names, sql`, `)})`;
}

/** The lists of values of `given`, for these rows. */
export function columnsOf<Name extends string>(
  names: readonly Name[],
  rows: readonly { readonly [Each in NoInfer<Name>]: unknown }[],
): Values {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

/** The same for all of these columns. */
export function allColumnsOf<Name extends string>(
  columns: { readonly [Each in Name]: PgColumn },
  rows: readonly { readonly [Each in NoInfer<Name>]: unknown }[],
): Values;
export function allColumnsOf(columns: object, rows: readonly Readonly<Record<string, unknown>>[]): Values {
  return columnsOf(Object.keys(columns), rows);
}
