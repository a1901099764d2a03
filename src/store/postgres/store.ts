import { Refused } from '../../domain/refused.ts';
import type { Store } from '../../domain/store.ts';
import { postgresLocation } from '../database-url.ts';
import { POSTGRES_DEFAULTS, type StoreOptions, undoneWith } from '../options.ts';
import { groupCommit } from './connection/group-commit.ts';
import { type ReadPool, readPool } from './connection/pool.ts';
import { prepareDatabase } from './connection/prepare-database.ts';
import { readTogether } from './connection/read-together.ts';
import type { ConnectionSettings } from './connection/settings.ts';
import { writerConnection } from './connection/writer-connection.ts';
import { groupChanges } from './groups/change-group.ts';
import { conflictReads } from './groups/conflicts.ts';
import { groupCreation } from './groups/insert-group.ts';
import { memberReads } from './groups/members.ts';
import { pageRequestReads } from './groups/page-requests.ts';
import { groupReads } from './groups/read-groups.ts';
import { indexEveryText, textIndexing } from './search/index-texts.ts';
import { profileReads } from './users/profiles.ts';
import { userReads } from './users/read-users.ts';
import { userSettingsAccess } from './users/user-settings.ts';
import { userWrites } from './users/write-users.ts';

/** Reads a table, and whether the server takes no writes: a standby has yet to show what its primary has answered. */
const PING = `/* ping */ select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean,
  exists (select 1 from groups)`;

/** Opens the store that keeps everything in a PostgreSQL database, which other processes may serve, too. */
export async function openPostgres(databaseUrl: string, options: StoreOptions): Promise<Store> {
  const { observer } = options;
  const { migrate: migrates, ...connecting } = { ...POSTGRES_DEFAULTS, ...options.postgres };
  const settings: ConnectionSettings = { url: databaseUrl, ...connecting };
  await prepareDatabase(settings, {
    location: postgresLocation(databaseUrl),
    undone: undoneWith(options),
    migrates,
    onFolded: observer?.folded,
    onAllFolded: indexEveryText,
    onWarning: options.onWarning,
  });

  const reads = readPool(settings, options);
  const together = readTogether(settings, observer);
  /** One at a time, however many ask: it goes before all that wait. */
  let pinging: Promise<void> | null = null;
  const indexing = textIndexing(reads, (reason) => observer?.upkeepFailed(reason));
  // A caller who gets no answer in half the time of a statement is told so, while there is time to try again.
  const writing = groupCommit(writerConnection(settings), {
    committed(writes) {
      observer?.committed(writes);
      indexing.written(writes);
    },
    patienceMs: settings.timeoutMs / 2,
  });
  return {
    ...groupReads(reads, together),
    ...memberReads(reads),
    ...pageRequestReads(reads),
    ...userReads(reads, together),
    ...profileReads(reads, together),
    ...conflictReads(reads),
    ...groupCreation(reads, writing.write),
    ...groupChanges(writing.write),
    ...userWrites(reads, writing.write),
    ...userSettingsAccess(reads, writing.write),
    // Other machines may have it open: nobody is ever known to be alone.
    async wasOpenedAlone() {
      return false;
    },
    ping() {
      pinging ??= ping(reads).finally(() => {
        pinging = null;
      });
      return pinging;
    },
    async close() {
      await writing.end();
      await indexing.end();
      await reads.end();
    },
  };
}

async function ping(reads: ReadPool): Promise<void> {
  const { rows } = await reads.queryFirst({ name: 'ping', text: PING, values: [] });
  if (rows[0]?.[0] === true) throw new Refused({ code: 'STORE_UNAVAILABLE' });
}
