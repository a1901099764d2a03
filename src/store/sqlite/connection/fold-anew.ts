import type Sqlite from 'better-sqlite3';
import { FOLDING_VERSION, foldLines, sortKey } from '../../../domain/folding.ts';

/** The version of the folding, and of the Unicode tables in Node.js that it uses. */
const VERSION = `${FOLDING_VERSION} ${process.versions.unicode}`;
/** Rows in one transaction, which takes a tenth of a second. */
const ROWS_AT_ONCE = 5_000;

type Folded = 'groups' | 'users';

/** The columns of a table that are folded, and the statements that complete the work. */
interface FoldedTable {
  readonly name: string;
  readonly other: string;
  readonly sort: string;
  /** Makes the index as the migrations do. While it is absent, a million rows are folded in a third of the time. */
  readonly order: string;
  readonly whenDone: string;
}

const TABLES: Readonly<Record<Folded, FoldedTable>> = {
  groups: {
    name: 'name',
    other: 'description',
    sort: 'name_sort',
    order: 'CREATE INDEX `groups_name_sort` ON `groups` (`name_sort`)',
    // The search index is not told of rows that are folded anew. With another id, it does not fit and is made anew.
    whenDone: 'update database_id set id = lower(hex(randomblob(16)))',
  },
  users: {
    name: 'username',
    other: 'real_name',
    sort: 'username_sort',
    order: 'CREATE INDEX `users_username_sort` ON `users` (`username_sort`)',
    whenDone: "insert into users_search(users_search) values ('rebuild')",
  },
};

/** Called with the number of rows of a table that are folded so far. */
export type OnFolded = (table: Folded, rows: number, all: number) => void;

interface Row {
  readonly id: number;
  readonly name: string;
  readonly other: string;
}

/**
 * Folds the texts of all groups and users that another version folded, or none did. When the process is killed
 * meanwhile, the work done so far is kept. No other version may have the database open.
 */
export function foldAnew(client: Sqlite.Database, onFolded: OnFolded = () => {}): void {
  for (const table of ['groups', 'users'] as const) {
    if (!isFolded(client, table)) foldTable(client, table, onFolded);
  }
}

/** Whether this version has folded the whole table. */
export function isFolded(client: Sqlite.Database, table: Folded): boolean {
  const folded = client.prepare<[string, string], 1>(
    '/* isFolded */ select 1 from foldings where folded = ? and version = ? and up_to is null',
  );
  return folded.get(table, VERSION) !== undefined;
}

function foldTable(client: Sqlite.Database, table: Folded, onFolded: OnFolded): void {
  const { name, other, sort, order, whenDone } = TABLES[table];
  const count = client.prepare<[], number>(`/* foldTable */ select count(*) from ${table}`).pluck();
  const next = client.prepare<[number], Row>(
    `/* foldTable */ select id, ${name} as name, ${other} as other from ${table} where id > ? order by id limit ${ROWS_AT_ONCE}`,
  );
  const update = client.prepare<[string, string, number]>(
    `/* foldTable */ update ${table} set ${sort} = ?, folded = ? where id = ?`,
  );
  const note = client.prepare<
    [string, string]
  >(`/* foldTable */ insert into foldings (folded, version, up_to) values (?, ?, 0)
    on conflict do update set version = excluded.version, up_to = 0 where version <> excluded.version or up_to is null`);
  const upTo = client.prepare<[number | null, string]>(
    '/* foldTable */ update foldings set up_to = ? where folded = ?',
  );
  const last = client.prepare<[string], number>('/* foldTable */ select up_to from foldings where folded = ?').pluck();

  const begin = client.transaction(() => {
    note.run(table, VERSION);
    client.exec(`drop index if exists ${table}_${sort}`);
  });
  const foldNext = client.transaction((after: number): readonly Row[] => {
    const rows = next.all(after);
    for (const row of rows) update.run(sortKey(row.name), foldLines(row.name, row.other), row.id);
    upTo.run(rows.at(-1)?.id ?? after, table);
    return rows;
  });
  const finish = client.transaction(() => {
    client.exec(order);
    client.exec(whenDone);
    upTo.run(null, table);
  });

  begin();
  const all = count.get() ?? 0;
  let done = 0;
  for (let rows = foldNext(last.get(table) ?? 0); rows.length > 0; rows = foldNext(rows.at(-1)?.id ?? 0)) {
    done += rows.length;
    onFolded(table, done, all);
  }
  finish();
}
