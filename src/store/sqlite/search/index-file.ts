import Sqlite from 'better-sqlite3';

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
const VERSION = 2;
/** Trigrams find any part of a word, in any script. What is indexed is folded, and compared as it is. */
const TOKENIZE = `tokenize = 'trigram case_sensitive 1'`;
const TABLES = [
  `create virtual table search.groups_search using fts5(folded, ${TOKENIZE})`,
  // Where each trigram stands: terms shorter than one are found by those that begin with them.
  "create virtual table search.groups_instances using fts5vocab(groups_search, 'instance')",
  // Names are found before descriptions: without an index of their own, all texts that have a trigram are gone through
  // to find the few names that do. It knows which names have a trigram, and not where, which is all that is asked.
  `create virtual table search.groups_names using fts5(name, columnsize = 0, detail = none, ${TOKENIZE})`,
  'create table search.search_state (database_id text not null, known_changes integer not null)',
];

const TABLE_NAMES = ['groups_instances', 'groups_names', 'groups_search', 'search_state'];

/** Each with the column that it has of `groups_text`. */
const INDEXES = { groups_search: 'folded', groups_names: 'name' } as const;

/** Whether the index has yet to learn of a change. */
export const IS_BEHIND = '(select known_changes from search_state) < (select max(seq) from search_changes)';

/** Whether it has yet to learn of a change that is noted no more. */
export const HAS_MISSED = '(select known_changes from search_state) + 1 < (select min(seq) from search_changes)';

/** The groups that it may find as they are not. */
export const CHANGED = 'select group_id from search_changes where seq > (select known_changes from search_state)';
/** Never backwards: on the connection of the database, what another process learned meanwhile may be more. */
const LEARN = `update search_state set known_changes =
  max(known_changes, (select coalesce(max(seq), 0) from search_changes))`;

/** Tells the index of all changes, to be run in one transaction. */
export const LEARNING: readonly string[] = [
  ...Object.entries(INDEXES).flatMap(([index, column]) => [
    `delete from ${index} where rowid in (${CHANGED})`,
    `insert into ${index} (rowid, ${column}) select id, ${column} from groups_text where id in (${CHANGED})`,
  ]),
  LEARN,
];

/** Up to this many groups or changes, the start makes the index or lets it learn, which takes some 200 ms. */
const FEW_AT_THE_START = 5_000;

/**
 * Attaches the index of a database, and sees to it that it knows all groups where that is soon done. Where it is not, or
 * the file cannot be used, a stand-in is attached: who serves has it mended then (search-health.ts).
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

/** Whether it can be asked now. */
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
  const found = client.prepare<[], number>(`select count(*) from (${query} limit ${FEW_AT_THE_START + 1})`).pluck();
  return (found.get() ?? 0) <= FEW_AT_THE_START;
}

/** In place of an index that was attached before. */
export function attachSearchIndex(client: Sqlite.Database, file = searchIndexFile(client.name)): void {
  if (isAttached(client)) client.exec('detach search');
  client.prepare('attach ? as search').run(file);
}

const IN_MEMORY = ':memory:';

/** An index that knows nothing: statements can be prepared with it, and other databases are left alone. */
export function attachStandIn(client: Sqlite.Database): void {
  attachSearchIndex(client, IN_MEMORY);
  makeTables(client, 0);
}

export function isAttached(client: Sqlite.Database): boolean {
  return attachedFile(client) !== undefined;
}

/** Whether a file is attached, and not the stand-in. */
export function hasSearchIndex(client: Sqlite.Database): boolean {
  return Boolean(attachedFile(client));
}

function attachedFile(client: Sqlite.Database): string | null | undefined {
  return client.prepare<[], string | null>("select file from pragma_database_list where name = 'search'").pluck().get();
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
    and texts.c0 is not folded`;

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

/** Empty, as if all changes up to `known` had been learned. */
export function makeTables(client: Sqlite.Database, known: number): void {
  for (const table of TABLES) client.exec(table);
  client.prepare('insert into search_state select id, ? from database_id').run(known);
  client.pragma(`search.user_version = ${VERSION}`);
}

/** Adds the groups that have these ids. */
export function groupsAdder(client: Sqlite.Database): (after: number, upTo: number) => void {
  const inserts = Object.entries(INDEXES).map(([index, column]) =>
    client.prepare(`insert into ${index} (rowid, ${column})
      select id, ${column} from groups_text where id > ? and id <= ?`),
  );
  return (after, upTo) => {
    for (const insert of inserts) insert.run(after, upTo);
  };
}

function makeHere(client: Sqlite.Database): void {
  for (const name of TABLE_NAMES) client.exec(`drop table if exists search.${name}`);
  makeTables(client, 0);
  groupsAdder(client)(0, Number.MAX_SAFE_INTEGER);
  client.exec(LEARN);
}
