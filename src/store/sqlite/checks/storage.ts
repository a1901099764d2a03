import Sqlite, { type Database } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { MIGRATIONS } from '../database.ts';
import type { Check } from './check.ts';

const APPLIED = '__drizzle_migrations';

/** Every migration of this version has run, and no other: without that, nothing else can be asked. */
export const migrations: Check = {
  name: 'migrations',
  *find(client) {
    const known = new Set(readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ hash }) => hash));
    const applied = new Set(client.prepare<[], string>(`select hash from ${APPLIED}`).pluck().all());
    const missing = [...known].filter((hash) => !applied.has(hash)).length;
    const foreign = [...applied].filter((hash) => !known.has(hash)).length;
    if (missing > 0) yield `${missing} of ${known.size} have not run: start the server once`;
    if (foreign > 0) yield `${foreign} are not of this version: the database belongs to another one`;
  },
};

/** Tables, indexes, triggers and views are what the migrations make; others may be there besides. */
const schema: Check = {
  name: 'schema',
  *find(client) {
    const made = new Sqlite(':memory:');
    migrate(drizzle(made), { migrationsFolder: MIGRATIONS });
    const expected = schemaOf(made);
    made.close();
    const actual = schemaOf(client);
    for (const [thing, sql] of expected) {
      if (!actual.has(thing)) yield `the ${thing} is missing`;
      else if (actual.get(thing) !== sql) yield `the ${thing} is not as the migrations make it`;
    }
  },
};

function schemaOf(client: Database): ReadonlyMap<string, string> {
  const things = client.prepare<[], { readonly thing: string; readonly sql: string }>(
    `select type || ' ' || name as thing, sql from sqlite_master where sql is not null and name <> '${APPLIED}'`,
  );
  return new Map(things.all().map(({ thing, sql }) => [thing, sql]));
}

/** The file is whole: pages, indexes, and what each column may hold. */
const integrity: Check = {
  name: 'integrity',
  *find(client) {
    for (const line of client.prepare<[], string>('pragma integrity_check').pluck().iterate()) {
      if (line !== 'ok') yield line;
    }
  },
};

interface Dangling {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
}

/** Nothing refers to what is not there: no membership, request or invitation of a group or user that is gone. */
const references: Check = {
  name: 'references',
  *find(client) {
    const dangling = client.prepare<[], Dangling>('pragma foreign_key_check');
    for (const { table, rowid, parent } of dangling.iterate()) {
      const row = rowid === null ? 'a row' : `row ${rowid}`;
      yield `${row} of ${table} refers to a row of ${parent} that is not there`;
    }
  },
};

export const storageChecks: readonly Check[] = [schema, integrity, references];
