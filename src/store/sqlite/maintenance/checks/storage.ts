import Sqlite from 'better-sqlite3';
import { APPLIED, appliedMigrations, knownMigrations } from '../../connection/migrations.ts';
import type { OwnCheck } from './check.ts';

/** Tables, indexes, triggers and views are as the migrations that have run make them; others may exist besides. */
const schema: OwnCheck = {
  name: 'schema',
  *find(client) {
    const made = new Sqlite(':memory:');
    const applied = appliedMigrations(client);
    for (const { hash, sql } of knownMigrations()) if (applied?.has(hash)) for (const step of sql) made.exec(step);
    const expected = schemaOf(made);
    made.close();
    const actual = schemaOf(client);
    for (const [thing, sql] of expected) {
      if (!actual.has(thing)) yield `the ${thing} is missing`;
      else if (actual.get(thing) !== sql) yield `the ${thing} is not as the migrations make it`;
    }
  },
};

function schemaOf(client: Sqlite.Database): ReadonlyMap<string, string> {
  const things = client.prepare<[], { readonly thing: string; readonly sql: string }>(
    `select type || ' ' || name as thing, sql from sqlite_master where sql is not null and name <> '${APPLIED}'`,
  );
  return new Map(things.all().map(({ thing, sql }) => [thing, sql]));
}

/** The file is whole: its pages, its indexes, and the constraints of each column. */
const integrity: OwnCheck = {
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

/** No membership, request or invitation refers to a group or user that is gone. */
const references: OwnCheck = {
  name: 'references',
  *find(client) {
    const dangling = client.prepare<[], Dangling>('pragma foreign_key_check');
    for (const { table, rowid, parent } of dangling.iterate()) {
      const row = rowid === null ? 'a row' : `row ${rowid}`;
      yield `${row} of ${table} refers to a row of ${parent} that is not there`;
    }
  },
};

export const storageChecks: readonly OwnCheck[] = [schema, integrity, references];
