import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import { askerForWaiting, INDEXING, indexerOfNewGroups, WAITING } from './index-new-groups.ts';
import { TURN, writeTurns } from './write-turns.ts';

/**
 * What a database needs that is written to, in a thread of its own: many new groups are put into the search index, and
 * the log of changes is written back. Either would hold up all requests for milliseconds.
 */
export interface Upkeep {
  /** Runs what writes: now, or once the thread does not write. */
  inTurn(write: () => void): void;
  /** Whether a commit of so many writes may leave the groups that it makes to be indexed. */
  takesGroups(writes: number): boolean;
  /** To be told of every commit, with the number of its writes where it may have left groups, and else 0. */
  committed(writesLeft: number): void;
  /** Resolves when all groups that were there can be found; of what fails meanwhile, the log knows. */
  caughtUp(): Promise<void>;
  /** With all groups indexed, if that can be. */
  end(): Promise<void>;
}

const THREAD = new URL('./upkeep-thread.js', import.meta.url);
const THREADS_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };
const BUSY_WAIT_MS = 10_000;
/** Fewer in one commit are indexed sooner than the thread is told of them. */
const MANY_TOGETHER = 8;
/** After so many the thread does not wait a moment for more. */
const MANY = 300;
const MOMENT_MS = 30;
const RETRY_MS = 1_000;
/** After so many commits it is looked whether there is something to write back. */
const COMMITS = 20;
/** Where the thread does not write back, whoever writes does, at so many pages. */
const PAGES_WITHOUT_IT = 20_000;

type Task = 'index' | 'tidy';

interface Told {
  readonly task: Task | 'write';
  readonly failure: string | null;
}

/** `failed` is told the reason when something cannot be done, and then not until it could be done again. */
export function upkeepOf({ $client: client, snapshot }: Database, failed: (reason: string) => void): Upkeep {
  client.pragma(`wal_autocheckpoint = ${PAGES_WITHOUT_IT}`);
  const isAnyWaiting = askerForWaiting(client);
  const indexHere = client.transaction(indexerOfNewGroups(client));
  const turns = writeTurns();
  let thread: Worker | null = null;
  /** There will be no thread any more. */
  let hasEnded = false;
  let isFailing = false;
  let commits = 0;
  let left = 0;
  let timer: NodeJS.Timeout | null = null;
  /** What waits for the thread to have indexed, in the order in which that was asked. */
  const indexed: (() => void)[] = [];

  const fail = (reason: string): void => {
    if (!isFailing) failed(reason);
    isFailing = true;
  };
  const told = ({ task, failure }: Told): void => {
    if (task === 'write') turns.handedOver();
    if (typeof failure === 'string') fail(failure);
    if (task !== 'index') return;
    if (failure === null) isFailing = false;
    else indexIn(RETRY_MS);
    indexed.shift()?.();
  };
  const died = (cause: unknown): void => {
    if (hasEnded) return;
    hasEnded = true;
    thread = null;
    stopTimer();
    failed(String(cause));
    turns.handedOver();
    for (const resolve of indexed.splice(0)) resolve();
  };

  const start = (): Worker => {
    const shared = { file: client.name, timeout: BUSY_WAIT_MS, waiting: WAITING, indexing: INDEXING };
    const workerData = { ...shared, turn: turns.turn, TURN };
    const started = new Worker(THREAD, { workerData, execArgv: [], resourceLimits: THREADS_MEMORY });
    started.on('message', told);
    started.on('error', died);
    started.on('exit', () => died('the thread has ended'));
    started.unref();
    return started;
  };
  const ask = (task: Task): void => {
    if (hasEnded) return;
    try {
      thread ??= start();
      thread.postMessage(task);
    } catch (cause) {
      died(cause);
    }
  };
  const index = (): Promise<void> => {
    stopTimer();
    left = 0;
    if (hasEnded) return Promise.resolve();
    return new Promise((resolve) => {
      indexed.push(resolve);
      ask('index');
    });
  };
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const indexIn = (milliseconds: number): void => {
    timer ??= setTimeout(index, milliseconds).unref();
  };

  return {
    inTurn: turns.run,
    takesGroups: (count) => !hasEnded && (count >= MANY_TOGETHER || timer !== null || indexed.length > 0),
    committed(writesLeft) {
      commits += 1;
      left += writesLeft;
      if (left >= MANY) void index();
      else if (writesLeft > 0) indexIn(MOMENT_MS);
      if (commits % COMMITS === 0) ask('tidy');
    },
    async caughtUp() {
      await index();
      // What this turn has read so far may be older.
      snapshot.end();
      if (hasEnded && isAnyWaiting()) indexHere.immediate();
    },
    async end() {
      if (timer !== null) await index();
      hasEnded = true;
      const ending = thread;
      thread = null;
      if (ending === null) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.ref();
      ending.postMessage('end');
      await ended;
    },
  };
}
