import Sqlite from 'better-sqlite3';

/**
 * The index that groups are found by: full-text tables in a file beside the database, so that writing to them holds up
 * nobody who writes to the database. The database notes each change in `search_changes`; the index knows all changes up
 * to the one that it names, and is made anew from the database when it is missing or does not fit.
 */
export function searchIndexFile(database: string): string {
  return `${database}.search`;
}

/** Version of the tables, raised with every change of `TABLES`. */
const VERSION = 3;
/** Trigrams find any part of a word, in any script. The texts are folded already, and compared as they are. */
const TOKENIZE = `tokenize = 'trigram case_sensitive 1'`;
const TABLES = [
  `create virtual table search.groups_search using fts5(folded, ${TOKENIZE})`,
  // A row for each place of each trigram: a term shorter than a trigram is found by the trigrams that begin with it.
  "create virtual table search.groups_instances using fts5vocab(groups_search, 'instance')",
  // The index of names alone: without it, all texts that have a trigram are gone through to find the few names that do,
  // which are listed first. A page for a word of descriptions takes a 49th of the time (a million groups, 2026-11-30).
  // It knows which names have a trigram, and not where, which is all that is asked.
  `create virtual table search.groups_names using fts5(name, columnsize = 0, detail = none, ${TOKENIZE})`,
  // The same for names, which are listed first: letters that are frequent in texts may be rare in names.
  "create virtual table search.groups_names_instances using fts5vocab(groups_names, 'instance')",
  'create table search.search_state (database_id text not null, known_changes integer not null)',
];

const TABLE_NAMES = ['groups_instances', 'groups_names', 'groups_names_instances', 'groups_search', 'search_state'];

/** SQL: a name of `groups_text` as it is indexed. The blanks let trigrams begin with its last letters, too, as in `folded`. */
export const INDEXED_NAME = "name || '  '";
/** The full-text tables, each with its column and what it indexes of `groups_text`. */
const INDEXES = [
  { index: 'groups_search', column: 'folded', text: 'folded' },
  { index: 'groups_names', column: 'name', text: INDEXED_NAME },
] as const;

/** SQL: whether the index has yet to learn of a change. */
export const IS_BEHIND = '(select known_changes from search_state) < (select max(seq) from search_changes)';

/** SQL: whether the index has yet to learn of a change that is no longer noted. */
export const HAS_MISSED = '(select known_changes from search_state) + 1 < (select min(seq) from search_changes)';

/** SQL: the groups whose changes the index has yet to learn. */
export const CHANGED = 'select group_id from search_changes where seq > (select known_changes from search_state)';
/** SQL: notes that the index knows all changes; never backwards, as another process may have learned more meanwhile. */
const NOTE_KNOWN = `update search_state set known_changes =
  max(known_changes, (select coalesce(max(seq), 0) from search_changes))`;

/** The statements by which the index learns of all changes, to be run in one transaction. */
export const LEARNING: readonly string[] = [
  ...INDEXES.flatMap(({ index, column, text }) => [
    `/* learnChanges */ delete from ${index} where rowid in (${CHANGED})`,
    `/* learnChanges */ insert into ${index} (rowid, ${column}) select id, ${text} from groups_text where id in (${CHANGED})`,
  ]),
  `/* learnChanges */ ${NOTE_KNOWN}`,
];

/** Groups or changes that the index learns at the start, in some 200 ms. With more, or in a broken file, a thread does. */
const MAX_LEARNED_AT_START = 5_000;

/**
 * Attaches the index of a database, and lets it learn of all groups where that is done soon. Where it is not, or where
 * the file cannot be used, attaches a stand-in: a server then has the index mended (index-health.ts).
 */
export function openSearchIndex(client: Sqlite.Database): void {
  try {
    attachSearchIndex(client);
    if (!prepare(client)) attachStandIn(client);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    attachStandIn(client);
  }
}

/** Makes the index or brings it up to date; whether it can be asked now. */
function prepare(client: Sqlite.Database): boolean {
  client.pragma('search.journal_mode = WAL');
  client.pragma('search.synchronous = FULL');
  if (!fits(client)) {
    if (!areFew(client, 'select id from groups')) return false;
    client.transaction(makeHere)(client);
    client.pragma('search.wal_checkpoint(TRUNCATE)');
  }
  try {
    if (areFew(client, CHANGED)) learnerOfChanges(client)();
  } catch (cause) {
    // Another process learns, or the file cannot be written: searches wait until all has been learned.
    if (!(cause instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|READONLY|FULL)/.test(cause.code))) throw cause;
  }
  return true;
}

