import type { Database } from '../connection/database.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect, whole } from '../statements/prepared.ts';
import type { SearchSource } from './search-source.ts';

export interface Trigram {
  /** The trigram as an expression of FTS5. */
  readonly expression: string;
  /** Rows in which it stands, more or less; 0 for fewer than `SAMPLE`. */
  readonly postings: number;
}

/** Oldest rows with a trigram that tell how rare it is, by how far in the index they reach. */
const SAMPLE = 50;
/** Up to this many candidates, looking at each beats going through the index once more. */
export const MAX_CANDIDATES = 300;
/** First matches that tell whether there are many finds among all. */
const SAMPLE_OF_MATCHES = 20;

interface Matches {
  /** The ids of all matches, as JSON; null for more than `MAX_CANDIDATES`. */
  readonly candidates: string | null;
  /** Whether none of the first matches is a find. */
  readonly areSeldomFinds: 0 | 1;
}

/**
 * Prepares what is asked of the index before a search, to know how to search. The probes cost up to 2 ms, and gain, at a
 * million groups on 2026-11-30: `rarestFirst` 3.0 times for a page of "granite" and 7.7 times for "lantern granite",
 * `matches` 3.8 times for the count of "old school friends", `rowsOfTerm` 2,700 times for a page of "zq".
 */
export function prepareProbes(
  db: Database,
  reading: Reading,
  { table, index, instances, namesInstances }: SearchSource,
) {
  const rowsIn = (trigrams: string) =>
    prepareApart(
      reading,
      'rowsOfTerm',
      whole<{ readonly ids: string | null }>(
        ['ids'],
        `select iif(count(*) <= :places, (
          select json_group_array(distinct doc) from ${trigrams} where term >= :from and term < :to), null) as ids
        from (select 1 from ${trigrams} where term >= :from and term < :to limit :places + 1)`,
      ),
    );
  const matches = whole<Matches>(
    ['candidates', 'areSeldomFinds'],
    `select
      iif(count(*) <= ${MAX_CANDIDATES}, json_group_array(rowid), null) as candidates,
      iif(count(*) <= ${MAX_CANDIDATES}, 0, not exists (
        select 1 from (select rowid from ${index} where ${index} match :match limit ${SAMPLE_OF_MATCHES}) as matching
        join ${table} on ${table}.id = matching.rowid
        where holds_terms(${table}.folded, :terms))) as areSeldomFinds
    from (select rowid from ${index} where ${index} match :match limit ${MAX_CANDIDATES + 1})`,
  );
  return {
    /** The trigrams of a term, given as JSON, the rarest first. */
    rarestFirst: prepareSelect(
      db,
      'rarestFirst',
      whole<Trigram>(
        ['expression', 'postings'],
        `select compared.value as expression, (
          select iif(count(*) < ${SAMPLE}, 0, (select max(id) from ${table}) * ${SAMPLE} / max(rowid))
          from (select rowid from ${index} where ${index} match compared.value order by rowid limit ${SAMPLE})) as postings
        from json_each(:trigrams) as compared
        order by postings`,
      ),
    ),
    /** What an expression gives. */
    matches: prepareSelect(db, 'matches', matches),
    /** The same, where it takes long. */
    matchesApart: prepareApart(reading, 'matches', matches),
    /** The ids of all rows with a trigram from `from` up to `to`, as JSON; null where these stand at more than `places`. */
    rowsOfTerm: rowsIn(instances),
    /** The same for rows with such a trigram in their name. */
    namesOfTerm: namesInstances === null ? null : rowsIn(namesInstances),
    lastId: prepareSelect(
      db,
      'lastId',
      whole<{ readonly id: number | null }>(['id'], `select max(id) as id from ${table}`),
    ),
  };
}
