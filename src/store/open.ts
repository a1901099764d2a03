import Sqlite from 'better-sqlite3';
import type { Store } from '../domain/store.ts';
import type { StoreObserver } from './observer.ts';
import { openSqlite } from './sqlite/store.ts';

export interface StoreOptions {
  /** Told of every statement that runs. */
  readonly onStatement?: (statement: string) => void;
  readonly observer?: StoreObserver;
}

/** Opens the database that a `DATABASE_URL` names, migrated to what this version needs. */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  return openSqlite(sqliteFile(databaseUrl), options);
}

/** The same; a file that SQLite cannot use ends the process with one sentence, as no restart mends it. */
export async function openStoreOrExit(databaseUrl: string, options: StoreOptions): Promise<Store> {
  try {
    return await openStore(databaseUrl, options);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    console.error(`The database ${sqliteFile(databaseUrl)} cannot be opened: ${cause.message}.`);
    process.exit(1);
  }
}

/** The path of a `file:` URL: `file:data/a.db` is relative to the working directory. */
export function sqliteFile(databaseUrl: string): string {
  return decodeURI(databaseUrl.replace(/^file:(\/\/)?/, ''));
}
