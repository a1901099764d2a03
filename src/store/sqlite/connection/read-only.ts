import Sqlite from 'better-sqlite3';

const BUSY_WAIT_MS = 10_000;

/** Opens an existing file as it is, without making, migrating or locking anything, whoever else has it open. */
export function openReadOnly(file: string): Sqlite.Database {
  return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
}
