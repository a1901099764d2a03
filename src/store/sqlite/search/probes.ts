import { sql } from 'drizzle-orm';
import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect } from '../statements/prepared.ts';
import { groups, users } from '../tables.ts';
import { holdsTerms } from './holds-terms.ts';

export type Indexed = 'groups' | 'users';

export interface Trigram {
  /** As FTS5 is asked for it. */
  readonly expression: string;
  /** In how many rows it stands, more or less: 0 when they are few. */
  readonly postings: number;
}

/** How rare a trigram is, the oldest rows tell: how far in the index the first few of it reach. */
const SAMPLE = 50;
/** So many candidates are gone through sooner than the index once more. */
export const FEW = 300;
/** So many matches, the first, tell whether there are many finds among them. */
const SAMPLE_OF_MATCHES = 20;

/** What is asked of the index before a search, to know how to search. */
export function prepareProbes(db: Database, reading: Reading, indexed: Indexed) {
  const index = sql.raw(`${indexed}_search`);
  const instances = sql.raw(`${indexed}_instances`);
  const few = sql.raw(String(FEW));
  const rare = sql.placeholder('rare');
  const standing = sql`from ${instances} where term >= ${sql.placeholder('from')} and term < ${sql.placeholder('to')}`;
  const sample = sql.raw(String(SAMPLE));
  const postings = sql`(select iif(count(*) < ${sample}, 0, (select max(id) from ${sql.raw(indexed)}) * ${sample} / max(rowid))
    from (select rowid from ${index} where ${index} match compared.value order by rowid limit ${sample}))`;
  const matching = (count: number) =>
    sql`(select rowid from ${index} where ${index} match ${sql.placeholder('match')} limit ${sql.raw(String(count))})`;
  const { folded } = indexed === 'groups' ? groups : users;
  const finds = sql`select 1 from ${matching(SAMPLE_OF_MATCHES)} as matching
    join ${sql.raw(indexed)} on ${sql.raw(indexed)}.id = matching.rowid where ${holdsTerms(folded)}`;
  const matches = db
    .select({
      candidates: sql<string | null>`iif(count(*) <= ${few}, json_group_array(rowid), null)`,
      areSeldom: sql<0 | 1>`iif(count(*) <= ${few}, 0, not exists (${finds}))`,
    })
    .from(matching(FEW + 1));
  return {
    byRarity: prepareSelect(
      db,
      'byRarity',
      db
        .select({ expression: sql<string>`compared.value`, postings: sql<number>`${postings}`.as('postings') })
        .from(sql`json_each(${sql.placeholder('trigrams')}) as compared`)
        .orderBy(sql`postings`),
    ),
    matching: prepareSelect(db, 'matching', matches),
    /** The same, where it takes long. */
    matchingApart: prepareApart(reading, 'matching', matches),
    standing: prepareApart(
      reading,
      'standing',
      db
        .select({
          ids: sql<string | null>`iif(count(*) <= ${rare}, (select json_group_array(distinct doc) ${standing}), null)`,
        })
        .from(sql`(select 1 ${standing} limit ${rare} + 1)`),
    ),
    lastId: prepareSelect(db, 'lastId', db.select({ id: sql<number>`max(id)` }).from(sql.raw(indexed))),
  };
}
