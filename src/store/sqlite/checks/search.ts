import Sqlite, { type Database } from 'better-sqlite3';
import type { Check } from './check.ts';

const INDEXES = { groups: ['groups_search', 'groups_names'], users: ['users_search'] } as const;

/** What can be found is what the texts say. */
export const search: Check = {
  name: 'search',
  *find(client) {
    yield* unlike(client, 'groups');
    yield* unlike(client, 'users');
  },
};

function* unlike(client: Database, table: 'groups' | 'users'): Generator<string> {
  const ids = (sql: string) => client.prepare<[], number>(sql).pluck().iterate();
  const one = table.slice(0, -1);
  const missing = `select id from ${table} except select id from ${table}_search_docsize except ${waitingIn(client, table)}`;
  const extra = `select id from ${table}_search_docsize except select id from ${table}`;
  let named = false;
  for (const id of ids(missing)) {
    named = true;
    yield `${one} ${id} cannot be found`;
  }
  for (const id of ids(extra)) {
    named = true;
    yield `${one} ${id} can be found, and is not there`;
  }
  if (!named && !INDEXES[table].every((index) => agrees(client, table, index)))
    yield `${table} are found by texts that are not theirs`;
}

/**
 * Asks the index to compare itself with the texts. It takes that for a write, so it is asked in a temporary copy of
 * the index: nobody has to wait, and the connection may be one that cannot write.
 */
function agrees(client: Database, table: 'groups' | 'users', index: string): boolean {
  const made = client.prepare<[string], string>('select sql from main.sqlite_master where name = ?').pluck().get(index);
  if (made === undefined) return false;

  client.unsafeMode(true); // Tables that belong to an index are not to be written otherwise.
  try {
    client.exec(`create temp view ${table}_text as select * from main.${table}_text
      where id not in (${waitingIn(client, table)})`);
    client.exec(made.replace(/^create virtual table /i, '$&temp.'));
    for (const shadow of shadowsOf(client, index)) {
      client.exec(`delete from temp.${shadow}; insert into temp.${shadow} select * from main.${shadow}`);
    }
    client.exec(`insert into temp.${index}(${index}, rank) values ('integrity-check', 1)`);
    return true;
  } catch (cause) {
    if (cause instanceof Sqlite.SqliteError && cause.code === 'SQLITE_CORRUPT_VTAB') return false;
    throw cause;
  } finally {
    client.exec(`drop table if exists temp.${index}; drop view if exists temp.${table}_text`);
    client.unsafeMode(false);
  }
}

/** Those that are to be indexed shortly: nobody finds less for it, as searches wait for them. */
function waitingIn(client: Database, table: 'groups' | 'users'): string {
  const name = `${table}_to_index`;
  const isThere = client.prepare('select 1 from main.sqlite_master where name = ?').get(name) !== undefined;
  return isThere ? `select id from main.${name}` : 'select null where false';
}

/** The tables in which an index keeps what it knows. */
function shadowsOf(client: Database, index: string): string[] {
  return client
    .prepare<[string], string>(
      "select name from pragma_table_list where schema = 'main' and type = 'shadow' and name glob ? || '_*'",
    )
    .pluck()
    .all(index);
}
