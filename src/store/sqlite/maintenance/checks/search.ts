import Sqlite from 'better-sqlite3';
import { CHANGED, fits, INDEXED_NAME, isAttached } from '../../search/index-file.ts';
import type { OwnCheck } from './check.ts';

/** The search indexes hold what the texts say. */
export const search: OwnCheck = {
  name: 'search',
  *find(client) {
    // A server makes an index that is absent.
    if (isAttached(client)) yield* legible(findInGroups(client));
    yield* findInUsers(client);
  },
};

/** Turns a fault into a finding: the database was read to its end before, so that it is the index that is damaged. */
function* legible(findings: Generator<string>): Generator<string> {
  try {
    yield* findings;
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    yield `the index of groups is damaged (${cause.message}); a server makes it anew`;
  }
}

/**
 * Changes that the index has yet to learn are no fault: searches wait for them. The index keeps the texts that it was
 * made of, with which its own integrity check compares it.
 */
function* findInGroups(client: Sqlite.Database): Generator<string> {
  if (!fits(client)) return yield 'the index of groups does not fit, or is being made; a server makes it anew';
  const [texts, names] = ['groups_search_docsize', 'groups_names_content'].map(
    (table) => `select id from search.${table}`,
  );
  const missing = `select id from groups except ${texts} except ${CHANGED}`;
  const extra = `select * from (${texts} union ${names}) except select id from groups except ${CHANGED}`;
  const named = yield* misplaced(client, 'group', missing, extra);
  const others = client.prepare(`select 1 from groups_text
    left join search.groups_search_content as texts on texts.id = groups_text.id
    left join search.groups_names_content as names on names.id = groups_text.id
    where (texts.c0 is not folded or names.c0 is not ${INDEXED_NAME})
      and groups_text.id not in (${CHANGED})`);
  if (!named && others.get() !== undefined) yield 'groups are found by texts that are not theirs';
}

function* findInUsers(client: Sqlite.Database): Generator<string> {
  const [known, there] = ['select id from users_search_docsize', 'select id from users'];
  const named = yield* misplaced(client, 'user', `${there} except ${known}`, `${known} except ${there}`);
  if (!named && !usersAgree(client)) yield 'users are found by texts that are not theirs';
}

/** Returns whether anything is in the table alone or in the index alone. */
function* misplaced(
  client: Sqlite.Database,
  thing: string,
  missing: string,
  extra: string,
): Generator<string, boolean> {
  let found = false;
  for (const [ids, problem] of [
    [missing, 'cannot be found'],
    [extra, 'can be found, and is not there'],
  ] as const) {
    for (const id of client.prepare<[], number>(ids).pluck().iterate()) {
      found = true;
      yield `${thing} ${id} ${problem}`;
    }
  }
  return found;
}

/**
 * Lets the index of users compare itself with the users. SQLite takes that for a write, so it is done in a temporary
 * copy of the index: nobody has to wait, and the connection may be one that cannot write.
 */
function usersAgree(client: Sqlite.Database): boolean {
  const made = client
    .prepare<[], string>("select sql from main.sqlite_master where name = 'users_search'")
    .pluck()
    .get();
  if (made === undefined) return false;

  // Otherwise the tables that belong to an index cannot be written.
  client.unsafeMode(true);
  try {
    client.exec('create temp view users_text as select * from main.users_text');
    client.exec(made.replace(/^create virtual table /i, '$&temp.'));
    for (const shadow of shadowsOfUsers(client)) {
      client.exec(`delete from temp.${shadow}; insert into temp.${shadow} select * from main.${shadow}`);
    }
    client.exec("insert into temp.users_search(users_search, rank) values ('integrity-check', 1)");
    return true;
  } catch (cause) {
    if (cause instanceof Sqlite.SqliteError && cause.code === 'SQLITE_CORRUPT_VTAB') return false;
    throw cause;
  } finally {
    client.exec('drop table if exists temp.users_search; drop view if exists temp.users_text');
    client.unsafeMode(false);
  }
}

/** The tables in which the index of users keeps its data. */
function shadowsOfUsers(client: Sqlite.Database): string[] {
  return client
    .prepare<[], string>(
      "select name from pragma_table_list where schema = 'main' and type = 'shadow' and name glob 'users_search_*'",
    )
    .pluck()
    .all();
}
