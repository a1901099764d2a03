import pg from 'pg';
import { clientConfig } from '../connection/settings.ts';

/** Milliseconds that one statement of a maintenance command may take: an hour. */
const TIMEOUT_MS = 3_600_000;

/** Connects for a maintenance command. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig({ url, connections: 1, prepare: false, timeoutMs: TIMEOUT_MS }));
  // A connection that breaks fails the question that is being asked; unheard, that would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (cause) {
    throw cause instanceof AggregateError ? cause.errors[0] : cause;
  }
}

export async function withClient<Value>(url: string, use: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Rows that are fetched at once, so that a million of them need no memory. */
const ROWS_AT_ONCE = 1_000;

/** The rows of a query, within a transaction. One query at a time is read so. */
export async function* rowsOf(client: pg.Client, query: string): AsyncGenerator<object> {
  await client.query(`declare maintenance no scroll cursor for ${query}`);
  for (;;) {
    const { rows } = await client.query<object>(`fetch ${ROWS_AT_ONCE} from maintenance`);
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await client.query('close maintenance');
}

/** The texts that a query of one column selects, within a transaction. */
export async function* linesOf(client: pg.Client, query: string): AsyncGenerator<string> {
  for await (const row of rowsOf(client, query)) yield* Object.values(row).map(String);
}
