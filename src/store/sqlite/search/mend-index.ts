import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { lock } from '../connection/lock.ts';
import { attachSearchIndex, fits, groupsAdder, makeTables, searchIndexFile } from './index-file.ts';

/**
 * Examines a search index that failed somebody, and makes it anew where it is not whole: into a file of its own, which
 * takes its place when all groups are in it. Others go on writing to the database meanwhile: the index is as if it had
 * learned all changes up to the moment at which it was begun, and learns the others after that.
 *
 * Whoever has the old file attached keeps what is left of it until they attach the new one: SQLite neither writes back
 * nor removes a log beside a file that has been moved.
 */
export interface Fault {
  /** For certain, and not only perhaps. */
  readonly isDamaged: boolean;
  /** The file that failed; null for none. */
  readonly inode: number | null;
}

/** Why it was made anew; null for one that is whole. */
export type Mended = { readonly madeAnew: string | null };

const BUSY_WAIT_MS = 10_000;
/** Others commit between two reads of its check. */
const MAX_LOOKS = 5;
/** Groups in one transaction: some tenths of a second. */
const GROUPS_TOGETHER = 10_000;
const CACHE_KB = 16_000;
/** A file that cannot be read, against one that cannot be written, or is not free. */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR$|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))/;

/** Throws SQLITE_BUSY while another process does this. */
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

/** Of its pages: to compare what it knows with the groups would take as long as to make it. */
function* damagesOf(client: Sqlite.Database): Generator<string, undefined> {
  const tables = client.prepare<[], string>(
    "select name from search.sqlite_master where type = 'table' and rootpage > 0",
  );
  for (const table of tables.pluck().all()) {
    const lines = client.prepare<[], string>(`pragma search.quick_check('${table}')`).pluck().all();
    yield* lines.filter((line) => line !== 'ok');
  }
}

function makeAnew(database: string, file: string): void {
  const aside = `${file}.new`;
  // The damaged file first: nobody is to learn into it meanwhile, and there may not be room for two.
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
  // What is not finished is thrown away.
  client.pragma('search.journal_mode = OFF');
  client.pragma('search.synchronous = OFF');
  client.pragma(`search.cache_size = -${CACHE_KB}`);
  const lastChange = client.prepare<[], number | null>('select max(seq) from search_changes').pluck();
  makeTables(client, lastChange.get() ?? 0);
  const lastOfNext = client
    .prepare<[number], number | null>(
      `select max(id) from (select id from groups where id > ? order by id limit ${GROUPS_TOGETHER})`,
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
