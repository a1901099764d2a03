import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { Refused } from '../../../domain/refused.ts';
import type { StoreObserver } from '../../observer.ts';
import type { Database } from '../connection/database.ts';
import { attachSearchIndex, attachStandIn, hasSearchIndex, searchIndexFile } from './index-file.ts';
import { type Fault, inodeOf, type Mended } from './mend-index.ts';

/**
 * Whether the search index can be asked. When it fails a search, or the thread that updates it, searches are refused
 * until a thread has examined it and, where it is damaged, made it anew; then the connection attaches the new file. A
 * search is either answered from an index that was whole from its beginning to its end, or refused.
 */
export interface SearchHealth {
  isWhole(): boolean;
  /** Throws SEARCH_UNAVAILABLE where it is not. The answer holds until the end of the turn of the event loop. */
  expectWhole(): void;
  /** Counts the files that were attached: what was read from one does not hold for the next. */
  generation(): number;
  /** Tells the attached file from others; null for none. */
  inode(): number | null;
  /** Takes note of a failure; false when the index was examined a moment ago, so that the database is at fault. */
  suspect(fault: Failure): boolean;
  /** Runs a search, whose failure may be the index's. */
  guard<Value>(search: () => Promise<Value>): Promise<Value>;
  /** Calls `listener` whenever this connection has attached another file. */
  onReplaced(listener: () => void): void;
  end(): Promise<void>;
}

export interface Failure {
  /** SQLite's code; any other is no reason to examine the index. */
  readonly code: string;
  readonly message: string;
}

type Outcome = Mended | { readonly failure: string; readonly isBusy: boolean };

const THREAD = new URL('./mend-index-thread.ts', import.meta.url);
/** Milliseconds for which an index that was found to be whole is not suspected. */
const TRUSTED_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;
/** Codes that say nothing about what can be read: another has a lock, or the file cannot be written. */
const HARMLESS = /^SQLITE_(BUSY|LOCKED|INTERRUPT|NOMEM|READONLY|FULL|CONSTRAINT)/;

export function searchHealth(
  { $client: client, snapshot }: Database,
  observer: Pick<StoreObserver, 'searchStopped' | 'searchResumed' | 'upkeepFailed'> | undefined,
): SearchHealth {
  const file = searchIndexFile(client.name);
  const listeners: (() => void)[] = [];
  let isWhole = hasSearchIndex(client);
  let generation = 0;
  let inode = isWhole ? inodeOf(file) : null;
  let trustedUntil = 0;
  let hasEnded = false;
  let thread: Worker | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failures = 0;

  /** Attaches another index; what went wrong, or null. Never within a search, as an index cannot be detached while it is read. */
  const exchange = (attach: (client: Sqlite.Database) => void): string | null => {
    snapshot.end();
    try {
      attach(client);
      client.prepare('/* exchange */ select known_changes from search_state').get();
      return null;
    } catch (cause) {
      if (!(cause instanceof Sqlite.SqliteError)) throw cause;
      return cause.message;
    }
  };
  const withdraw = (): void => {
    if (!isWhole && !hasEnded) exchange(attachStandIn);
  };

  const mend = async (fault: Fault): Promise<void> => {
    timer = null;
    const outcome = await mendInThread(fault);
    if (hasEnded) return;
    const failure = 'failure' in outcome ? outcome.failure : exchange(attachSearchIndex);
    if (failure !== null || 'failure' in outcome) {
      withdraw();
      const isBusy = 'failure' in outcome && outcome.isBusy;
      if (!isBusy && failures === 0) observer?.upkeepFailed(failure ?? '');
      if (!isBusy) failures += 1;
      timer = setTimeout(mend, pauseAfter(failures), fault).unref();
      return;
    }
    isWhole = true;
    failures = 0;
    generation += 1;
    inode = inodeOf(file);
    if (outcome.madeAnew === null) trustedUntil = performance.now() + TRUSTED_MS;
    observer?.searchResumed(outcome.madeAnew);
    for (const tell of listeners) tell();
  };
  const mendInThread = (fault: Fault): Promise<Outcome> =>
    new Promise((resolve) => {
      const fail = (cause: unknown) =>
        resolve({ failure: String(cause), isBusy: codeOf(cause).startsWith('SQLITE_BUSY') });
      try {
        thread = new Worker(THREAD, { workerData: { database: client.name, fault }, execArgv: [] });
        thread.unref();
        thread.once('message', resolve);
        thread.once('error', fail);
        thread.once('exit', () => fail('the thread has ended'));
      } catch (cause) {
        fail(cause);
      }
    });

  const stop = (reason: string, isDamaged: boolean): void => {
    isWhole = false;
    observer?.searchStopped(reason);
    void mend({ isDamaged, inode });
  };
  const suspect = ({ code, message }: Failure): boolean => {
    if (HARMLESS.test(code)) return false;
    if (!isWhole || hasEnded) return true;
    const isDamaged = code === 'SQLITE_CORRUPT_VTAB';
    if (!isDamaged && performance.now() < trustedUntil) return false;
    stop(message, isDamaged);
    setImmediate(withdraw);
    return true;
  };

  const expectWhole = (): void => {
    if (!isWhole) throw unavailable();
  };

  if (!isWhole) stop('it is missing, damaged or does not fit the database', false);
  return {
    isWhole: () => isWhole,
    expectWhole,
    generation: () => generation,
    inode: () => inode,
    suspect,
    async guard(search) {
      const began = generation;
      try {
        const found = await search();
        // The stand-in, which finds nothing, may have answered.
        if (generation !== began) throw unavailable();
        expectWhole();
        return found;
      } catch (cause) {
        if (cause instanceof Sqlite.SqliteError && suspect(cause)) throw unavailable();
        throw cause;
      }
    },
    onReplaced: (listener) => void listeners.push(listener),
    async end() {
      hasEnded = true;
      if (timer !== null) clearTimeout(timer);
      await thread?.terminate();
    },
  };
}

function unavailable(): Refused {
  return new Refused({ code: 'SEARCH_UNAVAILABLE' });
}

/** Milliseconds until the next attempt: twice as many after each failure. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(failures - 1, 0), MAX_PAUSE_MS);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
