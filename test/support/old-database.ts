import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { MIGRATIONS } from '../../src/store/sqlite/connection/migrations.ts';

interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}

/** A database as an earlier release made it, in a folder of its own. */
export async function releaseOf(folder: string, count: number): Promise<Sqlite.Database> {
  const migrations = join(folder, 'migrations');
  await mkdir(join(migrations, 'meta'), { recursive: true });
  const journal: Journal = JSON.parse(await readFile(join(MIGRATIONS, 'meta/_journal.json'), 'utf8'));
  const entries = journal.entries.slice(0, count);
  await writeFile(join(migrations, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
  for (const { tag } of entries) await cp(join(MIGRATIONS, `${tag}.sql`), join(migrations, `${tag}.sql`));

  const client = new Sqlite(join(folder, 'guildhall.db'));
  client.pragma('journal_mode = WAL');
  migrate(drizzle(client), { migrationsFolder: migrations });
  return client;
}

/** How many migrations `oldDatabase` has. */
export const OLD_MIGRATIONS = 3;

/** One group and its manager, in a database that an older version has closed. */
export async function oldDatabase(): Promise<{ readonly folder: string; readonly database: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-old-'));
  const client = await releaseOf(folder, OLD_MIGRATIONS);
  client.exec(`
    insert into users values (1, null, null, 'user-1', '', null, null, 0);
    insert into groups values (1, 'GROUP', 'Chess', 'chess', 'chess', '', null, 'PUBLIC', 1, 1, 0, null,
      0, null, null, 50, 1, 0, 1, 1, 0);
    insert into memberships (group_id, user_id, status, admin, since) values (1, 1, 'SUBSCRIBED', 0, 0)`);
  client.close();
  return { folder, database: join(folder, 'guildhall.db') };
}
