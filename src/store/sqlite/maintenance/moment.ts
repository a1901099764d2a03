import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { DatabaseMoment } from '../../../domain/maintenance.ts';
import { openReadOnly } from '../connection/read-only.ts';
import { attachSearchIndex, fits, isAttached, searchIndexFile } from '../search/index-file.ts';
import { findIn } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';
import { readerOn } from './reader.ts';

/** Transactions that are begun until the database and its search index are of one moment. */
const MAX_ATTEMPTS = 10;

/** Reads a database and its search index in one transaction. */
export function readMoment(file: string): DatabaseMoment {
  const client = openReadOnly(file);
  try {
    const damage = attachIfLegible(client);
    beginAtOneMoment(client);
    return {
      ...readerOn(client),
      async *findings() {
        if (damage !== null) yield { check: 'search', finding: damage };
        yield* findIn(client, CHECKS);
      },
    };
  } catch (cause) {
    client.close();
    throw cause;
  }
}

/** What is wrong with an index that is no database; an absent one is no fault. */
function attachIfLegible(client: Sqlite.Database): string | null {
  if (!existsSync(searchIndexFile(client.name))) return null;
  try {
    attachSearchIndex(client);
    return null;
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    return `the index of groups is damaged (${cause.message}); a server makes it anew`;
  }
}

/** Begins again when the two files, which are opened one after the other, are of two moments. */
function beginAtOneMoment(client: Sqlite.Database): void {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    client.exec('begin; select 1 from sqlite_master');
    if (!isAttached(client) || fitsIfLegible(client) || attempt === MAX_ATTEMPTS) return;
    client.exec('rollback');
  }
}

/** Whether the index fits the database. The check of a damaged index tells what is wrong with it. */
function fitsIfLegible(client: Sqlite.Database): boolean {
  try {
    return fits(client);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    return true;
  }
}
