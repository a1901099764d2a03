import pg from 'pg';
import { Refused } from '../../../domain/refused.ts';
import type { StoreOptions } from '../../options.ts';
import { turns } from '../../turns.ts';
import type { Call, Runner } from '../statements/prepared.ts';
import { isOutage, isSilent, NotConnected, refusedOr } from './outage.ts';
import { type ConnectionSettings, clientConfig } from './settings.ts';

/**
 * Runs reads, each a statement by itself, on a few connections. The invariant: a read is answered or refused within the
 * time of two statements, whatever has become of the server, and a connection that broke serves nobody any more.
 */
export interface ReadPool extends Runner {
  /** Runs a statement as `query` does, but before all that wait, however many they are. */
  readonly queryFirst: Runner['query'];
  /** Resolves when no read is running any more; reads that wait are refused. */
  end(): Promise<void>;
}

interface Read {
  readonly call: Call;
  readonly askedAt: number;
  readonly answered: PromiseWithResolvers<Answer>;
}

interface Answer {
  readonly rows: unknown[][];
  readonly rowCount: number | null;
}

/** Reads that may wait; those beyond are refused as OVERLOADED. */
const MAX_WAITING = 1_000;
/** Milliseconds after which a connection that nothing uses is closed. */
const IDLE_MS = 30_000;

export function readPool(settings: ConnectionSettings, { onStatement, observer }: StoreOptions = {}): ReadPool {
  const pool = new pg.Pool({
    ...clientConfig(settings),
    max: settings.connections,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
  });
  // A connection that breaks fails the read that uses it, and tells so here, too; unheard, that would end the process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));

  const waiting = turns<Read>();
  const waitingFirst: Read[] = [];
  const next = (): Read | undefined => waitingFirst.shift() ?? waiting.next();
  let underway = 0;
  let hasEnded = false;

  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (cause) {
      throw new NotConnected(cause);
    }
  };

  const runOnce = async ({ name, text, values }: Call): Promise<Answer> => {
    const client = await connect();
    let broken = false;
    try {
      const query = { text, values, rowMode: 'array' as const };
      return await client.query<unknown[]>(settings.prepare ? { ...query, name } : query);
    } catch (cause) {
      broken = isOutage(cause);
      throw cause;
    } finally {
      client.release(broken);
    }
  };

  /** A connection that broke while it was idle is found out by the next read, which is run once more. */
  const run = async (call: Call): Promise<Answer> => {
    try {
      return await runOnce(call);
    } catch (cause) {
      if (!isOutage(cause) || cause instanceof NotConnected || isSilent(cause)) throw cause;
      return runOnce(call);
    }
  };

  const send = (): void => {
    while (underway < settings.connections) {
      const read = next();
      if (read === undefined) return;
      if (performance.now() - read.askedAt > settings.timeoutMs) {
        read.answered.reject(new Refused({ code: 'OVERLOADED' }));
        continue;
      }
      underway += 1;
      void run(read.call)
        .then(read.answered.resolve, (cause: unknown) => {
          read.answered.reject(refusedOr(cause));
          if (isOutage(cause)) refuseWaiting();
        })
        .finally(() => {
          underway -= 1;
          send();
        });
    }
  };

  /** All that wait would wait for the same server. */
  const refuseWaiting = (): void => {
    for (let read = next(); read !== undefined; read = next()) {
      read.answered.reject(new Refused({ code: 'STORE_UNAVAILABLE' }));
    }
  };

  const ask = async (call: Call, wait: (read: Read) => void): Promise<Answer> => {
    if (hasEnded) throw new Refused({ code: 'STORE_UNAVAILABLE' });
    const askedAt = performance.now();
    const read = { call, askedAt, answered: Promise.withResolvers<Answer>() };
    wait(read);
    onStatement?.(call.text);
    send();
    try {
      return await read.answered.promise;
    } finally {
      observer?.statementEnded(performance.now() - askedAt);
    }
  };

  return {
    query(call) {
      if (waiting.size() >= MAX_WAITING) return Promise.reject(new Refused({ code: 'OVERLOADED' }));
      // What is read for nobody in particular has a turn by itself.
      return ask(call, (read) => waiting.add(observer?.asker() ?? read, read));
    },
    queryFirst: (call) => ask(call, (read) => waitingFirst.push(read)),
    async end() {
      hasEnded = true;
      refuseWaiting();
      await pool.end();
    },
  };
}

function ignore(): void {}
