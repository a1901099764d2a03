import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Store } from '../domain/store.ts';
import { StartError } from '../start-error.ts';
import { databaseFile } from './database-file.ts';
import { isPostgresUrl, postgresLocation } from './database-url.ts';
import { type StoreOptions, undoneWith } from './options.ts';
import { openSqlite } from './sqlite/store.ts';

/** The remedy for each failure, by the beginning of SQLite's code for it. */
const CURES: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_(NOTADB|CORRUPT)/, 'restore a backup of it'],
  [/^SQLITE_FULL/, 'make room on its disk'],
  [/^SQLITE_(BUSY|LOCKED)/, 'end the program that has locked it'],
  [/^SQLITE_(CANTOPEN|READONLY|PERM)/, 'let this user read and write it and the files beside it'],
];

/**
 * Opens the database that a `DATABASE_URL` names, migrated to what this version needs. Throws a `StartError` where it
 * cannot be used.
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  if (isPostgresUrl(databaseUrl)) return (await import('./postgres/store.ts')).openPostgres(databaseUrl, options);
  const file = databaseFile(databaseUrl);
  try {
    return openSqlite(file, options);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    throw new StartError(
      `${undoneWith(options)}: the database ${resolve(file)} cannot be opened (${cause.message}): ${cureOf(cause, file)}, or set DATABASE_URL to another file.`,
    );
  }
}

/** Brings a database to what this version needs, and closes it. Throws a `StartError` where that cannot be done. */
export async function migrateStore(databaseUrl: string, options: StoreOptions = {}): Promise<void> {
  const store = await openStore(databaseUrl, {
    undone: 'The database cannot be migrated',
    ...options,
    postgres: { ...options.postgres, migrate: true },
  });
  await store.close();
}

/** A database as people are told it. */
export function storeLocation(databaseUrl: string): string {
  return isPostgresUrl(databaseUrl) ? postgresLocation(databaseUrl) : resolve(databaseFile(databaseUrl));
}

function cureOf({ code }: InstanceType<typeof Sqlite.SqliteError>, file: string): string {
  if (existsSync(file) && statSync(file).isDirectory()) return 'move the folder in its place away';
  const [, cure] = CURES.find(([codes]) => codes.test(code)) ?? [null, 'look into that'];
  return cure;
}
