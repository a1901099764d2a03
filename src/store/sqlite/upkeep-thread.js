// Not TypeScript, so that the thread begins without what strips types. See upkeep.ts, which starts it.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { file, timeout, indexing, turn, FREE, THREADS, MAINS } = workerData;
/** So many pages of the log are written back at once. */
const TIDIED_PAGES = 8_000;
/** With so many in it, nobody may write to it while it is written back: only then it begins anew. */
const MOST_PAGES = 16_000;

const client = new Sqlite(file, { timeout, fileMustExist: true });
// What is lost with the power is done again: which groups wait is a part of the database, too.
client.pragma('synchronous = NORMAL');
client.pragma('temp_store = MEMORY');
client.pragma('wal_autocheckpoint = 0');
const steps = indexing.map((statement) => client.prepare(statement));
const index = client.transaction(() => {
  for (const step of steps) step.run();
});

parentPort.on('message', (task) => {
  if (task === 'end') {
    client.close();
    parentPort.close();
    return;
  }
  if (task === 'index') parentPort.postMessage({ task, failure: failureOf(indexInTurn) });
  parentPort.postMessage({ task: 'tidy', failure: failureOf(tidy) });
});

function failureOf(run) {
  try {
    run();
    return null;
  } catch (cause) {
    return String(cause);
  }
}

function indexInTurn() {
  inTurn(index.immediate);
}

function tidy() {
  if (pagesInLog() < TIDIED_PAGES) return;
  writeBack();
  if (pagesInLog() >= MOST_PAGES) inTurn(writeBack);
}

function pagesInLog() {
  return client.pragma('wal_checkpoint(NOOP)')[0].log;
}

function writeBack() {
  client.pragma('wal_checkpoint(PASSIVE)');
}

function inTurn(run) {
  while (Atomics.compareExchange(turn, 0, FREE, THREADS) !== FREE) Atomics.wait(turn, 0, MAINS);
  try {
    run();
  } finally {
    if (Atomics.compareExchange(turn, 0, THREADS, FREE) !== THREADS) {
      Atomics.store(turn, 0, MAINS);
      parentPort.postMessage({ task: 'write', failure: null });
    }
  }
}
