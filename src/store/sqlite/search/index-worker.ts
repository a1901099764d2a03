import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { Refused } from '../../../domain/refused.ts';
import type { Database } from '../connection/database.ts';
import { HAS_MISSED, IS_BEHIND, LEARNING, searchIndexFile } from './index-file.ts';
import { type Failure, pauseAfter, type SearchHealth } from './index-health.ts';

/**
 * The upkeep of a database that is written to, in a thread of its own: the search index learns what has changed, and the
 * write-ahead log is written back, either of which would hold up all requests for milliseconds. A search sees every
 * change that was committed before it began, or is refused; a thread that dies is started again, after a pause.
 */
export interface Upkeep {
  /** The number of the last change that the index has learned, on disk. */
  knownChanges(): number;
  /** Takes note of a commit, with the number of the last change in the database. */
  committed(lastChange: number): void;
  /** Resolves when all groups that were there can be found; throws SEARCH_UNAVAILABLE where they cannot. */
  caughtUp(): Promise<void>;
  end(): Promise<void>;
}

const THREAD = new URL('./index-worker-thread.js', import.meta.url);
const THREADS_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };
const BUSY_WAIT_MS = 10_000;
/** Milliseconds that a search waits at most for what the index has yet to learn. */
const SEARCH_WAIT_MS = 10_000;
/** Changes that are learned at once. Fewer wait `MOMENT_MS` for more: the more are learned together, the less each takes. */
const MANY = 1_000;
const MOMENT_MS = 100;
const RETRY_MS = 1_000;
/** Commits after which the thread looks whether there is something to write back. */
const COMMITS_BETWEEN_LOOKS = 20;
/** Pages with which the log is to begin anew: 64 MiB, and up to 8 MiB more while the thread writes back. */
const MAX_LOG_PAGES = 16_000;
/** Pages that the main thread writes back then, in 20 ms. While there are more, the upkeep thread goes on. */
const MAX_LAST_PAGES = 2_000;

interface Report {
  readonly task: 'learn' | 'tidy';
  readonly failure: Failure | null;
  readonly known?: number;
  /** How many pages the write-ahead log has, and how many of them are still to be written back. */
  readonly log?: { readonly pages: number; readonly left: number } | undefined;
}

