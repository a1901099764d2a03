import type { Store } from '../../domain/store.ts';
import type { StoreOptions } from '../options.ts';
import { groupCommit } from './connection/group-commit.ts';
import { takePart } from './connection/presence.ts';
import { timeStatements } from './connection/statement-timing.ts';
import { groupChanges } from './groups/change-group.ts';
import { conflictChecks } from './groups/conflicts.ts';
import { groupCreation } from './groups/insert-group.ts';
import { memberReads } from './groups/members.ts';
import { pageRequestReads } from './groups/page-requests.ts';
import { groupReads } from './groups/read-groups.ts';
import { openDatabase, readingOf } from './open-database.ts';
import { addHoldsTerms } from './search/holds-terms.ts';
import { searchHealth } from './search/index-health.ts';
import { upkeepOf } from './search/index-worker.ts';
import { countLooks } from './statements/row-budget.ts';
import { profileReads } from './users/profiles.ts';
import { userReads } from './users/read-users.ts';
import { userWrites } from './users/write-users.ts';

/** Opens the store that keeps everything in one SQLite file, and its search index in another beside it. */
export function openSqlite(file: string, options: StoreOptions): Store {
  const { onStatement, observer } = options;
  const db = openDatabase(file, { onStatement, onFolded: observer?.folded });
  if (observer) timeStatements(db.$client, observer.statementEnded);
  addHoldsTerms(db);
  countLooks(db.$client);
  const reading = readingOf(file, options);
  const health = searchHealth(db, observer);
  health.onReplaced(reading.reattach);
  const upkeep = upkeepOf(db, health, (reason) => observer?.upkeepFailed(reason));
  const reads = groupReads(db, reading, { ...health, ...upkeep });
  const write = groupCommit(db, { observer, upkeep });
  const conflicting = conflictChecks(db);
  const part = takePart(file);
  const ping = db.$client.prepare('/* ping */ select count(*) from (select 1 from groups limit 1)');
  return {
    ...reads,
    listGroups: (filter, ...rest) =>
      filter.search === null
        ? reads.listGroups(filter, ...rest)
        : health.guard(() => reads.listGroups(filter, ...rest)),
    countGroups: (filter, viewerId) =>
      filter.search === null
        ? reads.countGroups(filter, viewerId)
        : health.guard(() => reads.countGroups(filter, viewerId)),
    ...groupCreation(db, write, conflicting),
    ...groupChanges(db, write, conflicting),
    ...memberReads(db, reading),
    ...pageRequestReads(db, reading),
    ...userReads(db, reading),
    ...profileReads(db),
    ...userWrites(db, write),
    async findConflicts(group) {
      return conflicting.find(group);
    },
    async wasOpenedAlone() {
      return part.alone;
    },
    async ping() {
      ping.get();
    },
    async close() {
      await health.end();
      await Promise.all([reading.end(), upkeep.end()]);
      db.snapshot.end();
      db.$client.close();
      part.end();
    },
  };
}
