import type Sqlite from 'better-sqlite3';

const WAITING = 'select id from groups_to_index';

/**
 * Gives what puts new groups into the search index, to be run before the end of the transaction that makes them. FTS5
 * writes out what it was given at every further statement, so that many groups in one take half as long as each alone.
 */
export function indexerOfNewGroups(client: Sqlite.Database): () => void {
  const isAnyWaiting = client.prepare(`${WAITING} limit 1`);
  const steps = [
    `insert into groups_search (rowid, name_key, description)
      select id, name_key, description from groups_text where id in (${WAITING})`,
    `insert into groups_names (rowid, name_key) select id, name_key from groups_text where id in (${WAITING})`,
    'delete from groups_to_index',
  ].map((statement) => client.prepare(statement));

  return () => {
    if (isAnyWaiting.get() === undefined) return;
    for (const step of steps) step.run();
  };
}

/** Indexes groups that were left waiting: made by hand, or by a version from before they had to wait. */
export function indexLeftGroups(client: Sqlite.Database): void {
  const isAnyLeft = client.prepare(`${WAITING} limit 1`).get() !== undefined;
  if (isAnyLeft) client.transaction(indexerOfNewGroups(client)).immediate();
}
