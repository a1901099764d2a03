import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Finding, ReferencedImage } from '../../../domain/maintenance.ts';
import { FIRST_OPENID_USER_ID } from '../../../domain/user.ts';
import { nothingMoved } from '../../nothing-moved.ts';
import { isFolded } from '../connection/fold-anew.ts';
import { lock } from '../connection/lock.ts';
import { missingMigrations, whyUnreadable } from '../connection/migrations.ts';
import { takePart } from '../connection/presence.ts';
import { openReadOnly } from '../connection/read-only.ts';
import { findIn } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';
import { readerOn } from './reader.ts';

/**
 * A database that is read to be moved to another engine. The invariant: from the opening to `close` no server has it
 * open or can open it, so that nothing is written that would be left behind.
 */
export interface MoveSource {
  countOf(table: string): number;
  /** Values in the order of the columns, read as they are asked for. */
  rowsOf(table: string, columns: readonly string[]): Iterable<readonly unknown[]>;
  /** The highest ids that were ever given; 0 where none was. */
  lastIds(): { readonly group: number; readonly openIdUser: number };
  /** Everything that is wrong with what is moved. */
  findings(): Iterable<Finding>;
  images(): AsyncIterable<ReferencedImage>;
  close(): void;
}

/** Milliseconds to wait for a process that is just opening the database. */
const LOCK_WAIT_MS = 5_000;

/** Tables of other engines that are columns of `groups` here. */
const SELECTED: Readonly<Record<string, string>> = {
  group_texts: '(select id as group_id, folded, 1 as indexed from groups)',
};

/** The index of searches is made anew elsewhere. */
const MOVED_CHECKS = CHECKS.filter(({ name }) => name !== 'search');

/** Opens a database to be moved. Throws a `StartError` where it cannot be moved as it is. */
export function openMoveSource(file: string): MoveSource {
  if (!existsSync(file)) throw nothingMoved(`there is no database at ${file}: name the one that the server uses`);
  const release = takeAlone(file);
  try {
    const client = openReadOnly(file);
    try {
      client.exec('begin; select 1 from sqlite_master');
      expectCurrent(client);
      return { ...sourceOn(client), close: () => closeAll(client, release) };
    } catch (cause) {
      client.close();
      throw cause;
    }
  } catch (cause) {
    release();
    throw cause;
  }
}

function sourceOn(client: Sqlite.Database): Omit<MoveSource, 'close'> {
  const number = (query: string) => client.prepare<[], number>(`/* move */ ${query}`).pluck().get() ?? 0;
  return {
    countOf: (table) => number(`select count(*) from ${SELECTED[table] ?? table}`),
    rowsOf: (table, columns) =>
      client
        .prepare<[], unknown[]>(`/* move */ select ${columns.join(', ')} from ${SELECTED[table] ?? table}`)
        .raw()
        .iterate(),
    lastIds: () => ({
      group: number("select seq from sqlite_sequence where name = 'groups'"),
      openIdUser: number(`select max(id) from users where id >= ${FIRST_OPENID_USER_ID}`),
    }),
    findings: () => findIn(client, MOVED_CHECKS),
    images: () => readerOn(client).images(),
  };
}

/** Keeps servers from opening the database, and expects that none has; gives what lets them again. */
function takeAlone(file: string): () => void {
  const unlock = lockOrRefuse(file);
  const part = takePart(file);
  const release = () => {
    part.end();
    unlock();
  };
  if (part.alone) return release;
  release();
  throw nothingMoved(`a server has ${file} open, and what it writes meanwhile would be left behind: stop it first`);
}

function lockOrRefuse(file: string): () => void {
  try {
    return lock(`${file}.lock`, LOCK_WAIT_MS);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    throw cause.code === 'SQLITE_BUSY'
      ? nothingMoved(`another process is opening or moving ${file}: let it end first`)
      : nothingMoved(`no file can be made beside ${file} (${cause.message}): let this user write there`);
  }
}

function expectCurrent(client: Sqlite.Database): void {
  const reason = whyUnreadable(client);
  if (reason !== null) throw nothingMoved(`${client.name} ${reason}: name the database that the server uses`);
  if (missingMigrations(client) > 0 || !isFolded(client, 'groups') || !isFolded(client, 'users')) {
    throw nothingMoved(
      `an older version made ${client.name}: run "npm run migrate" with DATABASE_URL=file:${client.name} first`,
    );
  }
}

function closeAll(client: Sqlite.Database, release: () => void): void {
  client.close();
  release();
}
