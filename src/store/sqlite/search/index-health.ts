import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { Refused } from '../../../domain/refused.ts';
import type { StoreObserver } from '../../observer.ts';
import type { Database } from '../connection/database.ts';
import { attachSearchIndex, attachStandIn, hasSearchIndex, searchIndexFile } from './index-file.ts';
import { type Fault, inodeOf, type Mended } from './mend-index.ts';

/**
 * Whether the search index can be asked. When it fails a search, or the thread that teaches it, searches are refused
 * until a thread has examined it and, where it is not whole, made it anew; then the new file takes the place of the old
 * on the connection. Nothing that a file does wrong is thrown where nobody catches it.
 */
export interface SearchHealth {
  isWhole(): boolean;
  /** Throws SEARCH_UNAVAILABLE where it is not; until the end of the turn it stays as it is. */
  expectWhole(): void;
  /** The number of the file: what was read from one does not hold for the next. */
  generation(): number;
  /** The file that is attached. */
  inode(): number | null;
  /** To be called when the index has failed; false when it was examined a moment ago: then the database is at fault. */
  suspect(fault: Failure): boolean;
  /** Runs a search; what fails in it may be the index. */
  guard<Value>(search: () => Promise<Value>): Promise<Value>;
  /** Told when there is another file to attach, once this connection has attached it. */
  onReplaced(listener: () => void): void;
  end(): Promise<void>;
}

export interface Failure {
  /** Of SQLite, or another that is no reason to examine the index. */
  readonly code: string;
  readonly message: string;
}

type Outcome = Mended | { readonly failure: string; readonly isBusy: boolean };

const THREAD = new URL('./mend-index-thread.ts', import.meta.url);
/** After it was found to be whole, what fails is not the index. */
const TRUSTED_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;
/** Another one is to be done before, or it cannot be written: nothing is wrong with what can be read. */
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

  /** Not within a search: an index cannot be exchanged while it is read. */
  const exchange = (attach: (client: Sqlite.Database) => void): string | null => {
    snapshot.end();
    try {
      attach(client);
      client.prepare('select known_changes from search_state').get();
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
        // What stands in for the index meanwhile finds nothing.
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

/** Twice as long after each failure. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(failures - 1, 0), MAX_PAUSE_MS);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
