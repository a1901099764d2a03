import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';
import { counterOfWaiting, INDEXING, indexerOfNewGroups } from './index-new-groups.ts';

/**
 * What a database needs that is written to, in a thread of its own: many new groups are put into the search index, and
 * the log of changes is written back. Either would hold up all requests for milliseconds.
 */
export interface Upkeep {
  /** Runs what writes: now, or once the thread does not write. Both at once would have to wait for the file's lock. */
  inTurn(write: () => void): void;
  /** Whether a commit of so many writes may leave the groups that it makes to be indexed. */
  takesGroups(writes: number): boolean;
  /** To be told of every commit, and whether it has left groups. */
  committed(leftGroups: boolean): void;
  /** Resolves when all groups that are there can be found. */
  caughtUp(): Promise<void>;
  end(): Promise<void>;
}

const THREAD = new URL('./upkeep-thread.js', import.meta.url);
const THREADS_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };
const BUSY_WAIT_MS = 10_000;
/** Fewer are indexed sooner than the thread is told of them. */
const MANY_WRITES = 8;
/** So many groups are indexed without waiting a moment for more. */
const MANY_GROUPS = 300;
const MOMENT_MS = 30;
/** After so many it is looked whether there is something to write back. */
const COMMITS = 20;
/** Where the thread does not write back, because it has failed. */
const PAGES_WITHOUT_IT = 20_000;

/** Whose turn it is to write. */
const FREE = 0;
const THREADS = 1;
const MAINS = 2;
/** The thread's, which is to hand it over. */
const WANTED = 3;

interface Told {
  readonly task: 'index' | 'tidy' | 'write';
  readonly failure: string | null;
}

/** `failed` is told, once, why the thread does nothing more: all of it is then done by who writes. */
export function upkeepOf({ $client: client, snapshot }: Database, failed: (reason: string) => void): Upkeep {
  client.pragma(`wal_autocheckpoint = ${PAGES_WITHOUT_IT}`);
  const countWaiting = counterOfWaiting(client, MANY_GROUPS);
  const indexHere = client.transaction(indexerOfNewGroups(client));
  const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let thread: Worker | null = null;
  let hasFailed = false;
  let commits = 0;
  let timer: NodeJS.Timeout | null = null;
  /** What waits for the thread: to have its turn, and to have indexed. */
  let writes: (() => void)[] = [];
  const indexed: (() => void)[] = [];

  const take = (): boolean => {
    if (Atomics.compareExchange(turn, 0, FREE, MAINS) === FREE) return true;
    // It may have become free just now.
    return Atomics.compareExchange(turn, 0, THREADS, WANTED) === FREE && take();
  };
  const give = (): void => {
    Atomics.store(turn, 0, FREE);
    Atomics.notify(turn, 0);
  };
  const writeWhatWaits = (): void => {
    const runs = writes;
    writes = [];
    for (const run of runs) run();
    give();
  };

  const fail = (reason: string): void => {
    if (!hasFailed) failed(reason);
    hasFailed = true;
  };
  const told = ({ task, failure }: Told): void => {
    if (failure !== null) fail(failure);
    if (task === 'write') writeWhatWaits();
    if (task === 'index') indexed.shift()?.();
  };
  const died = (cause: unknown): void => {
    thread = null;
    fail(String(cause));
    Atomics.store(turn, 0, MAINS);
    writeWhatWaits();
    for (const resolve of indexed.splice(0)) resolve();
  };

  const start = (): Worker => {
    const workerData = { file: client.name, timeout: BUSY_WAIT_MS, indexing: INDEXING, turn, FREE, THREADS, MAINS };
    const started = new Worker(THREAD, { workerData, execArgv: [], resourceLimits: THREADS_MEMORY });
    started.on('message', told).on('error', died).unref();
    return started;
  };
  const ask = (task: 'index' | 'tidy'): void => {
    thread ??= start();
    thread.postMessage(task);
  };
  const index = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    ask('index');
    return new Promise((resolve) => indexed.push(resolve));
  };

  return {
    inTurn(write) {
      if (!take()) {
        writes.push(write);
        return;
      }
      write();
      give();
    },
    takesGroups: (count) => !hasFailed && (count >= MANY_WRITES || timer !== null || indexed.length > 0),
    committed(leftGroups) {
      if (hasFailed) return;
      commits += 1;
      if (commits % COMMITS === 0) ask('tidy');
      if (!leftGroups) return;
      if (countWaiting() >= MANY_GROUPS) void index();
      else timer ??= setTimeout(index, MOMENT_MS).unref();
    },
    async caughtUp() {
      snapshot.begin();
      if (countWaiting() === 0) return;
      if (!hasFailed) await index();
      if (!hasFailed) return;
      snapshot.end();
      indexHere.immediate();
    },
    async end() {
      if (timer !== null) clearTimeout(timer);
      if (thread === null) return;
      const ended = new Promise((resolve) => thread?.once('exit', resolve));
      thread.ref();
      thread.postMessage('end');
      await ended;
    },
  };
}
