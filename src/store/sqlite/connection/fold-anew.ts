import type Sqlite from 'better-sqlite3';
import { FOLDING_VERSION, foldLines, sortKey } from '../../../domain/folding.ts';

/** The version of the folding, and that of the Unicode tables that Node.js folds by. */
const VERSION = `${FOLDING_VERSION} ${process.versions.unicode}`;
/** Rows in one transaction: a tenth of a second. */
const ROWS_TOGETHER = 5_000;

type Folded = 'groups' | 'users';

/** What of a table is folded, and how that ends. */
interface Texts {
  readonly name: string;
  readonly other: string;
  readonly sort: string;
  /** As the migrations make it. Without it, a million rows are folded in a third of the time. */
  readonly order: string;
  readonly whenDone: string;
}

const TEXTS: Readonly<Record<Folded, Texts>> = {
  groups: {
    name: 'name',
    other: 'description',
    sort: 'name_sort',
    order: 'CREATE INDEX `groups_name_sort` ON `groups` (`name_sort`)',
    // The index of groups, which is not told of what is folded anew, belongs to another database then, and is made anew.
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
function isFolded(client: Sqlite.Database, table: Folded): boolean {
  const folded = client.prepare<[string, string], 1>(
    'select 1 from foldings where folded = ? and version = ? and up_to is null',
  );
  return folded.get(table, VERSION) !== undefined;
}

function foldTable(client: Sqlite.Database, table: Folded, onFolded: OnFolded): void {
  const { name, other, sort, order, whenDone } = TEXTS[table];
  const count = client.prepare<[], number>(`select count(*) from ${table}`).pluck();
  const next = client.prepare<[number], Row>(
    `select id, ${name} as name, ${other} as other from ${table} where id > ? order by id limit ${ROWS_TOGETHER}`,
  );
  const update = client.prepare<[string, string, number]>(`update ${table} set ${sort} = ?, folded = ? where id = ?`);
  const note = client.prepare<[string, string]>(`insert into foldings (folded, version, up_to) values (?, ?, 0)
    on conflict do update set version = excluded.version, up_to = 0 where version <> excluded.version or up_to is null`);
  const upTo = client.prepare<[number | null, string]>('update foldings set up_to = ? where folded = ?');
  const last = client.prepare<[string], number>('select up_to from foldings where folded = ?').pluck();

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
