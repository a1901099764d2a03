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
      const read = waiting.next();
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
    for (let read = waiting.next(); read !== undefined; read = waiting.next()) {
      read.answered.reject(new Refused({ code: 'STORE_UNAVAILABLE' }));
    }
  };

  return {
    async query(call) {
      if (hasEnded) throw new Refused({ code: 'STORE_UNAVAILABLE' });
      if (waiting.size() >= MAX_WAITING) throw new Refused({ code: 'OVERLOADED' });
      const askedAt = performance.now();
      const read = { call, askedAt, answered: Promise.withResolvers<Answer>() };
      // What is read for nobody in particular has a turn by itself.
      waiting.add(observer?.asker() ?? read, read);
      onStatement?.(call.text);
      send();
      try {
        return await read.answered.promise;
      } finally {
        observer?.statementEnded(performance.now() - askedAt);
      }
    },
    async end() {
      hasEnded = true;
      refuseWaiting();
      await pool.end();
    },
  };
}

function ignore(): void {}
