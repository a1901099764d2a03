import Sqlite from 'better-sqlite3';

const BUSY_WAIT_MS = 10_000;

/** Opens a file that is there, as it is: nothing is made, migrated or locked, whoever else has it open. */
export function openReadOnly(file: string): Sqlite.Database {
  return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_WAIT_MS });
}
