import type { Maintenance } from '../../../domain/maintenance.ts';
import { postgresLocation } from '../../database-url.ts';
import { migrationState } from '../connection/migrations.ts';
import { findIn } from './checks/check.ts';
import { storageChecks } from './checks/storage.ts';
import { connect, withClient } from './client.ts';
import { fixCounters } from './fix-counters.ts';
import { BEGIN_MOMENT, readMoment } from './moment.ts';
import { readerOn } from './reader.ts';

/** Maintains the database of a PostgreSQL server. Each question opens a connection of its own. */
export function postgresMaintenance(url: string): Maintenance {
  return {
    location: postgresLocation(url),
    // Where it does not, the server says so when it is asked anything.
    exists: async () => true,
    whyUnreadable: () =>
      withClient(url, async (client) => {
        const { whyForeign, applied } = await migrationState(client);
        return whyForeign ?? (applied === 0 ? 'has no migrations of Guildhall' : null);
      }),
    missingMigrations: async () => (await withClient(url, migrationState)).missing,
    read: async () => readerOn(await connect(url)),
    readMoment: () => readMoment(url),
    async *storageFindings() {
      const client = await connect(url);
      try {
        await client.query(BEGIN_MOMENT);
        yield* findIn(client, storageChecks);
      } finally {
        await client.end();
      }
    },
    fixCounters: () => fixCounters(url),
    copies: null,
  };
}
