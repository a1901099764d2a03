import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { checkImage } from '../images/check-image.ts';
import { unnamedFiles } from '../images/unnamed.ts';
import { openReadOnly } from '../store/sqlite/connection/read-only.ts';
import type { Check } from '../store/sqlite/maintenance/checks/check.ts';
import { CHECKS } from '../store/sqlite/maintenance/checks/checks.ts';
import { namedAmong, namedImages } from '../store/sqlite/maintenance/referenced-images.ts';
import { attachSearchIndex, fits, isAttached, searchIndexFile } from '../store/sqlite/search/index-file.ts';

export interface Finding {
  readonly check: string;
  readonly finding: string;
}

/** What a server is saving, or has not yet removed, is younger. */
const SETTLED_MS = 3_600_000;

/** All that is wrong with a database and its images, as they are at one moment, while a server goes on writing. */
export async function* examine(database: string, mediaDir: string): AsyncGenerator<Finding> {
  const client = openReadOnly(database);
  try {
    const illegible = attachIfLegible(client);
    if (illegible !== null) yield { check: 'search', finding: illegible };
    beginAtOneMoment(client);
    yield* findBy(CHECKS, client);
    for await (const finding of badImages(database, mediaDir)) yield { check: 'pictures', finding };
    for await (const finding of leftovers(client, mediaDir)) yield { check: 'picture-files', finding };
  } finally {
    client.close();
  }
}

/** What these checks alone find. */
export function* findIn(database: string, checks: readonly Check[]): Generator<Finding> {
  const client = openReadOnly(database);
  try {
    yield* findBy(checks, client);
  } finally {
    client.close();
  }
}

function* findBy(checks: readonly Check[], client: Database): Generator<Finding> {
  for (const { name, find } of checks) for (const finding of find(client)) yield { check: name, finding };
}

/** What is wrong with an index that is no database; one that is not there is no fault. */
function attachIfLegible(client: Database): string | null {
  if (!existsSync(searchIndexFile(client.name))) return null;
  try {
    attachSearchIndex(client);
    return null;
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    return `the index of groups is damaged (${cause.message}); a server makes it anew`;
  }
}

/** Whether it fits; of one that is damaged, its check tells. */
function fitsIfLegible(client: Database): boolean {
  try {
    return fits(client);
  } catch (cause) {
    if (!(cause instanceof Sqlite.SqliteError)) throw cause;
    return true;
  }
}

/** Of the database and of its index, which one after the other may be of two: then once more. */
function beginAtOneMoment(client: Database): void {
  for (let tries = 1; tries <= 10; tries += 1) {
    client.exec('begin; select 1 from sqlite_master');
    if (!isAttached(client) || fitsIfLegible(client) || tries === 10) return;
    client.exec('rollback');
  }
}

/** Of the groups as they are now, asked again where something is wrong: a server removes images that are replaced. */
async function* badImages(database: string, mediaDir: string): AsyncGenerator<string> {
  const client = openReadOnly(database);
  try {
    const namedNow = namedAmong(client);
    for (const { groupId, role, key } of namedImages(client)) {
      const problems = await checkImage(mediaDir, role, key);
      if (problems.length > 0 && namedNow([key]).has(key)) {
        yield* problems.map((problem) => `the ${role} of group ${groupId}: ${problem}`);
      }
    }
  } finally {
    client.close();
  }
}

async function* leftovers(client: Database, mediaDir: string): AsyncGenerator<string> {
  const settled = Date.now() - SETTLED_MS;
  try {
    for await (const name of unnamedFiles(mediaDir, namedAmong(client))) {
      const file = await stat(join(mediaDir, name)).catch(() => null);
      if (file !== null && file.mtimeMs < settled) yield `${name} belongs to no group; a server that starts removes it`;
    }
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isAbsent) throw cause;
  }
}
