import Sqlite from 'better-sqlite3';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { StoreObserver } from '../../observer.ts';
import { type Database, LOCK } from './database.ts';

/**
 * Group commit: the writes that arrive in one turn of the event loop, and in the next, become one transaction, so that
 * many share one flush to disk. The invariant: a write is answered only after the commit that holds it is on disk.
 *
 * Each write runs in a savepoint of its own, so that one that fails is undone alone; when the commit itself fails, all
 * of them have failed:
 *
 *     begin; lock
 *       savepoint one; ...first write...;  release one
 *       savepoint one; ...second throws;   rollback to one; release one
 *     commit                               -> answers the first, fails the second
 */

/** Runs a write in a transaction, and answers after it is on disk; refused when too many wait. */
export type Write = <Value>(step: () => Value) => Promise<Result<Value>>;

/** Follows the changes that commits leave for the search index. */
interface CommitListener {
  /** The last change that the index is known to have learned, on disk. */
  knownChanges(): number;
  /** Called after every commit, with the last change that the database has noted. */
  committed(lastChange: number): void;
}

interface Settings {
  readonly observer?: StoreObserver | undefined;
  readonly upkeep?: CommitListener;
  readonly lockWaitMs?: number;
}

interface QueuedWrite {
  /** Runs the write; the function that it returns answers, and is called after the commit. */
  readonly run: () => () => void;
  readonly fail: (cause: unknown) => void;
  /** Refuses the write, because another process keeps the database to itself. */
  readonly giveUp: () => void;
}

/** Writes that may wait. Those beyond are refused as OVERLOADED. */
const MAX_QUEUED = 1_000;
/** Writes in one transaction: more would hold up everything else for more than some milliseconds. */
const MAX_TOGETHER = 100;
/** Milliseconds between two attempts to lock, while another process writes; what needs no lock is answered meanwhile. */
const LOCK_RETRY_MS = 10;
/** Milliseconds that writes wait for another process before they are refused. */
const LOCK_WAIT_MS = 10_000;

export function groupCommit(
  { $client: client, snapshot }: Database,
  { observer, upkeep, lockWaitMs = LOCK_WAIT_MS }: Settings = {},
): Write {
  const begin = client.prepare('begin');
  const commit = client.prepare('commit');
  const rollback = client.prepare('rollback');
  const savepoint = client.prepare('savepoint one');
  const releaseSavepoint = client.prepare('release one');
  const rollbackToSavepoint = client.prepare('rollback to one');
  const lock = client.prepare(LOCK);
  const usualWait = client.pragma('busy_timeout', { simple: true });
  const lastChange = client.prepare<[], number>('/* groupCommit */ select max(seq) from search_changes').pluck();
  // In a file, a savepoint would keep a copy of each page that changes after it: as slow as the changes themselves.
  client.pragma('temp_store = MEMORY');
  let queue: QueuedWrite[] = [];

  const runAlone = (write: QueuedWrite): (() => void) => write.run();

  const runAmongOthers = (write: QueuedWrite): (() => void) => {
    savepoint.run();
    try {
      const answer = write.run();
      releaseSavepoint.run();
      return answer;
    } catch (cause) {
      // Some faults, such as a full disk, end the transaction itself, and with it all that is in it.
      if (!client.inTransaction) throw cause;
      rollbackToSavepoint.run();
      releaseSavepoint.run();
      return () => write.fail(cause);
    }
  };

  let lockedSince: number | null = null;

  /** False while another process writes: to wait for it inside SQLite would hold up the event loop. */
  const tryLock = (): boolean => {
    client.pragma('busy_timeout = 0');
    try {
      begin.run();
      lock.run(upkeep?.knownChanges() ?? 0);
      lockedSince = null;
      return true;
    } catch (cause) {
      if (!(cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY'))) throw cause;
      rollback.run();
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
    for (const write of queue.splice(0)) write.giveUp();
  };

  const commitTogether = (): void => {
    snapshot.end();
    try {
      if (!tryLock()) {
        commitLater();
        return;
      }
    } catch (cause) {
      if (client.inTransaction) rollback.run();
      for (const write of queue.splice(0)) write.fail(cause);
      return;
    }
    const together = queue.slice(0, MAX_TOGETHER);
    queue = queue.slice(MAX_TOGETHER);
    // Two turns ahead, so that the responses to this batch are sent first.
    if (queue.length > 0) commitSoon();
    try {
      const answers = together.map(together.length === 1 ? runAlone : runAmongOthers);
      const last = lastChange.get() ?? 0;
      commit.run();
      observer?.committed(together.length);
      for (const answer of answers) answer();
      upkeep?.committed(last);
    } catch (cause) {
      if (client.inTransaction) rollback.run();
      for (const write of together) write.fail(cause);
    }
  };

  const commitSoon = (): void => void setImmediate(() => setImmediate(commitTogether));

  return (step) => {
    if (queue.length >= MAX_QUEUED) return Promise.resolve(refuse({ code: 'OVERLOADED' }));
    return new Promise((resolve, reject) => {
      if (queue.length === 0) commitSoon();
      // Counted for the request that asked for the write, and not for the one that began the turn.
      const runStep = observer?.keepAccount();
      const run = () => {
        const value = runStep ? runStep(step) : step();
        return () => resolve(ok(value));
      };
      queue.push({ run, fail: reject, giveUp: () => resolve(refuse({ code: 'OVERLOADED' })) });
    });
  };
}
