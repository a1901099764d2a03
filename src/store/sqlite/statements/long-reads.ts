import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { Refused } from '../../../domain/refused.ts';
import type { StoreOptions } from '../../options.ts';
import { turns } from '../../turns.ts';

/**
 * Runs long reads in a thread of their own, on a connection that cannot write, so that everything else is answered
 * meanwhile. Each read is a transaction of its own, and sees all that was committed before it was asked for.
 */
export interface Reading {
  /** The raw rows of a select, whose parameters have names. Throws OVERLOADED, as `Refused`, when too many are waiting. */
  all(sql: string, params: Readonly<Record<string, unknown>>): Promise<unknown[][]>;
  /** Must be called when another file has taken the place of the search index: the next read opens that file. */
  reattach(): void;
  /** Resolves when no read is running any more; reads that wait are rejected. */
  end(): Promise<void>;
}

interface Read {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly answered: PromiseWithResolvers<Answer>;
}

interface Answer {
  readonly id: number;
  readonly milliseconds: number;
  readonly rows?: unknown[][];
  readonly failure?: { readonly message: string; readonly code: string | null };
}

/** The thread holds the rows of one answer. */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };
const BUSY_WAIT_MS = 10_000;
/** Kilobytes of pages that the thread's connection keeps in memory. */
const CACHE_KB = 32_000;
/** Statements that the thread keeps prepared. */
const MAX_STATEMENTS = 256;
/** Reads that may wait; those beyond are refused as OVERLOADED. */
const MAX_WAITING = 500;
/** Reads sent to the thread at once: while it answers one, the next is already there. */
const MAX_UNDERWAY = 2;

interface ThreadOptions extends StoreOptions {
  /** Runs in the thread: `../long-reads-thread.js`, which knows the functions that statements call. */
  readonly script: URL;
  /** The file of the search index. */
  readonly attached: string;
}

/** The thread starts with the first read, and again with the next one when it has died. */
export function readInThread(database: string, { onStatement, observer, script, attached }: ThreadOptions): Reading {
  const workerData = {
    database,
    index: attached,
    timeout: BUSY_WAIT_MS,
    pagesKb: CACHE_KB,
    maxStatements: MAX_STATEMENTS,
  };
  const waiting = turns<Read>();
  const underway = new Map<number, Read>();
  let thread: Worker | null = null;
  let lastId = 0;
  let hasEnded = false;

  const heard = (answer: Answer): void => {
    underway.get(answer.id)?.answered.resolve(answer);
    underway.delete(answer.id);
    send();
  };
  const died = (worker: Worker, cause: unknown): void => {
    if (thread !== worker) return;
    thread = null;
    const lost = [...underway.values()];
    underway.clear();
    for (const { answered } of lost) answered.reject(cause);
    send();
  };
  const start = (): Worker => {
    const started = new Worker(script, { workerData, execArgv: [], resourceLimits: THREAD_MEMORY });
    started.on('message', heard);
    started.on('error', (cause) => died(started, cause));
    started.on('exit', () => died(started, new Error('the thread of long reads has ended')));
    started.unref();
    return started;
  };

  const send = (): void => {
    while (underway.size < MAX_UNDERWAY) {
      const read = waiting.next();
      if (read === undefined) break;
      lastId += 1;
      underway.set(lastId, read);
      thread ??= start();
      thread.postMessage({ id: lastId, sql: read.sql, params: read.params });
    }
    // Whoever waits for an answer keeps the process from ending.
    if (underway.size > 0) thread?.ref();
    else thread?.unref();
  };

  return {
    async all(sql, params) {
      if (hasEnded) throw new Error('the store is closed');
      if (waiting.size() >= MAX_WAITING) throw new Refused({ code: 'OVERLOADED' });
      const read = { sql, params, answered: Promise.withResolvers<Answer>() };
      waiting.add(observer?.asker(), read);
      onStatement?.(sql);
      send();
      const { rows, failure, milliseconds } = await read.answered.promise;
      observer?.statementEnded(milliseconds);
      if (rows !== undefined) return rows;
      const { message = '', code = null } = failure ?? {};
      throw code === null ? new Error(message) : new Sqlite.SqliteError(message, code);
    },
    reattach() {
      thread?.postMessage('reattach');
    },
    async end() {
      hasEnded = true;
      for (let read = waiting.next(); read !== undefined; read = waiting.next()) {
        read.answered.reject(new Error('the store is closed'));
      }
      const ending = thread;
      if (ending === null) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.ref();
      ending.postMessage('end');
      await ended;
    },
  };
}
