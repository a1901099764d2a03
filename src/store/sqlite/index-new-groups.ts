import type Sqlite from 'better-sqlite3';

/** Groups that nobody can find yet. */
export const WAITING = 'select id from groups_to_index';

/**
 * What puts the groups that wait into the search index, to be run in one transaction. FTS5 writes out what it was given
 * at every further statement, so that many groups in one take half as long as each alone.
 */
export const INDEXING: readonly string[] = [
  `insert into groups_search (rowid, name_key, description)
    select id, name_key, description from groups_text where id in (${WAITING})`,
  `insert into groups_names (rowid, name_key) select id, name_key from groups_text where id in (${WAITING})`,
  'delete from groups_to_index',
];

/** Indexes the groups that wait, as part of the transaction that is open. */
export function indexerOfNewGroups(client: Sqlite.Database): () => void {
  const isAnyWaiting = askerForWaiting(client);
  const steps = INDEXING.map((statement) => client.prepare(statement));
  return () => {
    if (!isAnyWaiting()) return;
    for (const step of steps) step.run();
  };
}

/** Asks whether any group waits. */
export function askerForWaiting(client: Sqlite.Database): () => boolean {
  const first = client.prepare(`${WAITING} limit 1`);
  return () => first.get() !== undefined;
}

/** Indexes groups that were left waiting: made by hand, or by a process that was killed before it had. */
export function indexLeftGroups(client: Sqlite.Database): void {
  if (askerForWaiting(client)()) client.transaction(indexerOfNewGroups(client)).immediate();
}
