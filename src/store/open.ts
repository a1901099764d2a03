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

/** The path of a `file:` URL: `file:data/a.db` is relative to the working directory. */
export function sqliteFile(databaseUrl: string): string {
  return decodeURI(databaseUrl.replace(/^file:(\/\/)?/, ''));
}
