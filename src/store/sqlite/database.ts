import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { indexLeftGroups } from './index-new-groups.ts';
import { type Snapshot, snapshotOfTheTurn } from './snapshot.ts';

export type Database = BetterSQLite3Database & { readonly $client: Sqlite.Database; readonly snapshot: Snapshot };

export const MIGRATIONS = fileURLToPath(new URL('../../../drizzle/sqlite', import.meta.url));
const LOCK_WAIT_MS = 60_000;
const BUSY_WAIT_MS = 10_000;

/** Opens the file, made and migrated if need be. `onStatement` is told of every statement that runs. */
export function openDatabase(file: string, onStatement?: (statement: string) => void): Database {
  mkdirSync(dirname(file), { recursive: true });
  const release = lock(`${file}.lock`);
  try {
    const client = new Sqlite(file, {
      timeout: BUSY_WAIT_MS,
      ...(onStatement && { verbose: (statement?: unknown) => onStatement(String(statement)) }),
    });
    try {
      client.pragma('journal_mode = WAL');
      // NORMAL is what a connection to an existing file starts with, and it can lose the last commits.
      client.pragma('synchronous = FULL');
      client.pragma('foreign_keys = ON');
      const database = drizzle(client);
      migrate(database, { migrationsFolder: MIGRATIONS });
      indexLeftGroups(client);
      return Object.assign(database, { snapshot: snapshotOfTheTurn(client) });
    } catch (cause) {
      client.close();
      throw cause;
    }
  } finally {
    release();
  }
}

/**
 * Marks this process as one that has the database open, until it closes it or ends in whatever way;
 * `alone` says whether there was no other.
 */
export function takePart(file: string): { readonly alone: boolean; readonly end: () => void } {
  const client = new Sqlite(`${file}.open`, { timeout: 0 });
  const alone = tryExclusive(client);
  client.pragma(`busy_timeout = ${BUSY_WAIT_MS}`);
  client.exec('BEGIN; SELECT count(*) FROM sqlite_master');
  return { alone, end: () => void client.close() };
}

function tryExclusive(client: Sqlite.Database): boolean {
  try {
    client.exec('BEGIN EXCLUSIVE; COMMIT');
    return true;
  } catch (cause) {
    if (cause instanceof Sqlite.SqliteError && cause.code === 'SQLITE_BUSY') return false;
    throw cause;
  }
}

/** Held by one process at a time; the system releases it even when that process is killed. */
function lock(file: string): () => void {
  const client = new Sqlite(file, { timeout: LOCK_WAIT_MS });
  client.exec('BEGIN EXCLUSIVE');
  return () => {
    client.exec('COMMIT');
    client.close();
  };
}
