import { Column, getTableColumns, is, Param, Placeholder, type SQL, Table } from 'drizzle-orm';
import type { Database } from '../connection/database.ts';
import type { Reading } from './long-reads.ts';
import { TooManyLooks, withoutLooks } from './row-budget.ts';

interface Statement {
  readonly sql: string;
  readonly params: unknown[];
}

/** A select of drizzle's. */
export interface Select<Row> {
  readonly _: { readonly selectedFields: Selected };
  toSQL(): Statement;
  prepare(): { all(): Row[] };
}

interface Selected {
  readonly [name: string]: Column | SQL | SQL.Aliased | Selected | object;
}

type Values = Readonly<Record<string, unknown>>;

export interface Prepared<Row> {
  all(values: Values): Row[];
  get(values: Values): Row | undefined;
}

/**
 * A select whose parameters and rows are translated by a plan that is made once. Drizzle's own
 * prepared queries look at every field of every row anew, which takes as long as SQLite does.
 */
export function prepareSelect<Row>(db: Database, select: Select<Row>): Prepared<Row> {
  const { sql, params } = select.toSQL();
  const { all, get } = preparedRows<Row>(db, { sql: plannedOnce(sql), params }, select._.selectedFields);
  return {
    all(values) {
      db.snapshot.begin();
      return all(values);
    },
    get(values) {
      db.snapshot.begin();
      return get(values);
    },
  };
}

export interface PreparedApart<Row> {
  all(values: Values): Promise<Row[]>;
  get(values: Values): Promise<Row | undefined>;
}

/** The same for a select that takes long: it runs in the thread of such reads. */
export function prepareApart<Row>(reading: Reading, select: Select<Row>): PreparedApart<Row> {
  const { sql, params } = select.toSQL();
  const statement = withoutLooks(plannedOnce(sql));
  const bind = binder(params);
  const read = rowReader<Row>(select._.selectedFields);
  const all = async (values: Values) => (await reading.all(statement, bind(values))).map(read);
  return {
    all,
    async get(values) {
      const [row] = await all(values);
      return row;
    },
  };
}

/** For a select that seldom takes long: it runs here, and in that thread once it has looked at too many rows. */
export function prepareWithin<Row>(db: Database, reading: Reading, select: Select<Row>): PreparedApart<Row> {
  const here = prepareSelect(db, select);
  const apart = prepareApart(reading, select);
  const all = async (values: Values) => {
    try {
      return here.all(values);
    } catch (cause) {
      if (!(cause instanceof TooManyLooks)) throw cause;
      return apart.all(values);
    }
  };
  return {
    all,
    async get(values) {
      const [row] = await all(values);
      return row;
    },
  };
}

/** The same for an insert that gives back these columns of its rows; to be run within a transaction. */
export function prepareInsert<Row>(
  db: Database,
  insert: { toSQL(): Statement; prepare(): { all(): Row[] } },
  returned: Selected,
): Prepared<Row> {
  return preparedRows(db, insert.toSQL(), returned);
}

function preparedRows<Row>(db: Database, { sql, params }: Statement, selected: Selected): Prepared<Row> {
  const statement = db.$client.prepare<unknown[], unknown[]>(sql).raw();
  const bind = binder(params);
  const read = rowReader<Row>(selected);

  return {
    all: (values) => statement.all(bind(values)).map(read),
    get: (values) => {
      const row = statement.get(bind(values));
      return row && read(row);
    },
  };
}

/**
 * A plan that looked at a parameter is made anew whenever that is bound, which takes longer than most queries:
 * inside a query of its own it cannot be looked at. (SQLite does so when built with STAT4, as better-sqlite3 is.)
 */
export function plannedOnce(sql: string): string {
  return sql.replaceAll('?', '(select ?)');
}

/** Puts values in the order of the parameters, by code that is made as that of `rowReader` is. */
function binder(params: readonly unknown[]): (values: Values) => unknown[] {
  const kept: unknown[] = [];
  const keep = (value: unknown): string => `kept[${kept.push(value) - 1}]`;
  const item = (param: unknown): string => {
    const { value, encoder } = is(param, Param) ? param : { value: param, encoder: null };
    const encode = (one: unknown) => (encoder === null ? one : encoder.mapToDriverValue(one));
    if (!is(value, Placeholder)) return keep(encode(value));
    const name = JSON.stringify(value.name);
    const found = `values[${name}] ?? given(values, ${name})`;
    return encoder === null ? found : `${keep(encode)}(${found})`;
  };
  return new Function('kept', 'given', `return (values) => [${params.map(item).join(', ')}];`)(kept, given);
}

/** What may be null, but not forgotten. */
function given(values: Values, name: string): unknown {
  if (!(name in values)) throw new Error(`no value for the placeholder "${name}"`);
  return values[name];
}

type Decode = (value: unknown) => unknown;

/**
 * Reads a row by one object literal, which takes a fifth of the time of filling an object name by name. What it is made
 * of are the names of this folder's own selects, each as a quoted string.
 */
function rowReader<Row>(selected: Selected): (row: unknown[]) => Row {
  const decoders: Decode[] = [];
  let columns = 0;

  const literal = (fields: Selected): string =>
    `{ ${Object.entries(fields)
      .map(([name, field]) => `${JSON.stringify(name)}: ${expression(field)}`)
      .join(', ')} }`;
  const expression = (field: Selected[string]): string => {
    if (is(field, Table)) return literal(getTableColumns(field));
    if (isNested(field)) return literal(field);
    const value = `row[${columns}]`;
    columns += 1;
    const decode = is(field, Column) ? decoderOf(field) : null;
    if (decode === null) return value;
    decoders.push(decode);
    return `${value} === null ? null : decoders[${decoders.length - 1}](${value})`;
  };
  return new Function('decoders', `return (row) => (${literal(selected)});`)(decoders);
}

function decoderOf(column: Column): Decode | null {
  const asItIs = column.mapFromDriverValue === Column.prototype.mapFromDriverValue;
  return asItIs ? null : (value) => column.mapFromDriverValue(value);
}

function isNested(field: object): field is Selected {
  return Object.getPrototypeOf(field) === Object.prototype;
}
