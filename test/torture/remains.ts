import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { searchIndexFile } from '../../src/store/sqlite/search/index-file.ts';
import { checkDatabase, checkOrphans, type Data, type ImageCheck, ignoreAbsent, namedImages } from './checks.ts';
import { findingsIn, GROUPS, type GroupRow, STANDINGS, type StandingRow } from './findings.ts';
import { type Account, type Settlement, settle, type Violation } from './ledger.ts';

export interface Remains extends Settlement {
  /** Files of no group, which a start is to remove. */
  readonly orphans: readonly Violation[];
}

/** Holds everything that a server left behind against everything that it must have kept. */
export function examine(data: Data, checkImages: ImageCheck, accounts: readonly Account[]): Promise<Remains> {
  return onCopy(data, async (copy) => {
    const violations = checkDatabase(copy);
    if (violations.some(({ check }) => check === 'integrity')) {
      return { violations, orphans: [], written: 0, unwritten: 0 };
    }
    const uploaded = await checkImages(namedImages(copy), violations);
    const rows = copy.prepare<[], GroupRow>(GROUPS).all();
    const standings = copy.prepare<[], StandingRow>(STANDINGS).all();
    const settlement = settle(accounts, findingsIn({ rows, standings }, uploaded));
    const orphans = await checkOrphans(() => namedImages(copy), data);
    return { ...settlement, orphans, violations: [...violations, ...settlement.violations] };
  });
}

/**
 * Runs `look` on a copy of a database that no process has open, so that what a killed
 * process left behind is still there for the server to recover.
 */
export async function onCopy<Value>(
  { database }: Data,
  look: (copy: Sqlite.Database) => Promise<Value>,
): Promise<Value> {
  const folder = `${database}-copy`;
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'copy.db');
  for (const [from, to] of [
    [database, file],
    [searchIndexFile(database), searchIndexFile(file)],
  ] as const) {
    await copyFile(from, to).catch(ignoreAbsent);
    await copyFile(`${from}-wal`, `${to}-wal`).catch(ignoreAbsent);
  }
  const copy = new Sqlite(file);
  try {
    return await look(copy);
  } finally {
    copy.close();
    await rm(folder, { recursive: true });
  }
}
