import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import { IS_BEHIND, LEARNING, learnerOfChanges, searchIndexFile } from './search-index.ts';

/**
 * What a database needs that is written to, in a thread of its own: the search index learns what has changed, and the
 * log of changes is written back. Either would hold up all requests for milliseconds.
 */
export interface Upkeep {
  /** The last change that the index is known to have learned, on disk. */
  knownChanges(): number;
  /** To be told of every commit, with the last change that the database has noted. */
  committed(lastChange: number): void;
  /** Resolves when all groups that were there can be found; of what fails meanwhile, the log knows. */
  caughtUp(): Promise<void>;
  end(): Promise<void>;
}

const THREAD = new URL('./upkeep-thread.js', import.meta.url);
const THREADS_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };
const BUSY_WAIT_MS = 10_000;
/** After so many changes the thread does not wait a moment for more: the more together, the less they take. */
const MANY = 1_000;
const MOMENT_MS = 100;
const RETRY_MS = 1_000;
/** After so many commits it is looked whether there is something to write back. */
const COMMITS = 20;
/** So many pages in the log, and who writes next writes back what the thread has not. */
const MOST_PAGES = 16_000;

interface Told {
  readonly task: 'learn' | 'tidy';
  readonly failure: string | null;
  readonly known?: number;
}

/** `failed` is told the reason when something cannot be done, and then not until it could be done again. */
export function upkeepOf({ $client: client, snapshot }: Database, failed: (reason: string) => void): Upkeep {
  client.pragma(`wal_autocheckpoint = ${MOST_PAGES}`);
  const learnHere = learnerOfChanges(client);
  let thread: Worker | null = null;
  /** There will be no thread any more. */
  let hasEnded = false;
  let isFailing = false;
  let commits = 0;
  const knownNow = client.prepare<[], number>('select known_changes from search_state').pluck();
  let known = knownNow.get() ?? 0;
  let noted = known;
  /** The thread has been told to learn all up to here. */
  let told = known;
  let timer: NodeJS.Timeout | null = null;
  /** Until the thread has learned what was there when it was asked to, and then what has come since. */
  let learning: PromiseWithResolvers<void> | null = null;
  let next: PromiseWithResolvers<void> | null = null;

  const heard = ({ task, failure, known: changes }: Told): void => {
    known = changes ?? known;
    if (failure !== null && !isFailing) failed(failure);
    if (failure !== null) isFailing = true;
    if (task !== 'learn') return;
    if (failure === null) isFailing = false;
    else learnIn(RETRY_MS);
    learning?.resolve();
    [learning, next] = [next, null];
    if (learning === null) thread?.unref();
    else ask('learn');
  };
  /** Nothing more will be learned by the thread. */
  const letGo = (): void => {
    learning?.resolve();
    next?.resolve();
    learning = null;
    next = null;
  };
  const died = (cause: unknown): void => {
    if (hasEnded) return;
    hasEnded = true;
    thread = null;
    stopTimer();
    failed(String(cause));
    letGo();
  };

  const start = (): Worker => {
    const files = { database: client.name, index: searchIndexFile(client.name) };
    const workerData = { ...files, timeout: BUSY_WAIT_MS, isBehind: IS_BEHIND, learning: LEARNING };
    const started = new Worker(THREAD, { workerData, execArgv: [], resourceLimits: THREADS_MEMORY });
    started.on('message', heard);
    started.on('error', died);
    started.on('exit', () => died('the thread has ended'));
    started.unref();
    return started;
  };
  const ask = (task: Told['task']): void => {
    if (hasEnded) return;
    try {
      thread ??= start();
      thread.postMessage(task);
    } catch (cause) {
      died(cause);
    }
  };
  const learn = (): Promise<void> => {
    stopTimer();
    told = noted;
    if (hasEnded) return Promise.resolve();
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

  return {
    knownChanges: () => known,
    committed(lastChange) {
      commits += 1;
      noted = lastChange;
      if (noted - told >= MANY) void learn();
      else if (noted > told) learnIn(MOMENT_MS);
      if (commits % COMMITS === 0) ask('tidy');
    },
    async caughtUp() {
      await learn();
      // What this turn has read so far may be older.
      snapshot.end();
      if (!hasEnded) return;
      learnHere();
      known = knownNow.get() ?? known;
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
      ending.postMessage('end');
      await ended;
      letGo();
    },
  };
}
