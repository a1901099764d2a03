// @ts-check
// The thread that statements/long-reads.ts starts. Plain JavaScript, so that it starts without stripping types.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { termsFinder } from './search/terms-finder.js';

const { database, index, timeout, pagesKb, maxStatements } = workerData;

/** @type {ReturnType<typeof connect> | null} */
let connection = null;

parentPort?.on('message', (message) => {
  if (message === 'end') {
    disconnect();
    parentPort?.close();
  } else if (message === 'reattach') {
    disconnect();
  } else {
    parentPort?.postMessage(answer(message));
  }
});

/** @param {{ id: number, sql: string, params: Record<string, unknown> }} read */
function answer({ id, sql, params }) {
  const began = performance.now();
  try {
    connection ??= connect();
    const rows = connection.prepared(sql).all(params);
    return { id, rows, milliseconds: performance.now() - began };
  } catch (cause) {
    const code = cause instanceof Sqlite.SqliteError ? cause.code : null;
    const failure = { message: cause instanceof Error ? cause.message : String(cause), code };
    return { id, failure, milliseconds: performance.now() - began };
  }
}

function connect() {
  const client = new Sqlite(database, { readonly: true, fileMustExist: true, timeout });
  client.prepare('attach ? as search').run(index);
  client.pragma(`cache_size = -${pagesKb}`);
  client.pragma('temp_store = MEMORY');
  client.function('holds_terms', { deterministic: true }, termsFinder());

  /** The least used make way. @type {Map<string, import('better-sqlite3').Statement>} */
  const statements = new Map();
  /** @param {string} sql */
  const prepared = (sql) => {
    const statement = statements.get(sql) ?? client.prepare(sql).raw();
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > maxStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
  return { client, prepared };
}

function disconnect() {
  connection?.client.close();
  connection = null;
}
