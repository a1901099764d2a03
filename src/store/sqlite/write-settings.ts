import type Sqlite from 'better-sqlite3';

/** For a connection that writes: what it has committed is on disk, and what refers to something is refused without it. */
export function setForWriting(client: Sqlite.Database): void {
  client.pragma('journal_mode = WAL');
  // NORMAL is what a connection to an existing file starts with, and it can lose the last commits.
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
}
