import { randomUUID } from 'node:crypto';
import { lt, sql } from 'drizzle-orm';
import pg from 'pg';
import { db, prepareReturning, prepareWrite, type Runner } from '../statements/prepared.ts';
import { writers } from '../tables.ts';
import { isOutage, NotConnected } from './outage.ts';
import { type ConnectionSettings, clientConfig } from './settings.ts';
import { commit, runnerOn } from './transaction.ts';

/**
 * The one connection on which a process writes, made anew when it has broken. The invariant: each transaction notes its
 * number in the writer's own row, so that after a lost answer the row tells whether that transaction was committed.
 */
export interface WriterConnection {
  /** Runs a transaction. Throws `UnknownOutcome` where the answer to its COMMIT was lost. */
  transaction<Value>(step: (on: Runner) => Promise<Value>): Promise<Value>;
  /** Whether the last transaction was committed; waits for one that the server is still busy with. */
  wasCommitted(): Promise<boolean>;
  end(): Promise<void>;
}

/** Milliseconds after which the row of a writer that has not written counts as left behind. */
const LEFT_BEHIND_MS = 30 * 24 * 3_600_000;

export function writerConnection(settings: ConnectionSettings): WriterConnection {
  const writer = randomUUID();
  // As a pooler may have dropped the settings of the session, each transaction brings its own.
  const begin = `begin; set local statement_timeout = ${settings.timeoutMs}; set local lock_timeout = ${Math.ceil(settings.timeoutMs / 2)}; set local idle_in_transaction_session_timeout = ${settings.timeoutMs}`;
  let client: pg.Client | null = null;
  let lastBatch = 0;

  const drop = (): void => {
    const broken = client;
    client = null;
    broken?.connection.stream.destroy();
  };

  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const made = new pg.Client({ ...clientConfig(settings), pipeline: true });
    // A connection that breaks fails what is running on it; unheard, its error would end the process.
    made.on('error', () => {
      if (client === made) client = null;
    });
    await made.connect().catch((cause: unknown) => Promise.reject(new NotConnected(cause)));
    client = made;
    return made;
  };

  /** Drops a connection that may have broken, or may still be inside a transaction. */
  const abandon = async (on: pg.Client, cause: unknown): Promise<void> => {
    if (isOutage(cause)) return drop();
    await on.query('rollback').catch(drop);
  };

  return {
    async transaction(step) {
      const on = await connected();
      const runner = runnerOn(on, settings.prepare);
      lastBatch += 1;
      sendTogether(on);
      try {
        const [, , value] = await Promise.all([
          on.query(begin),
          MARK.run(runner, { writer, batch: lastBatch, now: new Date() }),
          step(runner),
        ]);
        await commit(on);
        return value;
      } catch (cause) {
        await abandon(on, cause);
        throw cause;
      }
    },

    async wasCommitted() {
      const on = await connected();
      const runner = runnerOn(on, settings.prepare);
      try {
        const [, row] = await Promise.all([on.query(begin), LAST.get(runner, { writer, now: new Date() })]);
        await commit(on);
        return row?.batch === lastBatch;
      } catch (cause) {
        await abandon(on, cause);
        throw cause;
      }
    },

    async end() {
      const ending = client;
      client = null;
      await ending?.end().catch(() => undefined);
    },
  };
}

/** Lets what is begun in this tick be sent by one system call, instead of one for each statement. */
function sendTogether({ connection: { stream } }: pg.Client): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Removes the rows of writers that are gone. */
export async function forgetWriters(on: Runner, now: Date): Promise<void> {
  await FORGET.run(on, { before: new Date(now.getTime() - LEFT_BEHIND_MS) });
}

const MARK = prepareWrite(
  'transaction',
  db
    .insert(writers)
    .values({ id: sql.placeholder('writer'), batch: sql.placeholder('batch'), wroteAt: sql.placeholder('now') })
    .onConflictDoUpdate({
      target: writers.id,
      set: { batch: sql`excluded.batch`, wroteAt: sql`excluded.wrote_at` },
    }),
);

/**
 * Waits for a transaction that has yet to end, whether it changes the row or makes it: nobody sees a row before its
 * transaction is committed, and a `select ... for update` would find nothing and not wait. Only a second row waits.
 */
const LAST = prepareReturning(
  'wasCommitted',
  db
    .insert(writers)
    .values({ id: sql.placeholder('writer'), batch: 0, wroteAt: sql.placeholder('now') })
    .onConflictDoUpdate({ target: writers.id, set: { batch: sql`${writers.batch}` } })
    .returning({ batch: writers.batch }),
  { batch: writers.batch },
);

const FORGET = prepareWrite(
  'forgetWriters',
  db.delete(writers).where(lt(writers.wroteAt, sql.param(sql.placeholder('before'), writers.wroteAt))),
);
