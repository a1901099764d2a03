import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { StartError } from '../../../start-error.ts';
import { usableFolder } from '../../../usable-folder.ts';
import { openSearchIndex } from '../search/index-file.ts';
import { foldAnew, type OnFolded } from './fold-anew.ts';
import { lock } from './lock.ts';
import { MIGRATIONS, whyForeign } from './migrations.ts';
import { type Snapshot, snapshotOfTheTurn } from './read-snapshot.ts';

export type Database = BetterSQLite3Database & { readonly $client: Sqlite.Database; readonly snapshot: Snapshot };

/**
 * Begins a transaction that writes, after a plain `begin`: an immediate one would lock the search index as well. Given
 * the last change that the index knows, it removes those before.
 */
export const LOCK = 'delete from search_changes where seq < ?';
/** Of a large database, what some thousands of groups and their people take. */
const PAGES_KEPT_KB = 48_000;
/** While another process brings a large database on. */
const LOCK_WAIT_MS = 300_000;
const BUSY_WAIT_MS = 10_000;

export interface OpeningOptions {
  /** Told of every statement that runs. */
  readonly onStatement?: ((statement: string) => void) | undefined;
  readonly onFolded?: OnFolded | undefined;
}

/** Opens the file, made, migrated and folded if need be. */
export function openDatabase(file: string, { onStatement, onFolded }: OpeningOptions = {}): Database {
  usableFolder('DATABASE_URL', dirname(file));
  if (existsSync(file)) expectOwn(file);
  const release = lock(`${file}.lock`, LOCK_WAIT_MS);
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
      client.pragma(`cache_size = -${PAGES_KEPT_KB}`);
      const database = drizzle(client);
      migrate(database, { migrationsFolder: MIGRATIONS });
      foldAnew(client, onFolded);
      openSearchIndex(client);
      return Object.assign(database, { snapshot: snapshotOfTheTurn(client) });
    } catch (cause) {
      client.close();
      throw cause;
    }
  } finally {
    release();
  }
}

/** Before anything is written, even beside it: what another program or a newer version made is left as it is. */
function expectOwn(file: string): void {
  const client = new Sqlite(file, { timeout: BUSY_WAIT_MS, fileMustExist: true });
  try {
    const foreign = whyForeign(client);
    if (foreign === null) return;
    throw new StartError(
      `Guildhall cannot start: the database ${resolve(file)} ${foreign}; set DATABASE_URL to another file, or start what it belongs to.`,
    );
  } finally {
    client.close();
  }
}
