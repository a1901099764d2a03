import type Sqlite from 'better-sqlite3';
import { INDEXED_NAME } from '../../../src/store/sqlite/search/index-file.ts';

/**
 * The search index of the peers: Guildhall's, but in the database itself, where a commit that makes groups indexes them,
 * too. A server without a thread for it would gain nothing by a file of its own, and flush two of them.
 */
export function makeSearchIndex(db: Sqlite.Database): void {
  const tokenize = "content='groups_text', content_rowid='id', tokenize='trigram case_sensitive 1'";
  db.exec(`
    drop trigger search_changes_insert; drop trigger search_changes_update; drop trigger search_changes_delete;
    drop trigger groups_reworded_insert; drop trigger groups_reworded_update;
    create virtual table groups_search using fts5(folded, ${tokenize});
    create virtual table groups_instances using fts5vocab('groups_search', 'instance');
    create virtual table groups_names using fts5(name, columnsize=0, detail=none, ${tokenize});
    create virtual table groups_names_instances using fts5vocab('groups_names', 'instance');
    insert into groups_search(groups_search) values ('rebuild');
    insert into groups_names (rowid, name) select id, ${INDEXED_NAME} from groups_text;
    create table groups_to_index (id integer primary key not null);
    create trigger groups_search_insert after insert on groups begin insert into groups_to_index values (new.id); end;
    -- Never behind.
    create table search_state as select max(seq) as known_changes from search_changes`);
}

/** Indexes new groups, as part of the transaction that is open. */
export function indexerOfNewGroups(db: Sqlite.Database): () => void {
  const isAnyNew = db.prepare('select 1 from groups_to_index limit 1');
  const steps = [
    `insert into groups_search (rowid, folded)
      select id, folded from groups_text where id in (select id from groups_to_index)`,
    `insert into groups_names (rowid, name)
      select id, ${INDEXED_NAME} from groups_text where id in (select id from groups_to_index)`,
    'delete from groups_to_index',
  ].map((statement) => db.prepare(statement));
  return () => {
    if (isAnyNew.get() === undefined) return;
    for (const step of steps) step.run();
  };
}
