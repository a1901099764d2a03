import { Column, is, Param, Placeholder, sql } from 'drizzle-orm';
import { rowReader, type Selected } from '../../statements/row-reader.ts';
import type { Database } from '../connection/database.ts';
import type { Reading } from './long-reads.ts';
import { TooManyLooks, withoutLooks } from './row-budget.ts';

/**
 * Prepares what drizzle builds, as SQL that can be read: it begins with the name of the method of the store that runs
 * it, and its placeholders and constants stand in it by their names and as literals. All translation is done once, when
 * a statement is prepared: drizzle's own prepared queries look at every parameter and every field of every row anew,
 * which takes as long as SQLite does.
 *
 * `prepareSelect(db, 'countMembers', select)`, where drizzle makes of the select
 *
 *     select count(*) from "memberships" where ("status" = ? and "group_id" = ?)
 *
 * for the parameters `'SUBSCRIBED'` and `sql.placeholder('groupId')`, prepares, after the comment "countMembers",
 *
 *     select count(*) from "memberships" where ("status" = 'SUBSCRIBED' and "group_id" = (select :groupId))
 */
interface Query {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
}

/** A select of drizzle's, or `whole`. */
export interface Select<Row> extends Query {
  readonly _: { readonly selectedFields: Selected };
  /** Tells the type of its rows. */
  readonly prepare?: () => { all(): Row[] };
}

/** A select that is written out as SQL, with placeholders such as `:name`; its columns are named in their order. */
export function whole<Row extends object>(columns: readonly (keyof Row & string)[], text: string): Select<Row> {
  const selectedFields = Object.fromEntries(columns.map((column) => [column, sql`${sql.identifier(column)}`]));
  return { _: { selectedFields }, toSQL: () => ({ sql: text, params: [] }) };
}

/** Values by the names of placeholders. Others are ignored; the driver throws where one is missing. */
export type Values = Readonly<Record<string, unknown>>;

export interface Prepared<Row> {
  all(values: Values): Row[];
  get(values: Values): Row | undefined;
}

export interface PreparedWrite {
  run(values: Values): { readonly changes: number };
}

export interface PreparedApart<Row> {
  all(values: Values): Promise<Row[]>;
  get(values: Values): Promise<Row | undefined>;
}

/** `method` is the method of the store, or the function, that runs the statement. */
export function prepareSelect<Row>(db: Database, method: string, select: Select<Row>): Prepared<Row> {
  const { text, bind } = named(method, select);
  const { all, get } = preparedRows<Row>(db, { text: plannedOnce(text), bind }, select._.selectedFields);
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

/** The same for a select that takes long: it runs in the thread of long reads. */
export function prepareApart<Row>(reading: Reading, method: string, select: Select<Row>): PreparedApart<Row> {
  const { text, bind, names } = named(method, select);
  const statement = withoutLooks(plannedOnce(text));
  const read = rowReader<Row>(select._.selectedFields);
  const all = async (values: Values) => (await reading.all(statement, picked(bind(values), names))).map(read);
  return {
    all,
    async get(values) {
      const [row] = await all(values);
      return row;
    },
  };
}

/** The same for a select that seldom takes long: it runs here, and in the thread once it has looked at too many rows. */
export function prepareWithin<Row>(
  db: Database,
  reading: Reading,
  method: string,
  select: Select<Row>,
): PreparedApart<Row> {
  const here = prepareSelect(db, method, select);
  const apart = prepareApart(reading, method, select);
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

/** Prepares an insert, update or delete, to be run within a transaction. */
export function prepareWrite(db: Database, method: string, query: Query): PreparedWrite {
  const { text, bind } = named(method, query);
  const statement = db.$client.prepare<[Values]>(text);
  return { run: (values) => statement.run(bind(values)) };
}

/** The same for an insert that gives back these columns of its rows. */
export function prepareInsert<Row>(
  db: Database,
  method: string,
  insert: Query & { prepare(): { all(): Row[] } },
  returned: Selected,
): Prepared<Row> {
  return preparedRows(db, named(method, insert), returned);
}

function preparedRows<Row>(
  db: Database,
  { text, bind }: Pick<NamedStatement, 'text' | 'bind'>,
  selected: Selected,
): Prepared<Row> {
  const statement = db.$client.prepare<[Values], unknown[]>(text).raw();
  const read = rowReader<Row>(selected);

  return {
    all: (values) => statement.all(bind(values)).map(read),
    get: (values) => {
      const row = statement.get(bind(values));
      return row && read(row);
    },
  };
}

interface NamedStatement {
  readonly text: string;
  /** Names of its placeholders. */
  readonly names: readonly string[];
  /** The values as the driver takes them. */
  readonly bind: (values: Values) => Values;
}

/** A name in a statement. No text in one of ours has a colon that a letter follows. */
const NAME = /:([a-z]\w*)/gi;

/** Names a statement, its placeholders and its constants in its text. */
export function named(method: string, query: Query): NamedStatement {
  const { sql: given, params } = query.toSQL();
  const encoders = new Map<string, Encode>();
  let place = 0;
  const text = `/* ${method} */ ${given.replaceAll('?', () => {
    const { value, encoder } = parameter(params[place]);
    place += 1;
    if (!is(value, Placeholder)) return literal(value);
    if (encoder !== null) encoders.set(value.name, encoder);
    return `:${value.name}`;
  })}`;
  const names = new Set(Array.from(text.matchAll(NAME), ([, name = '']) => name));
  return { text, names: [...names], bind: encodersOf([...encoders]) };
}

type Encode = (value: unknown) => unknown;

function parameter(param: unknown): { readonly value: unknown; readonly encoder: Encode | null } {
  if (!is(param, Param)) return { value: param, encoder: null };
  const { value, encoder } = param;
  const asItIs = is(encoder, Column) && encoder.mapToDriverValue === Column.prototype.mapToDriverValue;
  return { value, encoder: asItIs ? null : (one) => encoder.mapToDriverValue(one) };
}

function encodersOf(encoders: readonly (readonly [name: string, encode: Encode])[]): NamedStatement['bind'] {
  if (encoders.length === 0) return (values) => values;
  return (values) => {
    const encoded: Record<string, unknown> = { ...values };
    for (const [name, encode] of encoders) if (name in values) encoded[name] = encode(values[name]);
    return encoded;
  };
}

/** A constant of a statement, as drizzle gives it. */
function literal(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value === null) return 'null';
  throw new Error(`no literal for ${String(value)}`);
}

function picked(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/**
 * A plan that looked at a parameter is made anew whenever that is bound, which takes longer than most queries:
 * inside a query of its own it cannot be looked at. (SQLite does so when built with STAT4, as better-sqlite3 is.)
 */
export function plannedOnce(text: string): string {
  return text.replaceAll(NAME, '(select $&)');
}
