import { setTimeout as wait } from 'node:timers/promises';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import type { Finding } from '../../../domain/maintenance.ts';
import { StartError } from '../../../start-error.ts';
import { postgresLocation } from '../../database-url.ts';
import { NOTHING_MOVED, nothingMoved } from '../../nothing-moved.ts';
import { BEGIN_LOCKED, migrationState } from '../connection/migrations.ts';
import { isLate, isOutage, UnknownOutcome } from '../connection/outage.ts';
import { startFailure } from '../connection/start-checks.ts';
import { inTransaction } from '../connection/transaction.ts';
import { storable, typeOf } from '../statements/prepared.ts';
import {
  emailInvitations,
  groups,
  groupTexts,
  idempotencyKeys,
  mailDays,
  memberships,
  pageRequests,
  profiles,
  userSettings,
  users,
} from '../tables.ts';
import { findIn } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';
import { withClient } from './client.ts';
import { withoutIndexes } from './without-indexes.ts';

/**
 * Fills an empty database with all rows of another. The invariant: it is one transaction, at whose end all rows are
 * counted and checked, so that a move that is killed or refused leaves the database empty.
 */
export interface RowSource {
  countOf(table: string): number;
  rowsOf(table: string, columns: readonly string[]): Iterable<readonly unknown[]>;
  lastIds(): { readonly group: number; readonly openIdUser: number };
}

/** Called with what is being done, and with how many rows of all are done where rows are copied. */
export type OnMoved = (what: string, rows?: { readonly done: number; readonly all: number }) => void;

/** What is moved, in the order in which rows refer to each other. */
export const MOVED_TABLES: readonly PgTable[] = [
  users,
  profiles,
  userSettings,
  mailDays,
  groups,
  groupTexts,
  memberships,
  emailInvitations,
  pageRequests,
  idempotencyKeys,
];
const NAMES = MOVED_TABLES.map((table) => getTableConfig(table).name);

/** Rows in one statement: some megabytes of texts as long as they may be. */
const ROWS_AT_ONCE = 5_000;
/** Milliseconds for which a server is looked for that was lost at the very end, and between two looks. */
const LOOK_UP_MS = 60_000;
const LOOK_UP_PAUSE_MS = 500;
/** Memory to make indexes in: 20,000 texts take 5 % less of a processor's time than with 64 MB (2026-11-30). */
const MORE_MEMORY = "set local maintenance_work_mem = '256MB'";

/**
 * Checks of what has been moved. Whether the server keeps what it commits is said by its own start and by doctor, and
 * the indexes of searches have just been made of these texts: to look each one up in them takes as long as all the rest.
 */
const MOVED_CHECKS = CHECKS.filter(({ name }) => name !== 'durability' && name !== 'search');

/** Throws a `StartError` where a database belongs to somebody else or has anything in it. Writes nothing. */
export function expectEmptyDatabase(url: string, source: RowSource): Promise<void> {
  return onTarget(url, async (client, location) => {
    const { whyForeign } = await migrationState(client);
    if (whyForeign !== null) throw nothingMoved(`the database ${location} ${whyForeign}; ${MAKE_ONE}`);
    await expectEmpty(client, location, source);
  });
}

/** Moves all rows of `source` into an empty database that has been migrated. */
export function moveRows(url: string, source: RowSource, onMoved: OnMoved): Promise<void> {
  return onTarget(url, async (client, location) => {
    const fill = async (): Promise<void> => {
      await client.query(`/* move */ lock table ${NAMES.join(', ')} in access exclusive mode`);
      await expectEmpty(client, location, source);
      // What a move left that was killed takes no room.
      await client.query(`/* move */ truncate ${NAMES.join(', ')} restart identity; ${MORE_MEMORY}`);
      await withoutIndexes(client, NAMES, onMoved, async () => {
        for (const table of MOVED_TABLES) await copyTable(client, table, source, onMoved);
      });
      await advanceIds(client, source.lastIds());
      await client.query(`/* move */ analyze ${NAMES.join(', ')}`);
      onMoved('checking');
      await expectSound(client, source);
    };
    try {
      await inTransaction(client, fill, BEGIN_LOCKED);
    } catch (cause) {
      if (!(cause instanceof UnknownOutcome)) throw cause;
      onMoved('asking whether all was kept');
      if (!(await wasMoved(url, source))) throw cause.cause;
    }
  });
}

