import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { FOLD_PLAIN_GROUPS } from './folding-sql.ts';

const PAGE = 4_096;

/** Writes garbage over pages of a file of SQLite's: over these, or over all from one on. The first is 1. */
export async function overwritePages(file: string, pages: number | readonly number[] = 1): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const count = (await handle.stat()).size / PAGE;
    const all = Array.from({ length: count }, (_, index) => index + 1);
    for (const page of typeof pages === 'number' ? all.slice(pages - 1) : pages) {
      await handle.write(randomBytes(PAGE), 0, PAGE, (page - 1) * PAGE);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Adds public groups of user 1, by SQL: `Pier 1` and so on, each with some hundred characters of its own. */
export function addPiers(file: string, count: number): void {
  const client = new Sqlite(file);
  client.exec(`
    with recursive numbers (number) as (select 1 union all select number + 1 from numbers where number < ${count})
    insert into groups (kind, name, name_key, slug, description, privacy, visible, active, verified, hide_join_button,
      cover_image_position, subscribers_count, created_at, private_token, created_by_id, managed_by_id)
    select 'GROUP', 'Pier ' || number, 'pier ' || number, 'pier-' || number, 'harbour ' || hex(randomblob(100)),
      'PUBLIC', 1, 1, 0, 0, 50, 1, 0, 'secret', 1, 1 from numbers;
    ${FOLD_PLAIN_GROUPS}`);
  client.close();
}

/** All pages that a table or an index of a database takes. */
export function pagesOf(file: string, name: string): number[] {
  const client = new Sqlite(file);
  const pages = client.prepare<[string], number>('select pageno from dbstat where name = ?').pluck().all(name);
  client.close();
  return pages;
}
