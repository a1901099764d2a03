import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseReader, Maintenance } from '../../../domain/maintenance.ts';
import { missingMigrations, whyUnreadable } from '../connection/migrations.ts';
import { openReadOnly } from '../connection/read-only.ts';
import { findIn } from './checks/check.ts';
import { storageChecks } from './checks/storage.ts';
import { copyDatabase } from './copy.ts';
import { fixCounters } from './fix-counters.ts';
import { readMoment } from './moment.ts';
import { readerOn } from './reader.ts';

/** Maintains the database in one SQLite file. Each question opens a connection of its own, which makes no file. */
export function sqliteMaintenance(file: string): Maintenance {
  // SQLite reads it once, with its first connection. A temporary folder may be in memory, and small.
  process.env['SQLITE_TMPDIR'] ??= dirname(file);

  const read = async (path: string): Promise<DatabaseReader> => readerOn(openReadOnly(path));
  return {
    location: file,
    exists: async () => existsSync(file),
    whyUnreadable: async () => ask(file, whyUnreadable),
    missingMigrations: async () => ask(file, missingMigrations),
    read: () => read(file),
    readMoment: async () => readMoment(file),
    async *storageFindings() {
      const client = openReadOnly(file);
      try {
        yield* findIn(client, storageChecks);
      } finally {
        client.close();
      }
    },
    async *fixCounters() {
      yield* fixCounters(file);
    },
    copies: { copyTo: async (path) => copyDatabase(file, path), read },
  };
}

function ask<Answer>(file: string, question: (client: ReturnType<typeof openReadOnly>) => Answer): Answer {
  const client = openReadOnly(file);
  try {
    return question(client);
  } finally {
    client.close();
  }
}
