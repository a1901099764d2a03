import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { whyNotOurs } from '../../migration-history.ts';
import { inTransaction } from './transaction.ts';

const FOLDER = fileURLToPath(new URL('../../../../drizzle/postgres', import.meta.url));

/** The key of the lock under which one process at a time migrates: "guildhal" in ASCII. */
const LOCK_KEY = '7455813567316451692';
/** Milliseconds to wait while another process migrates and folds a large database. */
const LOCK_WAIT_MS = 300_000;
/** Milliseconds that a migration waits for a table that is in use: everybody else queues behind it meanwhile. */
const TABLE_WAIT_MS = 10_000;
/**
 * Milliseconds after which the server ends a transaction whose process sends nothing: a machine that disappears would
 * keep its locks for hours. Between two statements a process folds texts or reads rows to move, some seconds at most.
 */
const SILENCE_MS = 600_000;

/** The migrations of this version, oldest first. */
function knownMigrations() {
  return readMigrationFiles({ migrationsFolder: FOLDER });
}

/** What has become of a database. */
export interface MigrationState {
  /** Why this version must leave it alone, in words that follow its name; null where it may use it. */
  readonly whyForeign: string | null;
  /** Migrations that have run. */
  readonly applied: number;
  /** Migrations that have yet to run. */
  readonly missing: number;
}

/** The first statements of a transaction that only one process at a time is in. */
export const BEGIN_LOCKED = `begin; set local lock_timeout = ${LOCK_WAIT_MS}; set local statement_timeout = ${LOCK_WAIT_MS};
  select pg_advisory_xact_lock(${LOCK_KEY}); set local lock_timeout = ${TABLE_WAIT_MS}; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = ${SILENCE_MS}`;

export async function migrationState(client: pg.ClientBase): Promise<MigrationState> {
  const applied = await appliedMigrations(client);
  const known = knownMigrations().map(({ hash }) => hash);
  if (applied !== null) {
    return {
      whyForeign: whyNotOurs(applied, known),
      applied: applied.size,
      missing: known.length - applied.size,
    };
  }
  const { rows } = await client.query<{ tables: number }>(
    `/* migrationState */ select count(*) as tables from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`,
  );
  const whyForeign =
    rows[0]?.tables === 0 ? null : 'belongs to another program: it has tables, and no migrations of Guildhall';
  return { whyForeign, applied: 0, missing: known.length };
}

async function appliedMigrations(client: pg.ClientBase): Promise<ReadonlySet<string> | null> {
  const { rows: tables } = await client.query<{ is: boolean }>(
    "/* appliedMigrations */ select to_regclass('guildhall_migrations') is not null as is",
  );
  if (tables[0]?.is !== true) return null;
  const { rows } = await client.query<{ hash: string }>(
    '/* appliedMigrations */ select hash from guildhall_migrations',
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** Runs the migrations that have yet to run, each in a transaction of its own, one process at a time. */
export async function migrate(client: pg.ClientBase): Promise<MigrationState> {
  for (;;) {
    const before = await inTransaction(client, () => migrateOnce(client), BEGIN_LOCKED);
    if (before.whyForeign !== null || before.missing === 0) return before;
  }
}

async function migrateOnce(client: pg.ClientBase): Promise<MigrationState> {
  const state = await migrationState(client);
  if (state.whyForeign !== null) return state;
  const next = knownMigrations().at(-state.missing);
  if (state.missing === 0 || next === undefined) return state;
  await client.query(
    `/* migrate */ create table if not exists guildhall_migrations (
      hash text primary key, made_at bigint not null, applied_at timestamptz not null default now())`,
  );
  await client.query(next.sql.join('\n'));
  await client.query('/* migrate */ insert into guildhall_migrations (hash, made_at) values ($1, $2)', [
    next.hash,
    next.folderMillis,
  ]);
  return state;
}
