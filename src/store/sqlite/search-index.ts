import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { takePart } from './take-part.ts';

/**
 * What groups are found by: full-text indexes in a file beside the database, so that to write to them holds up nobody
 * who writes to that. It is made of nothing but the database, and made anew when it is missing or does not fit.
 *
 * The database notes each change in `search_changes`; the index knows all of them up to the one that it names.
 */
export function searchIndexFile(database: string): string {
  return `${database}.search`;
}

/** Changes whenever another version would make other tables. */
const VERSION = 1;
/** Trigrams find any part of a word, in any script. */
const TOKENIZE = `tokenize = 'trigram remove_diacritics 1'`;
const TABLES = [
  `create virtual table search.groups_search using fts5(name_key, description, ${TOKENIZE})`,
  // Where each trigram stands: terms shorter than one are found by those that begin with them.
  "create virtual table search.groups_instances using fts5vocab(groups_search, 'instance')",
  // Names are found before descriptions: without an index of their own, all texts that have a trigram are gone through
  // to find the few names that do. It knows which names have a trigram, and not where, which is all that is asked.
  `create virtual table search.groups_names using fts5(name_key, columnsize = 0, detail = none, ${TOKENIZE})`,
  'create table search.search_state (database_id text not null, known_changes integer not null)',
];

const TABLE_NAMES = ['groups_instances', 'groups_names', 'groups_search', 'search_state'];

/** Whether the index has yet to learn of a change. */
export const IS_BEHIND = '(select known_changes from search_state) < (select max(seq) from search_changes)';

/** The groups that it may find as they are not. */
export const CHANGED = 'select group_id from search_changes where seq > (select known_changes from search_state)';
/** Never backwards: on the connection of the database, what another process learned meanwhile may be more. */
const LEARN = `update search_state set known_changes =
  max(known_changes, (select coalesce(max(seq), 0) from search_changes))`;

/** Tells the index of all changes, to be run in one transaction. */
export const LEARNING: readonly string[] = [
  ...intoIndex('groups_search', 'name_key, description'),
  ...intoIndex('groups_names', 'name_key'),
  LEARN,
];

function intoIndex(index: string, columns: string): string[] {
  return [
    `delete from ${index} where rowid in (${CHANGED})`,
    `insert into ${index} (rowid, ${columns}) select id, ${columns} from groups_text where id in (${CHANGED})`,
  ];
}

/** Attaches the index of a database, and sees to it that it knows all groups. */
export function openSearchIndex(client: Sqlite.Database): void {
  try {
    attachSearchIndex(client);
    prepare(client);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError && DAMAGED.test(cause.code) && isOurs(client))) throw cause;
    if (isAttached(client)) client.exec('detach search');
    for (const ending of ['', '-wal', '-shm']) rmSync(`${searchIndexFile(client.name)}${ending}`, { force: true });
    attachSearchIndex(client);
    prepare(client);
  }
}

const DAMAGED = /^SQLITE_(NOTADB|CORRUPT)/;

/** Whether no other process has the database open. */
function isOurs(client: Sqlite.Database): boolean {
  const part = takePart(client.name);
  part.end();
  return part.alone;
}

function prepare(client: Sqlite.Database): void {
  client.pragma('search.journal_mode = WAL');
  client.pragma('search.synchronous = FULL');
  if (!fits(client)) {
    client.transaction(makeAnew)(client);
    client.pragma('search.wal_checkpoint(TRUNCATE)');
  }
  try {
    learnerOfChanges(client)();
  } catch (cause) {
    // Another process is about to, and searches wait until all has been learned.
    if (!(cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY'))) throw cause;
  }
}

export function attachSearchIndex(client: Sqlite.Database): void {
  client.prepare('attach ? as search').run(searchIndexFile(client.name));
}

export function isAttached(client: Sqlite.Database): boolean {
  return client.prepare("select 1 from pragma_database_list where name = 'search'").get() !== undefined;
}

/** Brings the index up to date, now and here. */
export function learnerOfChanges(client: Sqlite.Database): () => void {
  const isBehind = client.prepare<[], 0 | 1 | null>(`select ${IS_BEHIND}`).pluck();
  const steps = LEARNING.map((statement) => client.prepare(statement));
  // Not an immediate transaction, which would hold up who writes to the database.
  const learn = client.transaction(() => {
    for (const step of steps) step.run();
  });
  return () => {
    if (isBehind.get()) learn();
  };
}

interface State {
  readonly database_id: string;
  readonly known_changes: number;
}

/** Of the last group that it learned, which is noted still, unless it has changed since. */
const KNOWS_OTHERWISE = `select count(*) from search_changes as known
  left join groups_text on groups_text.id = group_id
  left join search.groups_search_content as texts on texts.id = group_id
  where seq = (select known_changes from search_state) and group_id not in (${CHANGED})
    and (texts.c0 is not name_key or texts.c1 is not description)`;

/** Whether it is this database's, and has missed none of the changes that are noted no more. */
export function fits(client: Sqlite.Database): boolean {
  const one = <Value>(query: string) => client.prepare<[], Value>(query).pluck().get();
  if (client.pragma('search.user_version', { simple: true }) !== VERSION) return false;
  const names = TABLE_NAMES.map((name) => `'${name}'`).join();
  if (one(`select count(*) from search.sqlite_master where name in (${names})`) !== TABLE_NAMES.length) return false;
  const id = one<string>('select id from database_id');
  // Others may write meanwhile: what is noted no more was known before, and what is known has been noted before.
  const first = one<number | null>('select min(seq) from search_changes') ?? 0;
  const state = client.prepare<[], State>('select * from search_state').get();
  const last = one<number | null>('select max(seq) from search_changes') ?? 0;
  if (state?.database_id !== id || state === undefined) return false;
  return state.known_changes >= first - 1 && state.known_changes <= last && one(KNOWS_OTHERWISE) === 0;
}

function makeAnew(client: Sqlite.Database): void {
  for (const name of TABLE_NAMES) client.exec(`drop table if exists search.${name}`);
  for (const table of TABLES) client.exec(table);
  client.exec(`
    insert into search_state select id, 0 from database_id;
    insert into groups_search (rowid, name_key, description) select id, name_key, description from groups_text;
    insert into groups_names (rowid, name_key) select id, name_key from groups_text;
    ${LEARN};
    pragma search.user_version = ${VERSION}`);
}
