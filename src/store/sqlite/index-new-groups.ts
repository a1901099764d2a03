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
  const countWaiting = counterOfWaiting(client, 1);
  const steps = INDEXING.map((statement) => client.prepare(statement));
  return () => {
    if (countWaiting() === 0) return;
    for (const step of steps) step.run();
  };
}

/** How many groups wait; what is beyond `most` is not counted. */
export function counterOfWaiting(client: Sqlite.Database, most: number): () => number {
  const count = client.prepare<[], number>(`select count(*) from (${WAITING} limit ${most})`).pluck();
  return () => count.get() ?? 0;
}

/** Indexes groups that were left waiting: made by hand, or by a process that was killed before it had. */
export function indexLeftGroups(client: Sqlite.Database): void {
  if (counterOfWaiting(client, 1)() > 0) client.transaction(indexerOfNewGroups(client)).immediate();
}
