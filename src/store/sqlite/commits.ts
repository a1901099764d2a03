import { ok, type Result, refuse } from '../../domain/result.ts';
import type { StoreObserver } from '../observer.ts';
import { type Database, LOCK } from './database.ts';
import type { Upkeep } from './upkeep.ts';

/** Runs a write in a transaction, and answers once it is on disk; refused when too many are waiting. */
export type Write = <Value>(step: () => Value) => Promise<Result<Value>>;

interface Settings {
  readonly observer?: StoreObserver | undefined;
  readonly upkeep?: Upkeep;
}

interface Waiting {
  /** Runs the write; what it gives is told after the commit. */
  readonly run: () => () => void;
  readonly fail: (cause: unknown) => void;
}

const MAX_WAITING = 1_000;
/** So many writes hold up everything else for some milliseconds. */
const MAX_TOGETHER = 100;

/**
 * Group commit: the writes that came in the same turn of the event loop, and in the next, are one transaction, so that
 * many share one flush to disk. Each is undone alone when it fails; when the commit fails, all of them have failed.
 */
export function groupCommit({ $client: client, snapshot }: Database, { observer, upkeep }: Settings = {}): Write {
  const [begin, commit, rollback, save, release, undo] = [
    'begin',
    'commit',
    'rollback',
    'savepoint one',
    'release one',
    'rollback to one',
  ].map((statement) => client.prepare(statement));
  const lock = client.prepare(LOCK);
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

  const commitTogether = (): void => {
    const together = waiting.slice(0, MAX_TOGETHER);
    waiting = waiting.slice(MAX_TOGETHER);
    // Not in the next turn: then the answers to these leave.
    if (waiting.length > 0) commitSoon();
    try {
      snapshot.end();
      begin?.run();
      lock.run(upkeep?.knownChanges() ?? 0);
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
      waiting.push({ run, fail: reject });
    });
  };
}
