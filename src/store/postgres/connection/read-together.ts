import { setImmediate as nextTurn } from 'node:timers/promises';
import { Refused } from '../../../domain/refused.ts';
import type { StoreObserver } from '../../observer.ts';
import { isOfAValue } from './outage.ts';
import type { ConnectionSettings } from './settings.ts';

/**
 * Reads by id for several requests at once: what they ask for in one turn of the event loop, or while such statements are
 * under way, is one statement. With one for each, a third of the processor time of short reads goes into writing to the
 * server. The invariant: each caller gets what it would have got alone, read after it asked.
 */
export type ReadTogether = ReturnType<typeof readTogether>;

interface Reading<Key, Row> {
  readonly read: (keys: readonly Key[]) => Promise<readonly Row[]>;
  /** What tells keys apart. */
  readonly idOf: (key: Key) => string | number;
  readonly idOfRow: (row: Row) => string | number;
}

/** What one statement reads. */
interface Batch<Key, Row> {
  readonly keys: Map<string | number, Key>;
  readonly rows: PromiseWithResolvers<ReadonlyMap<string | number, Row>>;
  /** When its first keys came. */
  readonly askedAt: number;
  callers: number;
}

/** Keys of a caller who has a statement and a turn of its own: it would make the others wait. */
const MANY_KEYS = 200;
/** Keys after which a statement takes no more callers. */
const MAX_KEYS = 1_000;
/** Statements of one kind that are under way, where there are connections for them; there are three kinds. */
const MAX_UNDERWAY = 4;
const KINDS = 3;

export function readTogether(
  { connections, timeoutMs }: Pick<ConnectionSettings, 'connections' | 'timeoutMs'>,
  observer: StoreObserver | undefined,
) {
  const maxUnderway = Math.min(MAX_UNDERWAY, Math.ceil(connections / KINDS));
  // A shared statement is run for nobody in particular: each who waits for it counts it once.
  const forNobody = observer?.keepAccount() ?? ((step) => step());

  /** Makes a read by keys. Rows come in the order of their keys. */
  return <Key, Row>({ read, idOf, idOfRow }: Reading<Key, Row>): ((keys: readonly Key[]) => Promise<Row[]>) => {
    const waiting: Batch<Key, Row>[] = [];
    let underway = 0;

    const readById = async (keys: Iterable<Key>): Promise<ReadonlyMap<string | number, Row>> =>
      new Map((await read([...keys])).map((row) => [idOfRow(row), row]));

    const readBatch = async ({ keys, rows, askedAt }: Batch<Key, Row>): Promise<void> => {
      try {
        if (performance.now() - askedAt > timeoutMs) throw new Refused({ code: 'OVERLOADED' });
        rows.resolve(await readById(keys.values()));
      } catch (cause) {
        rows.reject(cause);
        if (isAway(cause)) for (const batch of waiting.splice(0)) batch.rows.reject(cause);
      }
    };
    const readWaiting = async (): Promise<void> => {
      // A turn later, so that a batch holds all that came in this one.
      for (await nextTurn(); ; await nextTurn()) {
        const batch = waiting.shift();
        if (batch === undefined) break;
        await readBatch(batch);
      }
      underway -= 1;
    };
    const openBatch = (): Batch<Key, Row> => {
      const last = waiting.at(-1);
      if (last !== undefined && last.keys.size < MAX_KEYS) return last;
      const batch: Batch<Key, Row> = {
        keys: new Map(),
        rows: Promise.withResolvers(),
        askedAt: performance.now(),
        callers: 0,
      };
      waiting.push(batch);
      if (underway < maxUnderway) {
        underway += 1;
        void forNobody(readWaiting);
      }
      return batch;
    };
    const readAmongOthers = async (keys: ReadonlyMap<string | number, Key>) => {
      const askedAt = performance.now();
      const batch = openBatch();
      batch.callers += 1;
      for (const [id, key] of keys) batch.keys.set(id, key);
      try {
        return await batch.rows.promise;
      } catch (cause) {
        // A value that the server does not take is one caller's, and no fault of the others.
        if (batch.callers === 1 || !isOfAValue(cause)) throw cause;
        return await forNobody(() => readById(keys.values()));
      } finally {
        observer?.statementEnded(performance.now() - askedAt);
      }
    };

    return async (given) => {
      const keys = new Map(given.map((key) => [idOf(key), key]));
      if (keys.size === 0) return [];
      const rows = await (keys.size < MANY_KEYS ? readAmongOthers(keys) : readById(keys.values()));
      return [...keys.keys()].flatMap((id) => rows.get(id) ?? []);
    };
  };
}

/** The order in which SQLite finds rows by their ids. */
export function ascending(ids: readonly number[]): number[] {
  return ids.toSorted((one, other) => one - other);
}

function isAway(cause: unknown): boolean {
  return cause instanceof Refused && cause.refusal.code === 'STORE_UNAVAILABLE';
}
