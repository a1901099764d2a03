import { eq, gt, sql } from 'drizzle-orm';
import type pg from 'pg';
import { FOLDING_VERSION, foldLines, sortKey } from '../../../domain/folding.ts';
import {
  columnsOf,
  db,
  given,
  type Prepared,
  prepareSelect,
  prepareWrite,
  wholeWrite,
} from '../statements/prepared.ts';
import { foldings, groups, groupTexts, users } from '../tables.ts';
import { BEGIN_LOCKED } from './migrations.ts';
import { inTransaction, runnerOn } from './transaction.ts';

/** The version of the folding, and of the Unicode tables in Node.js that it uses. */
const VERSION = `${FOLDING_VERSION} ${process.versions.unicode}`;
/** Rows in one transaction. */
const ROWS_AT_ONCE = 2_000;

type Folded = 'groups' | 'users';

/** Called with the number of rows of a table that are folded so far. */
export type OnFolded = (table: Folded, rows: number, all: number) => void;

interface Row {
  readonly id: number;
  readonly name: string;
  readonly other: string;
}

/** Whether this version has folded all texts. */
export async function isFolded(client: pg.ClientBase): Promise<boolean> {
  const rows = await STATEMENTS.folded.all(runnerOn(client, false), {});
  return rows.filter(({ version, upTo }) => version === VERSION && upTo === null).length === 2;
}

/**
 * Folds the texts of all groups and users that another version folded, one process at a time. When the process is
 * killed meanwhile, the work done so far is kept. No other version may have the database open. Gives the
 * tables that had rows to fold.
 */
export async function foldAnew(client: pg.ClientBase, onFolded: OnFolded = () => {}): Promise<readonly Folded[]> {
  const anew: Folded[] = [];
  for (const table of ['groups', 'users'] as const) {
    const { rows: counted } = await client.query<{ rows: number }>(
      `/* foldAnew */ select count(*) as rows from ${table}`,
    );
    const all = counted[0]?.rows ?? 0;
    let done = 0;
    for (;;) {
      const rows = await inTransaction(client, () => foldNext(client, table), BEGIN_LOCKED);
      if (rows === 0) break;
      done += rows;
      onFolded(table, done, all);
    }
    if (done > 0) anew.push(table);
  }
  return anew;
}

/** Folds the next rows of a table; gives their number. */
async function foldNext(client: pg.ClientBase, table: Folded): Promise<number> {
  const on = runnerOn(client, false);
  const noted = (await STATEMENTS.folded.all(on, {})).find(({ folded }) => folded === table);
  if (noted?.version === VERSION && noted.upTo === null) return 0;
  const after = noted?.version === VERSION ? (noted.upTo ?? 0) : 0;
  const rows = await STATEMENTS[table].next.all(on, { after });
  const folded = rows.map(({ id, name, other }) => ({ id, sort: sortKey(name), folded: foldLines(name, other) }));
  const values = columnsOf(['id', 'sort', 'folded'], folded);
  for (const update of STATEMENTS[table].updates) await update.run(on, values);
  await STATEMENTS.note.run(on, { table, version: VERSION, upTo: rows.at(-1)?.id ?? null });
  return rows.length;
}

const after = sql.placeholder('after');

const STATEMENTS = {
  folded: prepareSelect('foldAnew', db.select().from(foldings)),
  note: prepareWrite(
    'foldAnew',
    db
      .insert(foldings)
      .values({
        folded: sql`${sql.placeholder('table')}`,
        version: sql`${sql.placeholder('version')}`,
        upTo: sql`${sql.placeholder('upTo')}::bigint`,
      })
      .onConflictDoUpdate({
        target: foldings.folded,
        set: { version: sql`excluded.version`, upTo: sql`excluded.up_to` },
      }),
  ),
  groups: {
    next: prepareSelect(
      'foldAnew',
      db
        .select({ id: groups.id, name: groups.name, other: groups.description })
        .from(groups)
        .where(gt(groups.id, after))
        .orderBy(groups.id)
        .limit(ROWS_AT_ONCE)
        .for('no key update'),
    ) satisfies Prepared<Row>,
    updates: [
      prepareWrite(
        'foldAnew',
        wholeWrite(sql`update ${groups} set name_sort = given.name_sort
          from ${given({ id: groups.id, sort: groups.nameSort })} where ${eq(groups.id, sql`given.id`)}`),
      ),
      prepareWrite(
        'foldAnew',
        wholeWrite(sql`insert into ${groupTexts} (group_id, folded)
          select * from ${given({ id: groupTexts.groupId, folded: groupTexts.folded })}
          on conflict (group_id) do update set folded = excluded.folded, indexed = null`),
      ),
    ],
  },
  users: {
    next: prepareSelect(
      'foldAnew',
      db
        .select({ id: users.id, name: users.username, other: users.realName })
        .from(users)
        .where(gt(users.id, after))
        .orderBy(users.id)
        .limit(ROWS_AT_ONCE)
        .for('no key update'),
    ) satisfies Prepared<Row>,
    updates: [
      prepareWrite(
        'foldAnew',
        wholeWrite(sql`update ${users} set username_sort = given.username_sort, folded = given.folded
          from ${given({ id: users.id, sort: users.usernameSort, folded: users.folded })}
          where ${eq(users.id, sql`given.id`)}`),
      ),
    ],
  },
};
