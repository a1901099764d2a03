// Not TypeScript, so that the thread begins without what strips types. See upkeep.ts, which starts it.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { database, index, timeout, isBehind, learning } = workerData;
/** With fewer pages in the database's log, none is written back. */
const WORTH_IT = 8_000;

const client = new Sqlite(index, { timeout, fileMustExist: true });
client.prepare('attach ? as data').run(database);
// The database notes no longer what the index is known to have learned.
client.pragma('synchronous = FULL');
client.pragma('temp_store = MEMORY');
const isAnyNew = client.prepare(`select ${isBehind}`).pluck();
const steps = learning.map((statement) => client.prepare(statement));
const knownChanges = client.prepare('select known_changes from search_state').pluck();
const learn = client.transaction(() => {
  for (const step of steps) step.run();
});

parentPort.on('message', (task) => {
  if (task === 'end') {
    client.close();
    parentPort.close();
    return;
  }
  if (task === 'learn') {
    let known;
    const failure = failureOf(() => {
      learnNew();
      known = knownChanges.get();
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
    return String(cause);
  }
}

function learnNew() {
  if (isAnyNew.get()) learn();
}

function tidy() {
  const [{ log }] = client.pragma('data.wal_checkpoint(NOOP)');
  if (log >= WORTH_IT) client.pragma('data.wal_checkpoint(PASSIVE)');
}