/** Whether a move ended whose last answer was lost; waits for the server, and for what it is still busy with. */
async function wasMoved(url: string, source: RowSource): Promise<boolean> {
  const hasAll = (client: pg.Client) =>
    inTransaction(client, async () => (await missingRows(client, source)) === null, BEGIN_LOCKED);
  const until = performance.now() + LOOK_UP_MS;
  for (;;) {
    try {
      return await withClient(url, hasAll);
    } catch (cause) {
      if (!isOutage(cause) && !isLate(cause)) throw cause;
      if (performance.now() > until) {
        throw new StartError(
          `It is not known whether all was moved: the server of ${postgresLocation(url)} was lost at the very end. ` +
            'Run it again when the server is back, and it says whether all is there.',
        );
      }
      await wait(LOOK_UP_PAUSE_MS);
    }
  }
}

const MAKE_ONE = 'make one with CREATE DATABASE, and name that';

async function expectEmpty(client: pg.Client, location: string, source: RowSource): Promise<void> {
  const { rows: tables } = await client.query<{ is: boolean }>(
    "/* move */ select to_regclass('users') is not null as is",
  );
  if (tables[0]?.is !== true) return;
  // All else that can be in a database belongs to some user.
  const { rowCount } = await client.query('/* move */ select 1 from users limit 1');
  if (rowCount === 0) return;
  const isMoved = (await migrationState(client)).missing === 0 && (await missingRows(client, source)) === null;
  throw nothingMoved(
    isMoved
      ? `the database ${location} has it all already, as a move has ended there: set DATABASE_URL to it`
      : `the database ${location} is not empty: ${MAKE_ONE}`,
  );
}

async function copyTable(client: pg.Client, table: PgTable, source: RowSource, onMoved: OnMoved): Promise<void> {
  const { name, columns: all } = getTableConfig(table);
  const columns = all.filter(({ generated }) => generated === undefined);
  const names = columns.map((column) => column.name);
  const lists = columns.map((column, index) => `$${index + 1}::${typeOf(column)}[]`);
  const insert = `/* move */ insert into ${name} (${names.join(', ')}) select * from unnest(${lists.join(', ')})`;

  const count = source.countOf(name);
  let done = 0;
  let writing: Promise<unknown> = Promise.resolve();
  for (const batch of batches(source.rowsOf(name, names), ROWS_AT_ONCE)) {
    const values = columns.map((_, index) => batch.map((row) => storable(row[index])));
    // One batch is read while the one before is written.
    await writing;
    onMoved(name, { done, all: count });
    writing = client.query(insert, values);
    done += batch.length;
  }
  await writing;
}

function* batches<Row>(rows: Iterable<Row>, size: number): Generator<readonly Row[]> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function advanceIds(client: pg.Client, { group, openIdUser }: ReturnType<RowSource['lastIds']>): Promise<void> {
  if (group > 0) await client.query("/* move */ select setval(pg_get_serial_sequence('groups', 'id'), $1)", [group]);
  if (openIdUser > 0) await client.query("/* move */ select setval('user_ids', $1)", [openIdUser]);
}

/** What a database has not as many rows of as the source has, in words; null where it has as many of everything. */
async function missingRows(client: pg.Client, source: RowSource): Promise<string | null> {
  for (const name of NAMES) {
    const { rows } = await client.query<{ count: number }>(`/* move */ select count(*) as count from ${name}`);
    const [count, expected] = [rows[0]?.count, source.countOf(name)];
    if (count !== expected) return `${count} rows of ${name} arrived, of ${expected}`;
  }
  return null;
}

async function expectSound(client: pg.Client, source: RowSource): Promise<void> {
  const missing = await missingRows(client, source);
  if (missing !== null) throw new Error(missing);
  for await (const finding of findIn(client, MOVED_CHECKS))
    throw new Error(`what arrived is not sound: ${told(finding)}`);
}

function told({ check, finding }: Finding): string {
  return `${check}: ${finding}`;
}

async function onTarget<Value>(
  url: string,
  use: (client: pg.Client, location: string) => Promise<Value>,
): Promise<Value> {
  const location = postgresLocation(url);
  try {
    return await withClient(url, (client) => use(client, location));
  } catch (cause) {
    throw startFailure({ location, undone: NOTHING_MOVED }, cause);
  }
}
