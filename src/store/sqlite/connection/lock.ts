import Sqlite from 'better-sqlite3';

/**
 * Takes a lock that one process can hold at a time, and returns the function that releases it; the operating system
 * releases it when the process is killed. Throws SQLITE_BUSY when another process still holds it after `milliseconds`.
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
