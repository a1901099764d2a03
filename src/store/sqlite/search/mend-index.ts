import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { lock } from '../connection/lock.ts';
import { attachSearchIndex, fits, groupsAdder, makeTables, searchIndexFile } from './index-file.ts';

/**
 * Examines a search index that failed, and makes it anew where it is damaged: in a file of its own, which takes the place
 * of the old one once all groups are in it. Others go on writing to the database meanwhile: the new index knows all
 * changes up to the moment at which it was begun, and learns the later ones after that.
 *
 * Connections that have the old file attached keep it until they attach the new one: SQLite neither writes back nor
 * removes a log beside a file that has been moved.
 */
export interface Fault {
  /** Whether damage is certain. */
  readonly isDamaged: boolean;
  /** The file that failed; null for none. */
  readonly inode: number | null;
}

/** Why the index was made anew; null for one that is whole. */
export type Mended = { readonly madeAnew: string | null };

const BUSY_WAIT_MS = 10_000;
/** Attempts at a check that fails where others commit between two of its reads. */
const MAX_LOOKS = 5;
/** Groups in one transaction, which takes some tenths of a second. */
const GROUPS_TOGETHER = 10_000;
const CACHE_KB = 16_000;
/** Codes for a file that cannot be read, and not for one that cannot be written or is locked. */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR$|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))/;

/** Mends the index of a database. Throws SQLITE_BUSY while another process does. */
export function mendSearchIndex(database: string, { isDamaged, inode }: Fault): Mended {
  const file = searchIndexFile(database);
  const release = lock(`${file}.lock`, 0);
  try {
    const reason = isDamaged && inodeOf(file) === inode ? 'it is damaged' : faultOf(database, file);
    if (reason !== null) makeAnew(database, file);
    return { madeAnew: reason };
  } finally {
    release();
  }
}

/** Tells files of one name apart; null where there is none, or none that can be looked at. */
export function inodeOf(file: string): number | null {
  try {
    return statSync(file).ino;
  } catch {
    return null;
  }
}

function faultOf(database: string, file: string): string | null {
  if (!existsSync(file)) return 'it is missing';
  const client = open(database);
  try {
    attachSearchIndex(client);
    return fitsSoon(client) ? (damagesOf(client).next().value ?? null) : 'it does not fit the database';
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError && DAMAGE.test(cause.code))) throw cause;
    return cause.message;
  } finally {
    client.close();
  }
}

function fitsSoon(client: Sqlite.Database): boolean {
  for (let looks = 1; looks <= MAX_LOOKS; looks += 1) if (fits(client)) return true;
  return false;
}

/** Damages of pages. To compare the texts with the groups would take as long as to make the index. */
function* damagesOf(client: Sqlite.Database): Generator<string, undefined> {
  const tables = client.prepare<[], string>(
    "/* damagesOf */ select name from search.sqlite_master where type = 'table' and rootpage > 0",
  );
  for (const table of tables.pluck().all()) {
    const lines = client.prepare<[], string>(`pragma search.quick_check('${table}')`).pluck().all();
    yield* lines.filter((line) => line !== 'ok');
  }
}

function makeAnew(database: string, file: string): void {
  const aside = `${file}.new`;
  // The damaged file goes first: nobody is to write to it meanwhile, and there may not be room for two.
  for (const name of [file, aside]) remove(name);
  writeFileSync(aside, '');
  const client = open(database);
  try {
    attachSearchIndex(client, aside);
    fill(client);
  } finally {
    client.close();
  }
  flush(aside);
  renameSync(aside, file);
  flush(dirname(file));
}

function fill(client: Sqlite.Database): void {
  // An unfinished file is thrown away: it needs no log.
  client.pragma('search.journal_mode = OFF');
  client.pragma('search.synchronous = OFF');
  client.pragma(`search.cache_size = -${CACHE_KB}`);
  const lastChange = client.prepare<[], number | null>('/* fill */ select max(seq) from search_changes').pluck();
  makeTables(client, lastChange.get() ?? 0);
  const lastOfNext = client
    .prepare<[number], number | null>(
      `/* fill */ select max(id) from (select id from groups where id > ? order by id limit ${GROUPS_TOGETHER})`,
    )
    .pluck();
  const add = client.transaction(groupsAdder(client));
  let after = 0;
  for (let upTo = lastOfNext.get(after); typeof upTo === 'number'; upTo = lastOfNext.get(after)) {
    add(after, upTo);
    after = upTo;
  }
  client.pragma('search.journal_mode = WAL');
}

function open(database: string): Sqlite.Database {
  return new Sqlite(database, { timeout: BUSY_WAIT_MS, fileMustExist: true });
}

function remove(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true });
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
