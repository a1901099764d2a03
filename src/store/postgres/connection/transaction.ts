import type pg from 'pg';
import type { Call, Runner } from '../statements/prepared.ts';

/** Runs statements on one connection. */
export function runnerOn(client: pg.ClientBase, prepare: boolean): Runner {
  return {
    query({ name, text, values }: Call) {
      const query = { text, values, rowMode: 'array' as const };
      return client.query<unknown[]>(prepare ? { ...query, name } : query);
    },
  };
}

/** Runs a transaction on a connection, and throws where it was not committed. `begin` may hold settings of it. */
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

/** The server answers a COMMIT that it could not do with the tag ROLLBACK, and with no error. */
export async function commit(client: pg.ClientBase): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
}
