import Sqlite from 'better-sqlite3';

/**
 * Held by one process at a time; the system releases it even when that process is killed. Throws SQLITE_BUSY when
 * another has held it for this long.
 */
export function lock(file: string, milliseconds: number): () => void {
  const client = new Sqlite(file, { timeout: milliseconds });
  try {
    client.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    client.close();
    throw cause;
  }
  return () => {
    client.exec('COMMIT');
    client.close();
  };
}
