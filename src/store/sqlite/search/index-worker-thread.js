// @ts-check
// The thread of index-worker.ts: it lets the search index learn what has changed, and writes the write-ahead log back.
// After each task it reports how that went, and a failure never ends it. Not TypeScript, so that it starts without type
// stripping.
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

/**
 * @type {{
 *   database: string, index: string, timeout: number, isBehind: string, hasMissed: string, learning: readonly string[]
 * }}
 */
const { database, index, timeout, isBehind, hasMissed, learning } = workerData;
/** Pages in the log from which on it is written back; when as many are left after that, somebody still reads from it. */
const MIN_PAGES = 8_000;
/** Bytes of the log's file that are kept for what is written next; a larger file is cut. */
const MAX_LOG_BYTES = 96 * 2 ** 20;
/** Bytes cut at once, which keeps writers out for 30 ms; a gigabyte would keep them out for one second. */
const STEP_BYTES = 32 * 2 ** 20;
const CUT_PAUSE_MS = 50;
/** Milliseconds until another look at a log that a long reader holds: a look at a gigabyte takes the thread 50 to 300. */
const READER_PAUSE_MS = 1_000;

/** Connections, opened when there is something to do, and again after a failure. */
/** @type {ReturnType<typeof openLearner> | null} */
let learner = null;
/** @type {Sqlite.Database | null} */
let keeper = null;
/**
 * The timer of the next look at a log that is too large. Until then, no other look is taken.
 * @type {NodeJS.Timeout | null}
 */
let later = null;

parentPort?.on('message', ({ task, inode }) => {
  if (task === 'end') {
    if (later !== null) clearTimeout(later);
    forget();
    parentPort?.close();
    return;
  }
  if (task === 'learn') {
    let known;
    const failure = failureOf(() => {
      known = learnNew(inode);
    });
    parentPort?.postMessage({ task, failure, known });
  }
  if (later === null) tidyAndTell();
});

function tidyAndTell() {
  let log;
  const failure = failureOf(() => {
    log = tidy();
  });
  parentPort?.postMessage({ task: 'tidy', failure, log });
}

/** @param {() => void} run */
function failureOf(run) {
  try {
    run();
    return null;
  } catch (cause) {
    forget();
    return { code: String(Reflect.get(Object(cause), 'code')), message: String(cause) };
  }
}

function forget() {
  learner?.client.close();
  keeper?.close();
  learner = null;
  keeper = null;
}

/**
 * Learns all changes, and gives the last that the index knows then.
 * @param {number} inode of the file that searches ask
 */
function learnNew(inode) {
  if (statSync(index).ino !== inode) throw new Error('another file has taken the place of the search index');
  if (learner !== null && learner.inode !== inode) forget();
  learner ??= openLearner(inode);
  return learner.learnNew();
}

/** @param {number} inode */
function openLearner(inode) {
  const client = new Sqlite(index, { timeout, fileMustExist: true });
  try {
    client.prepare('attach ? as data').run(database);
    // Changes that the index has learned are removed from the database: they have to be on disk.
    client.pragma('synchronous = FULL');
    client.pragma('temp_store = MEMORY');
    const isAnyNew = client.prepare(`/* learnChanges */ select ${isBehind}`).pluck();
    const isAnyMissed = client.prepare(`/* learnChanges */ select ${hasMissed}`).pluck();
    const [first, ...others] = learning.map((statement) => client.prepare(statement));
    const knownChanges = client.prepare('/* learnChanges */ select known_changes from search_state').pluck();
    const learn = client.transaction(() => {
      first?.run();
      // Asked once the index is locked: another process may have removed what this one was to learn.
      if (isAnyMissed.get()) throw new Error('the search index has missed changes');
      for (const step of others) step.run();
    });
    const learnNew = () => {
      if (isAnyNew.get()) learn();
      return knownChanges.get();
    };
    return { client, inode, learnNew };
  } catch (cause) {
    client.close();
    throw cause;
  }
}

function openKeeper() {
  const client = new Sqlite(database, { timeout, fileMustExist: true });
  // A connection knows of no log before it has read.
  client.prepare('/* openKeeper */ select count(*) from sqlite_master').get();
  return client;
}

/**
 * Writes the log back; gives how many pages it has, and how many of them are still to be written back. While somebody
 * reads for long, the log grows, to gigabytes; it is written back once they have ended, while others write.
 */
function tidy() {
  keeper ??= openKeeper();
  const isTooLarge = statSync(`${database}-wal`).size > MAX_LOG_BYTES;
  let log = checkpoint(keeper, 'NOOP');
  if (isTooLarge || log.pages >= MIN_PAGES) log = checkpoint(keeper, 'PASSIVE');
  if (isTooLarge && log.left === 0) cutFile(keeper);
  if (log.left >= MIN_PAGES) tidyIn(READER_PAUSE_MS);
  else if (isTooLarge) tidyIn(CUT_PAUSE_MS);
  return log;
}

/**
 * @param {Sqlite.Database} client
 * @param {'NOOP' | 'PASSIVE'} mode
 */
function checkpoint(client, mode) {
  const [{ log, checkpointed }] = /** @type {[{ log: number, checkpointed: number }]} */ (
    client.pragma(`wal_checkpoint(${mode})`)
  );
  return { pages: log, left: log - checkpointed };
}

/**
 * Cuts the file: SQLite does so with the first commit after all was written back, and this one changes nothing else.
 * @param {Sqlite.Database} client
 */
function cutFile(client) {
  client.pragma(`journal_size_limit = ${Math.max(MAX_LOG_BYTES, statSync(`${database}-wal`).size - STEP_BYTES)}`);
  client.pragma(`user_version = ${client.pragma('user_version', { simple: true })}`);
}

/** @param {number} milliseconds */
function tidyIn(milliseconds) {
  later = setTimeout(() => {
    later = null;
    tidyAndTell();
  }, milliseconds);
}
