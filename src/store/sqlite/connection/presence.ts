import Sqlite from 'better-sqlite3';

const BUSY_WAIT_MS = 10_000;

/**
 * Marks this process as one that has the database open, until it calls `end` or ends in whatever way. `alone` says
 * whether no other process had it open.
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
