import { fileURLToPath } from 'node:url';
import type Sqlite from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { whyNotOurs } from '../../migration-history.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../../drizzle/sqlite', import.meta.url));
/** The table in which drizzle notes the migrations that have run. */
export const APPLIED = '__drizzle_migrations';

/** The migrations of this version, oldest first. */
export function knownMigrations() {
  return readMigrationFiles({ migrationsFolder: MIGRATIONS });
}

/** The hashes of the migrations that have run on a database; null when it has no table of them. */
export function appliedMigrations(client: Sqlite.Database): ReadonlySet<string> | null {
  const has = client
    .prepare("/* appliedMigrations */ select count(*) from sqlite_master where type = 'table' and name = ?")
    .pluck();
  if (has.get(APPLIED) === 0) return null;
  return new Set(client.prepare<[], string>(`/* appliedMigrations */ select hash from ${APPLIED}`).pluck().all());
}

/** The number of this version's migrations that have yet to run. */
export function missingMigrations(client: Sqlite.Database): number {
  return knownMigrations().length - (appliedMigrations(client)?.size ?? 0);
}

/**
 * Why this version must leave a database alone, in words that follow its name; null for one that it may use, of an older
 * version or empty.
 */
export function whyForeign(client: Sqlite.Database): string | null {
  const applied = appliedMigrations(client);
  if (applied === null) {
    const tables = client
      .prepare<[], number>("/* whyForeign */ select count(*) from sqlite_master where type = 'table'")
      .pluck();
    return tables.get() === 0 ? null : 'belongs to another program: it has tables, and no migrations of Guildhall';
  }
  return whyNotOurs(
    applied,
    knownMigrations().map(({ hash }) => hash),
  );
}

/** The same for a database that is only to be read, where an empty one is refused, too. */
export function whyUnreadable(client: Sqlite.Database): string | null {
  return appliedMigrations(client) === null ? 'has no migrations of Guildhall' : whyForeign(client);
}
