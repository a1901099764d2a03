import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import type { seed } from '../seed.ts';

export const GROUPS = 200_000;
export const USERS = 100_000;
/** Every user is a member of this group. */
export const CROWD = 2;
/** This user is a member of every third group up to three times `BUSY_GROUPS`. */
export const BUSY_USER = 2;
const BUSY_GROUPS = 60_000;
/** This user made the newest groups, whose descriptions are the longest that there can be. */
export const WRITER = 3;
const LONG_TEXTS = 100;
const LONGEST_DESCRIPTION = '😀'.repeat(500);
const FOLDER = join(tmpdir(), 'guildhall-bench-waits');

export const searchFile = (database: string): string => `${database}.search`;

/** Made by the checkout whose server reads it, unless an earlier run kept it and nothing that it is made of has changed. */
export async function waitsData(checkout: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${stampOf(checkout)}.db`);
  if (existsSync(file)) return file;

  const unfinished = join(FOLDER, 'unfinished.db');
  for (const left of [unfinished, searchFile(unfinished)]) rmSync(left, { force: true });
  const module: { readonly seed: typeof seed } = await import(pathToFileURL(join(checkout, SEED)).href);
  module.seed(unfinished, { groups: GROUPS, users: USERS });
  addExtremes(unfinished);
  renameSync(searchFile(unfinished), searchFile(file));
  renameSync(unfinished, file);
  return file;
}

export function removeWaitsData(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

const SEED = 'test/bench/seed.ts';

function stampOf(checkout: string): string {
  const migrations = join(checkout, 'drizzle/sqlite');
  const sources = readdirSync(migrations)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => join(migrations, name));
  const hash = createHash('sha256');
  for (const source of [join(checkout, SEED), ...sources, import.meta.filename]) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 16);
}

/** The largest that a group, a user's list and a text can be. */
function addExtremes(file: string): void {
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    const parameters = {
      crowd: CROWD,
      busy: BUSY_USER,
      busyGroups: BUSY_GROUPS,
      writer: WRITER,
      from: GROUPS - LONG_TEXTS,
      text: LONGEST_DESCRIPTION,
    };
    db.prepare(
      `insert or ignore into memberships (group_id, user_id, status, admin, since)
      select @crowd, id, 'SUBSCRIBED', 0, created_at + id from users`,
    ).run(parameters);
    db.prepare(
      `insert or ignore into memberships (group_id, user_id, status, admin, since)
      select id, @busy, 'SUBSCRIBED', 0, created_at from groups where id % 3 = 0 and id <= 3 * @busyGroups`,
    ).run(parameters);
    db.prepare(
      `insert or ignore into memberships (group_id, user_id, status, admin, since)
      select id, @writer, 'SUBSCRIBED', 0, created_at from groups where id > @from`,
    ).run(parameters);
    db.prepare(
      `update groups set description = @text, privacy = 'PUBLIC', visible = 1,
        created_by_id = @writer, managed_by_id = @writer where id > @from`,
    ).run(parameters);
    db.prepare(
      `update groups set subscribers_count =
        (select count(*) from memberships where group_id = groups.id and status = 'SUBSCRIBED')`,
    ).run();
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}
