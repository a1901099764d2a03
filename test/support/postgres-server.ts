import { mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/open.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { startPgBouncer } from './pgbouncer.ts';
import { onServer, SERVER_URL, TEMPLATE, urlOf } from './postgres.ts';

const PASSWORD = 'postgres';

/** What durability costs is spared: the data lasts for one run. */
const FLAGS = ['fsync=off', 'full_page_writes=off', 'max_connections=400', 'listen_addresses=127.0.0.1'];

/** Starts one server for a whole run of the tests, with a migrated database that others are copied from, and a pooler. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const { ENGINES } = process.env;
  if (ENGINES !== undefined && !/postgres|pgbouncer/.test(ENGINES)) return undefined;
  const server = await startServer();
  try {
    await onServer(`create database ${TEMPLATE} encoding 'UTF8' template template0`);
    const store = await openStore(urlOf(TEMPLATE));
    await store.close();
    const endPgBouncer = await startPgBouncer();
    return async () => {
      await endPgBouncer();
      await server.stop();
    };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

async function startServer() {
  const port = await freePort();
  const logged: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'guildhall-postgres-')),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: [...FLAGS.flatMap((flag) => ['-c', flag]), '-k', ''],
    onLog: (line) => logged.push(String(line)),
    onError: (line) => logged.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL does not start:\n${logged.join('')}`, { cause });
  }
  process.env[SERVER_URL] = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;
  return server;
}
