// Not TypeScript, so that the thread begins without what strips types. See upkeep.ts, which starts it.
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { database, index, timeout, isBehind, hasMissed, learning } = workerData;
/** Pages in the database's log. With fewer, none is written back; when as many are left, somebody still reads from it. */
const WORTH_IT = 8_000;
/** Bytes of the log's file. It keeps them for what is written next; beyond, it is cut. */
const LOG_BYTES = 96 * 2 ** 20;
/** Bytes cut at once, which keeps writers out for 30 ms; a gigabyte would keep them out for one second. */
const STEP_BYTES = 32 * 2 ** 20;
const CUT_PAUSE_MS = 50;
/** Milliseconds until another look at a log that a long reader holds: a look at a gigabyte takes the thread 50 to 300. */
const READER_PAUSE_MS = 1_000;

/** Opened when there is something to do, and anew after a failure: what has failed may be whole again then. */
let learner = null;
let keeper = null;
/** Until it is looked again at a log that is too large, however often it is asked for meanwhile. */
let later = null;

parentPort.on('message', ({ task, inode }) => {
  if (task === 'end') {
    clearTimeout(later);
    forget();
    parentPort.close();
    return;
  }
  if (task === 'learn') {
    let known;
    const failure = failureOf(() => {
      known = learnNew(inode);
    });
    parentPort.postMessage({ task, failure, known });
  }
  if (later === null) tidyAndTell();
});

function tidyAndTell() {
  let log;
  const failure = failureOf(() => {
    log = tidy();
  });
  parentPort.postMessage({ task: 'tidy', failure, log });
}

function failureOf(run) {
  try {
    run();
    return null;
  } catch (cause) {
    forget();
    return { code: String(cause?.code), message: String(cause) };
  }
}

function forget() {
  learner?.client.close();
  keeper?.close();
  learner = null;
  keeper = null;
}

/** The last change that the index knows then; `inode` is of the file that searches ask. */
function learnNew(inode) {
  if (statSync(index).ino !== inode) throw new Error('another file has taken the place of the search index');
  if (learner !== null && learner.inode !== inode) forget();
  learner ??= openLearner(inode);
  return learner.learnNew();
}

function openLearner(inode) {
  const client = new Sqlite(index, { timeout, fileMustExist: true });
  try {
    client.prepare('attach ? as data').run(database);
    // The database notes no longer what the index is known to have learned.
    client.pragma('synchronous = FULL');
    client.pragma('temp_store = MEMORY');
    const [isAnyNew, isAnyMissed] = [isBehind, hasMissed].map((condition) =>
      client.prepare(`select ${condition}`).pluck(),
    );
    const [first, ...others] = learning.map((statement) => client.prepare(statement));
    const knownChanges = client.prepare('select known_changes from search_state').pluck();
    const learn = client.transaction(() => {
      first.run();
      // Asked once the index is locked: another process may have forgotten what this one was to learn.
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
  // It knows of no log before it has read.
  client.prepare('select count(*) from sqlite_master').get();
  return client;
}

/**
 * Writes the log back, and gives how many pages it has and how many of them are still to be written back. A long reader
 * lets it grow to gigabytes, which are written back once that has ended, while others write.
 */
function tidy() {
  keeper ??= openKeeper();
  const isTooLarge = statSync(`${database}-wal`).size > LOG_BYTES;
  let log = checkpoint('NOOP');
  if (isTooLarge || log.pages >= WORTH_IT) log = checkpoint('PASSIVE');
  if (isTooLarge && log.left === 0) cutFile();
  if (log.left >= WORTH_IT) tidyIn(READER_PAUSE_MS);
  else if (isTooLarge) tidyIn(CUT_PAUSE_MS);
  return log;
}

function checkpoint(mode) {
  const [{ log, checkpointed }] = keeper.pragma(`wal_checkpoint(${mode})`);
  return { pages: log, left: log - checkpointed };
}

/** SQLite cuts the file with the first commit after all was written back; this one changes nothing else. */
function cutFile() {
  keeper.pragma(`journal_size_limit = ${Math.max(LOG_BYTES, statSync(`${database}-wal`).size - STEP_BYTES)}`);
  keeper.pragma(`user_version = ${keeper.pragma('user_version', { simple: true })}`);
}

function tidyIn(milliseconds) {
  later = setTimeout(() => {
    later = null;
    tidyAndTell();
  }, milliseconds);
}
