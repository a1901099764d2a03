import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import * as tables from '../../tables.ts';
import { linesOf } from '../client.ts';
import type { OwnCheck } from './check.ts';

/** What migrations make that drizzle does not know of. */
const SEARCH = [
  { kind: 'function', name: 'search_keys' },
  { kind: 'function', name: 'sort_keys_in' },
  { kind: 'index', name: 'group_texts_fresh' },
  { kind: 'index', name: 'group_texts_keys' },
  { kind: 'index', name: 'users_keys' },
] as const;

interface Thing {
  readonly kind: 'table' | 'column' | 'index' | 'function';
  readonly name: string;
}

const EXPECTED: readonly Thing[] = [
  ...Object.values(tables)
    .filter((table) => is(table, PgTable))
    .flatMap(thingsOf),
  ...SEARCH,
];

function thingsOf(table: PgTable): Thing[] {
  const { name, columns, indexes } = getTableConfig(table);
  return [
    { kind: 'table', name },
    ...columns.map((column) => ({ kind: 'column', name: `${name}.${column.name}` }) as const),
    ...indexes.flatMap(({ config }) =>
      config.name === undefined ? [] : [{ kind: 'index', name: config.name } as const],
    ),
  ];
}

const THERE = `/* schema */ select 'table ' || relname as thing from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
  union all select 'column ' || relname || '.' || attname from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
  union all select 'index ' || relname from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'i'
  union all select 'function ' || proname from pg_proc where pronamespace = current_schema()::regnamespace`;

/** Tables, columns, indexes and functions are there; others may exist besides. */
const schema: OwnCheck = {
  name: 'schema',
  async *find(client) {
    const { rows } = await client.query<{ thing: string }>(THERE);
    const there = new Set(rows.map(({ thing }) => thing));
    for (const { kind, name } of EXPECTED) if (!there.has(`${kind} ${name}`)) yield `the ${kind} ${name} is missing`;
  },
};

/** Indexes and constraints are in force. An index that CREATE INDEX CONCURRENTLY did not finish is not used. */
const integrity: OwnCheck = {
  name: 'integrity',
  async *find(client) {
    yield* linesOf(
      client,
      `select 'the index ' || relname || ' is not valid: REINDEX INDEX ' || relname
        from pg_index join pg_class on pg_class.oid = indexrelid
        where relnamespace = current_schema()::regnamespace and not (indisvalid and indisready)
      union all select 'the constraint ' || conname || ' was not checked for all rows'
        from pg_constraint where connamespace = current_schema()::regnamespace and not convalidated`,
    );
  },
};

/** A write that was answered outlives a crash of the server. */
const durability: OwnCheck = {
  name: 'durability',
  async *find(client) {
    yield* linesOf(
      client,
      `select 'the server has ' || name || ' off, and loses writes that were answered when it crashes' from pg_settings
        where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'`,
    );
  },
};

interface Reference {
  readonly child: string;
  readonly column: string;
  readonly parent: string;
  readonly key: string;
}

const REFERENCES = `/* references */ select
    conrelid::regclass::text as child, quote_ident(own.attname) as column,
    confrelid::regclass::text as parent, quote_ident(other.attname) as key
  from pg_constraint
    join pg_attribute as own on own.attrelid = conrelid and own.attnum = conkey[1]
    join pg_attribute as other on other.attrelid = confrelid and other.attnum = confkey[1]
  where contype = 'f' and connamespace = current_schema()::regnamespace order by 1, 2`;

/** No row refers to a group or user that is gone, as those do that were restored without their constraints. */
const references: OwnCheck = {
  name: 'references',
  async *find(client: pg.Client) {
    const { rows } = await client.query<Reference>(REFERENCES);
    for (const { child, column, parent, key } of rows) {
      yield* linesOf(
        client,
        `select 'a row of ${child} refers to ' || ${column} || ' of ${parent}, which is not there' from ${child}
          where ${column} is not null and not exists (select 1 from ${parent} as parents where parents.${key} = ${child}.${column})`,
      );
    }
  },
};

export const storageChecks: readonly OwnCheck[] = [schema, integrity, durability, references];