/** Calls `failed` with the reason when something cannot be done, and not again until it could be done. */
export function upkeepOf(
  { $client: client, snapshot }: Database,
  health: SearchHealth,
  failed: (reason: string) => void,
): Upkeep {
  // Otherwise a commit would write back all of the log, also the gigabyte that a long reader has kept the thread from.
  client.pragma('wal_autocheckpoint = 0');
  let thread: Worker | null = null;
  let deaths = 0;
  let restartAt = 0;
  /** There will be no thread any more. */
  let hasEnded = false;
  let isFailing = false;
  let commits = 0;
  const knownNow = client.prepare<[], number>('/* knownChanges */ select known_changes from search_state').pluck();
  const lastNow = client.prepare<[], number>('/* caughtUp */ select max(seq) from search_changes').pluck();
  let known = knownNow.get() ?? 0;
  let noted = known;
  /** The last change that the thread was told to learn. */
  let told = known;
  let timer: NodeJS.Timeout | null = null;
  /** Resolve once the thread has learned what was there when it was asked to, and then what has come since. */
  let learning: PromiseWithResolvers<void> | null = null;
  let next: PromiseWithResolvers<void> | null = null;

  const fail = (reason: string): void => {
    if (!isFailing) failed(reason);
    isFailing = true;
  };
  /** Writes back the end of the log, which the thread never gets to while others write without a pause. */
  const writeBackTheRest = (): void => {
    snapshot.end();
    try {
      client.pragma('wal_checkpoint(PASSIVE)');
    } catch (cause) {
      if (!(cause instanceof Sqlite.SqliteError)) throw cause;
      fail(String(cause));
    }
  };
  const heard = ({ task, failure, known: changes, log }: Report): void => {
    if (!hasEnded && log && log.pages >= MAX_LOG_PAGES && log.left <= MAX_LAST_PAGES) writeBackTheRest();
    known = changes ?? known;
    if (failure !== null && !(task === 'learn' && health.suspect(failure))) fail(failure.message);
    if (task !== 'learn') return;
    if (failure === null) {
      isFailing = false;
      deaths = 0;
    } else learnIn(RETRY_MS);
    learning?.resolve();
    [learning, next] = [next, null];
    if (learning === null) thread?.unref();
    else ask('learn');
  };
  /** Ends all waiting: nothing more will be learned for now. */
  const letGo = (): void => {
    learning?.resolve();
    next?.resolve();
    learning = null;
    next = null;
  };
  const died = (dead: Worker | null, cause: unknown): void => {
    if (hasEnded || thread !== dead) return;
    thread = null;
    deaths += 1;
    restartAt = performance.now() + pauseAfter(deaths);
    fail(String(cause));
    ask('learn');
  };

  const start = (): Worker => {
    const files = { database: client.name, index: searchIndexFile(client.name) };
    const statements = { isBehind: IS_BEHIND, hasMissed: HAS_MISSED, learning: LEARNING };
    const workerData = { ...files, ...statements, timeout: BUSY_WAIT_MS };
    const started = new Worker(THREAD, { workerData, execArgv: [], resourceLimits: THREADS_MEMORY });
    started.on('message', heard);
    started.on('error', (cause) => died(started, cause));
    started.on('exit', () => died(started, 'the thread has ended'));
    started.unref();
    return started;
  };
  const ask = (task: Report['task']): void => {
    if (hasEnded) return;
    const pause = restartAt - performance.now();
    if (thread === null && pause > 0) {
      letGo();
      learnIn(pause);
      return;
    }
    try {
      thread ??= start();
      thread.postMessage({ task, inode: health.inode() });
    } catch (cause) {
      died(thread, cause);
    }
  };
  const learn = (): Promise<void> => {
    stopTimer();
    // Changes that come while the index is not whole are learned once it is.
    if (hasEnded || !health.isWhole()) return Promise.resolve();
    told = noted;
    if (learning !== null) {
      next ??= Promise.withResolvers();
      return next.promise;
    }
    const asked = Promise.withResolvers<void>();
    learning = asked;
    ask('learn');
    // The process does not end while somebody waits for the thread.
    thread?.ref();
    return asked.promise;
  };
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const learnIn = (milliseconds: number): void => {
    timer ??= setTimeout(learn, milliseconds).unref();
  };

  health.onReplaced(() => {
    known = knownNow.get() ?? 0;
    learnIn(0);
  });

  return {
    knownChanges: () => (health.isWhole() ? known : 0),
    committed(lastChange) {
      commits += 1;
      noted = lastChange;
      if (noted - told >= MANY) void learn();
      else if (noted > told) learnIn(MOMENT_MS);
      if (commits % COMMITS_BETWEEN_LOOKS === 0) ask('tidy');
    },
    async caughtUp() {
      const wanted = lastNow.get() ?? 0;
      await within(learn(), SEARCH_WAIT_MS);
      // The snapshot of this turn may be older than what was learned.
      snapshot.end();
      health.expectWhole();
      if ((knownNow.get() ?? 0) < wanted) throw new Refused({ code: 'SEARCH_UNAVAILABLE' });
    },
    async end() {
      if (thread !== null && timer !== null) await learn();
      hasEnded = true;
      stopTimer();
      const ending = thread;
      thread = null;
      if (ending === null) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.ref();
      ending.postMessage({ task: 'end' });
      await ended;
      letGo();
    },
  };
}

/** Resolves when `awaited` does, or when the milliseconds have passed. */
function within(awaited: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, milliseconds).unref();
    void awaited.then(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
