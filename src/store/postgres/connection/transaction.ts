import type pg from 'pg';
import type { Call, Runner } from '../statements/prepared.ts';
import { isOutage, UnknownOutcome } from './outage.ts';

/** Runs statements on one connection. */
export function runnerOn(client: pg.ClientBase, prepare: boolean): Runner {
  return {
    query({ name, text, values }: Call) {
      const query = { text, values, rowMode: 'array' as const };
      return client.query<unknown[]>(prepare ? { ...query, name } : query);
    },
  };
}

/**
 * Runs a transaction on a connection, and throws where it was not committed, or where that is unknown. `begin` may hold
 * settings of it.
 */
export async function inTransaction<Value>(
  client: pg.ClientBase,
  step: () => Promise<Value>,
  begin = 'begin',
): Promise<Value> {
  await client.query(begin);
  try {
    const value = await step();
    await commit(client);
    return value;
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  }
}

/**
 * Commits. An error of the server says that nothing was committed, and so does the tag ROLLBACK, which it answers without
 * an error; a lost connection says nothing, and throws `UnknownOutcome`.
 */
export async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await client.query('commit').catch((cause: unknown) => {
    throw isOutage(cause) ? new UnknownOutcome(cause) : cause;
  });
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
}
