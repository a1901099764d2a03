import type Sqlite from 'better-sqlite3';
import { FOLDING_VERSION, foldLines, sortKey } from '../../domain/folding.ts';

/** Of the folding itself, and of the Unicode by which this Node.js folds. */
const VERSION = `${FOLDING_VERSION} ${process.versions.unicode}`;
/** Rows in one transaction: a tenth of a second. */
const ROWS_TOGETHER = 5_000;
/** What else changes at random places of an index of a million names. */
const CACHE_KB = 256_000;

const TEXTS = {
  groups: { name: 'name', other: 'description', sort: 'name_sort' },
  users: { name: 'username', other: 'real_name', sort: 'username_sort' },
} as const;
type Folded = keyof typeof TEXTS;

const WHEN_DONE = {
  // The index of groups, which is not told of what is folded anew, belongs to another database then, and is made anew.
  groups: 'update database_id set id = lower(hex(randomblob(16)))',
  users: "insert into users_search(users_search) values ('rebuild')",
} as const satisfies Record<Folded, string>;

/** Told how many rows of a table are folded. */
export type OnFolded = (table: Folded, rows: number, all: number) => void;

interface Row {
  readonly id: number;
  readonly name: string;
  readonly other: string;
}

/**
 * Folds the texts of all groups and users that another version has folded, or none. What was done stays done when the
 * process is killed meanwhile. Nobody else may have the database open with another version.
 */
export function foldAnew(client: Sqlite.Database, onFolded: OnFolded = () => {}): void {
  for (const table of ['groups', 'users'] as const) {
    if (!isFolded(client, table)) foldTable(client, table, onFolded);
  }
}

/** Whether all of a table is folded by this version. */
export function isFolded(client: Sqlite.Database, table: Folded): boolean {
  const folded = client.prepare<[string, string], 1>(
    'select 1 from foldings where folded = ? and version = ? and up_to is null',
  );
  return folded.get(table, VERSION) !== undefined;
}

function foldTable(client: Sqlite.Database, table: Folded, onFolded: OnFolded): void {
  const { name, other, sort } = TEXTS[table];
  const all = client.prepare<[], number>(`select count(*) from ${table}`).pluck().get() ?? 0;
  const next = client.prepare<[number], Row>(
    `select id, ${name} as name, ${other} as other from ${table} where id > ? order by id limit ${ROWS_TOGETHER}`,
  );
  const update = client.prepare<[string, string, number]>(`update ${table} set ${sort} = ?, folded = ? where id = ?`);
  const begin = client.prepare<[string, string]>(`insert into foldings (folded, version, up_to) values (?, ?, 0)
    on conflict do update set version = excluded.version, up_to = 0 where version <> excluded.version or up_to is null`);
  const upTo = client.prepare<[number | null, string]>('update foldings set up_to = ? where folded = ?');
  const last = client.prepare<[string], number>('select up_to from foldings where folded = ?').pluck();

  const foldNext = client.transaction((after: number): readonly Row[] => {
    const rows = next.all(after);
    for (const row of rows) update.run(sortKey(row.name), foldLines(row.name, row.other), row.id);
    upTo.run(rows.at(-1)?.id ?? after, table);
    return rows;
  });
  const finish = client.transaction(() => {
    client.exec(WHEN_DONE[table]);
    upTo.run(null, table);
  });

  const usualCache = client.pragma('cache_size', { simple: true });
  client.pragma(`cache_size = -${CACHE_KB}`);
  begin.run(table, VERSION);
  let done = 0;
  for (let rows = foldNext(last.get(table) ?? 0); rows.length > 0; rows = foldNext(rows.at(-1)?.id ?? 0)) {
    done += rows.length;
    onFolded(table, done, all);
  }
  finish();
  client.pragma(`cache_size = ${usualCache}`);
}
