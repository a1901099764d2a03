import { queries } from '../../../checks/check.ts';

/** Characters at the beginning of a text of which its first keys are made. */
const BEGINNING = 16;
/** Keys by which a text is looked for. */
const KEYS = 8;

interface SearchIndex {
  readonly index: string;
  /** What is to be found, as findings name it. */
  readonly thing: string;
  readonly table: string;
  readonly id: string;
  /** SQL: the block of keys that a row's are in. */
  readonly block: string;
  /** SQL: the rows that are in the index. */
  readonly indexed: string;
}

/**
 * SQL: the rows that the index does not give for the first keys of their texts. It is asked once for each beginning of a
 * text, and gives all texts that have these keys: each text of one is among them. Asked for one text after the other, it
 * would give each of them all texts that begin alike.
 */
function unfound({ index, thing, table, id, block, indexed }: SearchIndex): string {
  return `select '${thing} ' || id || ' cannot be found: REINDEX INDEX ${index}'
    from (
      select array_agg(${id}) as ids, (search_keys(${block}, left(folded, ${BEGINNING})))[1:${KEYS}] as keys
        from ${table} where ${indexed} group by keys
    ) as beginnings cross join lateral (
      select unnest(ids) as id except
        select ${id} from ${table} where ${indexed} and search_keys(${block}, folded) @> beginnings.keys
    ) as unfound order by id`;
}

/**
 * The indexes of the search give what the texts hold: each row is looked for by some of its own keys. An index that a
 * faulty disk has damaged is made anew by REINDEX.
 */
export const search = queries(
  'search',
  `select 'group ' || groups.id || ' has no text that it is found by'
    from groups where not exists (select 1 from group_texts where group_id = groups.id)`,
  unfound({
    index: 'group_texts_keys',
    thing: 'group',
    table: 'group_texts',
    id: 'group_id',
    block: 'group_id >> 14',
    indexed: 'indexed',
  }),
  unfound({ index: 'users_keys', thing: 'user', table: 'users', id: 'id', block: '0', indexed: 'true' }),
);
