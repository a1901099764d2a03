import type { StoreOptions } from '../options.ts';
import { type ConnectionOptions, connect, type Database } from './connection/database.ts';
import { openSearchIndex, searchIndexFile } from './search/index-file.ts';
import { type Reading, readInThread } from './statements/long-reads.ts';

const READING_THREAD = new URL('./long-reads-thread.js', import.meta.url);

/** Opens a database file with its search index, ready to serve. */
export function openDatabase(file: string, options: Omit<ConnectionOptions, 'attach'> = {}): Database {
  return connect(file, { ...options, attach: openSearchIndex });
}

/** Reads the same two files in a thread. */
export function readingOf(file: string, options: StoreOptions = {}): Reading {
  return readInThread(file, { ...options, script: READING_THREAD, attached: searchIndexFile(file) });
}
