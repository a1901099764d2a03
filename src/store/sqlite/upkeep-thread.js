// Not TypeScript, so that the thread begins without what strips types. See upkeep.ts, which starts it.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { file, timeout, waiting, indexing, turn, TURN } = workerData;
/** With fewer pages in the log, none is written back. */
const WORTH_IT = 8_000;
/** With so many, nobody may write to it while they are written back: only then does it begin anew. */
const MOST = 16_000;

const client = new Sqlite(file, { timeout, fileMustExist: true });
// What is lost with the power is done again: which groups wait is a part of the database, too.
client.pragma('synchronous = NORMAL');
client.pragma('wal_autocheckpoint = 0');
const isAnyWaiting = client.prepare(`${waiting} limit 1`);
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
  if (task === 'index') parentPort.postMessage({ task, failure: failureOf(indexWaiting) });
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

function indexWaiting() {
  if (isAnyWaiting.get() !== undefined) inTurn(index.immediate);
}

function tidy() {
  if (pagesInLog() < WORTH_IT) return;
  writeBack();
  if (pagesInLog() >= MOST) inTurn(writeBack);
}

function pagesInLog() {
  return client.pragma('wal_checkpoint(NOOP)')[0].log;
}

function writeBack() {
  client.pragma('wal_checkpoint(PASSIVE)');
}

/** The other side of write-turns.ts. */
function inTurn(run) {
  const { nobodys, threads, mains } = TURN;
  while (Atomics.compareExchange(turn, 0, nobodys, threads) !== nobodys) Atomics.wait(turn, 0, mains);
  try {
    run();
  } finally {
    if (Atomics.compareExchange(turn, 0, threads, nobodys) !== threads) {
      Atomics.store(turn, 0, mains);
      parentPort.postMessage({ task: 'write', failure: null });
    }
  }
}
