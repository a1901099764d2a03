import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { start, stop } from './children.ts';

const DATABASE = 'postgres';
const OWNER = 'owner';
/** Does not own the tables, so that their policies hold for it. */
export const VISITOR = 'visitor';
const CHUNK = 5_000;
const PATIENCE_MS = 20_000;
const SCHEMA = new URL('peers/postgraphile.sql', import.meta.url);

/** The folder of PostgreSQL's programs; null when it is not on this machine. */
export function findPostgres(): string | null {
  const candidates = ['/usr/local/bin/postgres', ...globSync('/usr/lib/postgresql/*/bin/postgres').sort().reverse()];
  const folders = candidates.filter((file) => existsSync(file)).map((file) => dirname(realpathSync(file)));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** PostgreSQL refuses to be run by root. */
function unprivileged(): Pick<SpawnOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {};
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^(?:postgres|nobody):[^:]*:(\d+):(\d+):/m);
  if (entry === null) throw new Error('PostgreSQL cannot be run by root, and there is no other user for it');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

/** In the group of the process that starts it, and so it ends with that. */
export function startPostgres(programs: string, folder: string): ChildProcess {
  const settings = [
    'listen_addresses=',
    'shared_buffers=256MB',
    'synchronous_commit=off',
    'max_connections=40',
    'jit=off',
  ];
  const args = ['-D', folder, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])];
  return start(join(programs, 'postgres'), args, { cwd: folder, stdio: 'ignore', detached: false, ...unprivileged() });
}

export const connectionString = (folder: string, user: string): string =>
  `postgres://${user}@/${DATABASE}?host=${encodeURIComponent(folder)}`;

/** Waits until it answers. */
export async function connect(folder: string, user = OWNER): Promise<pg.Client> {
  const since = performance.now();
  for (;;) {
    const client = new pg.Client({ connectionString: connectionString(folder, user) });
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

/** A cluster with the data of a database of Guildhall's, for PostGraphile to be started on copies of. */
export async function seedPostgres(programs: string, folder: string, sqliteFile: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const args = ['-D', folder, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  const made = spawnSync(join(programs, 'initdb'), args, { uid, gid, encoding: 'utf8', cwd: folder, timeout: 60_000 });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);

  const postgres = startPostgres(programs, folder);
  try {
    const client = await connect(folder);
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
