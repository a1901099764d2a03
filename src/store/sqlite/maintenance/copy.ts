import { closeSync, fsyncSync, openSync } from 'node:fs';
import { openReadOnly } from '../connection/read-only.ts';
import { storageChecks } from './checks/storage.ts';

/**
 * Copies a database as it is at one moment, whoever goes on writing to it, to a file that is empty or absent. When this
 * returns, the copy has been read from its beginning to its end, and is on disk.
 *
 * VACUUM INTO does it, because SQLite's online backup begins anew whenever another process writes, and may never end
 * while a server is busy. VACUUM INTO is one read: writers do not wait for it, nor it for them. The copy holds nothing
 * that was deleted, and needs no other file beside it.
 */
export function copyDatabase(from: string, to: string): void {
  const source = openReadOnly(from);
  try {
    source.prepare('vacuum into ?').run(to);
  } finally {
    source.close();
  }
  verify(to);
  flush(to);
}

function verify(file: string): void {
  const copy = openReadOnly(file);
  try {
    for (const { name, find } of storageChecks) {
      for (const line of find(copy))
        throw new Error(`the copy is not sound (${name}: ${line}); npm run doctor says more`);
    }
  } finally {
    copy.close();
  }
}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
