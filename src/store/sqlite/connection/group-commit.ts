import Sqlite from 'better-sqlite3';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { StoreObserver } from '../../observer.ts';
import type { Upkeep } from '../search/index-worker.ts';
import { type Database, LOCK } from './database.ts';

/** Runs a write in a transaction, and answers once it is on disk; refused when too many are waiting. */
export type Write = <Value>(step: () => Value) => Promise<Result<Value>>;

interface Settings {
  readonly observer?: StoreObserver | undefined;
  readonly upkeep?: Upkeep;
  readonly lockWaitMs?: number;
}

interface Waiting {
  /** Runs the write; what it gives is told after the commit. */
  readonly run: () => () => void;
  readonly fail: (cause: unknown) => void;
  /** Another process keeps the database to itself. */
  readonly giveUp: () => void;
}

const MAX_WAITING = 1_000;
/** So many writes hold up everything else for some milliseconds. */
const MAX_TOGETHER = 100;
/** While another process writes, this one asks again so often, and answers what needs no lock meanwhile. */
const LOCK_RETRY_MS = 10;
/** Writes that have waited so long for another process are refused. */
const LOCK_WAIT_MS = 10_000;

/**
 * Group commit: the writes that came in the same turn of the event loop, and in the next, are one transaction, so that
 * many share one flush to disk. Each is undone alone when it fails; when the commit fails, all of them have failed.
 */
export function groupCommit(
  { $client: client, snapshot }: Database,
  { observer, upkeep, lockWaitMs = LOCK_WAIT_MS }: Settings = {},
): Write {
  const [begin, commit, rollback, save, release, undo] = [
    'begin',
    'commit',
    'rollback',
    'savepoint one',
    'release one',
    'rollback to one',
  ].map((statement) => client.prepare(statement));
  const lock = client.prepare(LOCK);
  const usualWait = client.pragma('busy_timeout', { simple: true });
  const lastChange = client.prepare<[], number>('select max(seq) from search_changes').pluck();
  // Else a savepoint copies each page that changes after it to a file, which takes as long as the changes do.
  client.pragma('temp_store = MEMORY');
  let waiting: Waiting[] = [];

  const alone = (write: Waiting): (() => void) => write.run();

  const amongOthers = (write: Waiting): (() => void) => {
    save?.run();
    try {
      const tell = write.run();
      release?.run();
      return tell;
    } catch (cause) {
      // A full disk and the like end the transaction itself, and with it all that is in it.
      if (!client.inTransaction) throw cause;
      undo?.run();
      release?.run();
      return () => write.fail(cause);
    }
  };

  let lockedSince: number | null = null;

  /** False where another process writes: to wait for it in the database would hold up the event loop. */
  const tryLock = (): boolean => {
    client.pragma('busy_timeout = 0');
    try {
      begin?.run();
      lock.run(upkeep?.knownChanges() ?? 0);
      lockedSince = null;
      return true;
    } catch (cause) {
      if (!(cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY'))) throw cause;
      rollback?.run();
      return false;
    } finally {
      client.pragma(`busy_timeout = ${usualWait}`);
    }
  };

  const commitLater = (): void => {
    lockedSince ??= performance.now();
    if (performance.now() - lockedSince < lockWaitMs) {
      setTimeout(commitTogether, LOCK_RETRY_MS);
      return;
    }
    lockedSince = null;
    for (const write of waiting.splice(0)) write.giveUp();
  };

  const commitTogether = (): void => {
    snapshot.end();
    try {
      if (!tryLock()) {
        commitLater();
        return;
      }
    } catch (cause) {
      if (client.inTransaction) rollback?.run();
      for (const write of waiting.splice(0)) write.fail(cause);
      return;
    }
    const together = waiting.slice(0, MAX_TOGETHER);
    waiting = waiting.slice(MAX_TOGETHER);
    // Not in the next turn: then the answers to these leave.
    if (waiting.length > 0) commitSoon();
    try {
      const tellers = together.map(together.length === 1 ? alone : amongOthers);
      const last = lastChange.get() ?? 0;
      commit?.run();
      observer?.committed(together.length);
      for (const tell of tellers) tell();
      upkeep?.committed(last);
    } catch (cause) {
      if (client.inTransaction) rollback?.run();
      for (const write of together) write.fail(cause);
    }
  };

  const commitSoon = (): void => void setImmediate(() => setImmediate(commitTogether));

  return (step) => {
    if (waiting.length >= MAX_WAITING) return Promise.resolve(refuse({ code: 'OVERLOADED' }));
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) commitSoon();
      // As part of the request that asked for it, and not of the one that began the turn.
      const runStep = observer?.keepAccount();
      const run = () => {
        const value = runStep ? runStep(step) : step();
        return () => resolve(ok(value));
      };
      waiting.push({ run, fail: reject, giveUp: () => resolve(refuse({ code: 'OVERLOADED' })) });
    });
  };
}
