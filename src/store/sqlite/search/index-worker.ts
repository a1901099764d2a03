import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { Refused } from '../../../domain/refused.ts';
import type { Database } from '../connection/database.ts';
import { HAS_MISSED, IS_BEHIND, LEARNING, searchIndexFile } from './index-file.ts';
import { type Failure, pauseAfter, type SearchHealth } from './index-health.ts';

/**
 * What a database needs that is written to, in a thread of its own: the search index learns what has changed, and the
 * log of changes is written back. Either would hold up all requests for milliseconds. A thread that dies is started
 * again, after a pause.
 */
export interface Upkeep {
  /** The last change that the index is known to have learned, on disk. */
  knownChanges(): number;
  /** To be told of every commit, with the last change that the database has noted. */
  committed(lastChange: number): void;
  /** Resolves when all groups that were there can be found; throws SEARCH_UNAVAILABLE where they cannot. */
  caughtUp(): Promise<void>;
  end(): Promise<void>;
}

const THREAD = new URL('./index-worker-thread.js', import.meta.url);
const THREADS_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };
const BUSY_WAIT_MS = 10_000;
/** A search does not wait longer for what the index has yet to learn. */
const SEARCH_WAIT_MS = 10_000;
/** After this many changes the thread does not wait a moment for more: the more together, the less they take. */
const MANY = 1_000;
const MOMENT_MS = 100;
const RETRY_MS = 1_000;
/** After this many commits it is looked whether there is something to write back. */
const COMMITS = 20;
/** With this many pages, the log is to begin anew: 64 MiB, of which up to 8 MiB more come while the thread writes back. */
const MOST_PAGES = 16_000;
/** Pages that are left to the main thread then, for 20 ms. With more, the upkeep thread first goes on. */
const LAST_PAGES = 2_000;

interface Told {
  readonly task: 'learn' | 'tidy';
  readonly failure: Failure | null;
  readonly known?: number;
  /** How many pages the log of changes has, and how many of them are still to be written back. */
  readonly log?: { readonly pages: number; readonly left: number } | undefined;
}

/** `failed` is told the reason when something cannot be done, and then not until it could be done again. */
export function upkeepOf(
  { $client: client, snapshot }: Database,
  health: SearchHealth,
  failed: (reason: string) => void,
): Upkeep {
  // A commit would write back all of it, also the gigabyte that a long reader has kept the thread from.
  client.pragma('wal_autocheckpoint = 0');
  let thread: Worker | null = null;
  let deaths = 0;
  let restartAt = 0;
  /** There will be no thread any more. */
  let hasEnded = false;
  let isFailing = false;
  let commits = 0;
  const knownNow = client.prepare<[], number>('select known_changes from search_state').pluck();
  const lastNow = client.prepare<[], number>('select max(seq) from search_changes').pluck();
  let known = knownNow.get() ?? 0;
  let noted = known;
  /** The thread has been told to learn all up to here. */
  let told = known;
  let timer: NodeJS.Timeout | null = null;
  /** Until the thread has learned what was there when it was asked to, and then what has come since. */
  let learning: PromiseWithResolvers<void> | null = null;
  let next: PromiseWithResolvers<void> | null = null;

  const fail = (reason: string): void => {
    if (!isFailing) failed(reason);
    isFailing = true;
  };
  /** The thread never gets to the end of a log while others write without a pause. */
  const writeBackTheRest = (): void => {
    snapshot.end();
    try {
      client.pragma('wal_checkpoint(PASSIVE)');
    } catch (cause) {
      if (!(cause instanceof Sqlite.SqliteError)) throw cause;
      fail(String(cause));
    }
  };
  const heard = ({ task, failure, known: changes, log }: Told): void => {
    if (!hasEnded && log && log.pages >= MOST_PAGES && log.left <= LAST_PAGES) writeBackTheRest();
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
  /** Nothing more will be learned for now. */
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
  const ask = (task: Told['task']): void => {
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
    // What has come meanwhile is learned once the index is whole.
    if (hasEnded || !health.isWhole()) return Promise.resolve();
    told = noted;
    if (learning !== null) {
      next ??= Promise.withResolvers();
      return next.promise;
    }
    const asked = Promise.withResolvers<void>();
    learning = asked;
    ask('learn');
    // Whoever waits for it keeps the process from ending.
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
      if (commits % COMMITS === 0) ask('tidy');
    },
    async caughtUp() {
      const wanted = lastNow.get() ?? 0;
      await within(learn(), SEARCH_WAIT_MS);
      // What this turn has read so far may be older.
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

/** Resolves when something is over, or has taken too long. */
function within(awaited: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, milliseconds).unref();
    void awaited.then(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
