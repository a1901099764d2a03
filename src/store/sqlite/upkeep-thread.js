// Not TypeScript, so that the thread begins without what strips types. See upkeep.ts, which starts it.
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { database, index, timeout, isBehind, hasMissed, learning } = workerData;
/** With fewer pages in the database's log, none is written back. */
const WORTH_IT = 8_000;

/** Opened when there is something to do, and anew after a failure: what has failed may be whole again then. */
let learner = null;
let keeper = null;

parentPort.on('message', ({ task, inode }) => {
  if (task === 'end') {
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
  const failure = failureOf(tidy);
  if (failure !== null) parentPort.postMessage({ task: 'tidy', failure });
});

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

function tidy() {
  keeper ??= openKeeper();
  const [{ log }] = keeper.pragma('wal_checkpoint(NOOP)');
  if (log >= WORTH_IT) keeper.pragma('wal_checkpoint(PASSIVE)');
}
