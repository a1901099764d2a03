import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { StartError } from '../../../start-error.ts';
import { usableFolder } from '../../../usable-folder.ts';
import { foldAnew, type OnFolded } from './fold-anew.ts';
import { lock } from './lock.ts';
import { MIGRATIONS, whyForeign } from './migrations.ts';
import { type Snapshot, snapshotOfTheTurn } from './read-snapshot.ts';

/** The connection of the server: drizzle, its client, and the snapshot that reads of one turn share. */
export type Database = BetterSQLite3Database & { readonly $client: Sqlite.Database; readonly snapshot: Snapshot };

/**
 * The first statement of a transaction that writes, after a plain `begin`: an immediate transaction would lock the
 * search index as well. Its parameter is the last change that the index knows; the statement removes those before it.
 */
export const LOCK = '/* lock */ delete from search_changes where seq < ?';
/** Kilobytes of pages kept in memory: some thousands of groups of a large database, with their members. */
const CACHE_KB = 48_000;
/** Milliseconds to wait while another process migrates and folds a large database. */
const LOCK_WAIT_MS = 300_000;
const BUSY_WAIT_MS = 10_000;

export interface ConnectionOptions {
  /** Called with the text of every statement that runs. */
  readonly onStatement?: ((statement: string) => void) | undefined;
  readonly onFolded?: OnFolded | undefined;
  /** Attaches what stands beside the database, as the last step, while no other process can open it. */
  readonly attach: (client: Sqlite.Database) => void;
}

/** Opens the file, after making, migrating and folding it where needed; one process at a time. */
export function connect(file: string, { onStatement, onFolded, attach }: ConnectionOptions): Database {
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
      // A connection to an existing file starts with NORMAL, which can lose the last commits.
      client.pragma('synchronous = FULL');
      client.pragma('foreign_keys = ON');
      client.pragma(`cache_size = -${CACHE_KB}`);
      const database = drizzle(client);
      migrate(database, { migrationsFolder: MIGRATIONS });
      foldAnew(client, onFolded);
      attach(client);
      return Object.assign(database, { snapshot: snapshotOfTheTurn(client) });
    } catch (cause) {
      client.close();
      throw cause;
    }
  } finally {
    release();
  }
}

/** Refuses a database of another program or of a newer version, before anything is written to it or beside it. */
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