function areFew(client: Sqlite.Database, query: string): boolean {
  const found = client
    .prepare<[], number>(`/* openSearchIndex */ select count(*) from (${query} limit ${MAX_LEARNED_AT_START + 1})`)
    .pluck();
  return (found.get() ?? 0) <= MAX_LEARNED_AT_START;
}

/** Attaches an index, in place of one that was attached before. */
export function attachSearchIndex(client: Sqlite.Database, file = searchIndexFile(client.name)): void {
  if (isAttached(client)) client.exec('detach search');
  client.prepare('attach ? as search').run(file);
}

const IN_MEMORY = ':memory:';

/** Attaches an empty index in memory: statements can be prepared with it, and no file is touched. */
export function attachStandIn(client: Sqlite.Database): void {
  attachSearchIndex(client, IN_MEMORY);
  makeTables(client, 0);
}

export function isAttached(client: Sqlite.Database): boolean {
  return attachedFile(client) !== undefined;
}

/** Whether the index that is attached is a file, and not the stand-in. */
export function hasSearchIndex(client: Sqlite.Database): boolean {
  return Boolean(attachedFile(client));
}

function attachedFile(client: Sqlite.Database): string | null | undefined {
  return client
    .prepare<[], string | null>("/* attachedFile */ select file from pragma_database_list where name = 'search'")
    .pluck()
    .get();
}

/** Prepares what brings the index up to date, on this connection. */
export function learnerOfChanges(client: Sqlite.Database): () => void {
  const isBehind = client.prepare<[], 0 | 1 | null>(`/* learnChanges */ select ${IS_BEHIND}`).pluck();
  const steps = LEARNING.map((statement) => client.prepare(statement));
  // A deferred transaction: an immediate one would hold up those who write to the database.
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

/** SQL: whether the index has another text of the group that it learned last, unless that has changed since. */
const KNOWS_OTHERWISE = `select count(*) from search_changes as known
  left join groups_text on groups_text.id = group_id
  left join search.groups_search_content as texts on texts.id = group_id
  where seq = (select known_changes from search_state) and group_id not in (${CHANGED})
    and texts.c0 is not folded`;

/** Whether the index is this database's, and has missed no change that is no longer noted. */
export function fits(client: Sqlite.Database): boolean {
  const one = <Value>(query: string) => client.prepare<[], Value>(`/* fits */ ${query}`).pluck().get();
  if (client.pragma('search.user_version', { simple: true }) !== VERSION) return false;
  const names = TABLE_NAMES.map((name) => `'${name}'`).join();
  if (one(`select count(*) from search.sqlite_master where name in (${names})`) !== TABLE_NAMES.length) return false;
  const id = one<string>('select id from database_id');
  // Others may write meanwhile. Changes are read before and after the state: those that are no longer noted were known
  // before, and those that are known were noted before.
  const first = one<number | null>('select min(seq) from search_changes') ?? 0;
  const state = client.prepare<[], State>('/* fits */ select * from search_state').get();
  const last = one<number | null>('select max(seq) from search_changes') ?? 0;
  if (state?.database_id !== id || state === undefined) return false;
  return state.known_changes >= first - 1 && state.known_changes <= last && one(KNOWS_OTHERWISE) === 0;
}

/** Makes the tables, empty, as if all changes up to `known` had been learned. */
export function makeTables(client: Sqlite.Database, known: number): void {
  for (const table of TABLES) client.exec(table);
  client.prepare('/* makeTables */ insert into search_state select id, ? from database_id').run(known);
  client.pragma(`search.user_version = ${VERSION}`);
}

/** Prepares what adds the groups with ids above `after`, up to `upTo`. */
export function groupsAdder(client: Sqlite.Database): (after: number, upTo: number) => void {
  const inserts = INDEXES.map(({ index, column, text }) =>
    client.prepare(`/* addGroups */ insert into ${index} (rowid, ${column})
      select id, ${text} from groups_text where id > ? and id <= ?`),
  );
  return (after, upTo) => {
    for (const insert of inserts) insert.run(after, upTo);
  };
}

function makeHere(client: Sqlite.Database): void {
  for (const name of TABLE_NAMES) client.exec(`drop table if exists search.${name}`);
  makeTables(client, 0);
  groupsAdder(client)(0, Number.MAX_SAFE_INTEGER);
  client.exec(NOTE_KNOWN);
}
