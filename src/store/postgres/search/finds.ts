import { and, type SQL, sql } from 'drizzle-orm';
import { hiddenList } from '../statements/keyset.ts';
import { prepareSelect, type Runner, whole } from '../statements/prepared.ts';
import { groupTexts } from '../tables.ts';
import type { Search } from './read-search.ts';

/**
 * Goes through the groups that a search finds, block by block. The invariant: a text is a find when it holds every term,
 * and what the index says only spares looking at other texts.
 *
 * The index knows a text by keys, which are hashes of its grams (all parts of its words of one, two and three characters)
 * and of the block of 16,384 ids that its group is in: a group of block 3 that is called "Chess" has keys for 'c', 'ch',
 * 'che', 'h' ... in block 3, and others for the same in a name of block 3. An index of grams alone would have to be read for
 * all groups before the first of them could be looked at. Of blocks, the newest is read first, and the next one only when
 * the page is not full:
 *
 *     "granite", in every sixtieth group of a million     the newest block, which has 273 of them
 *     "zephyrine", in one                                 all 61 blocks, in 60 of which there is nothing to look at
 *
 * The few texts that the index has yet to learn (see index-texts.ts) are looked at all.
 */
export interface FindsOf {
  /** Whether the terms have to be in the name. */
  readonly inName: boolean;
  /** What a find's text meets besides the grams: a condition on `texts`. */
  readonly held: SQL;
  /** SQL: joins what a find's group meets, whose id is `found.id`. */
  readonly seen: SQL;
  /** The names of two placeholders, between whose values the ids are; null for all ids. */
  readonly between: readonly [above: string, below: string] | null;
  /** The order of ids; null for none. */
  readonly direction: 'asc' | 'desc' | null;
  /** SQL: the number of finds that are wanted. */
  readonly limit: SQL;
}

/** SQL: the bits of an id within its block, as in the index group_texts_keys of the migrations. */
const BLOCK = sql.raw('14');
const GRAMS = hiddenList('grams', groupTexts.folded);
const PATTERNS = hiddenList('patterns', groupTexts.folded);

const NEWEST = sql`(select coalesce(max(group_id), 0) from group_texts)`;

/** Conditions on `texts`, the row of a group in group_texts. */
export const IN_TEXT = sql`texts.folded like all (${PATTERNS})`;
export const IN_NAME = sql`split_part(texts.folded, e'\n', 1) like all (${PATTERNS})`;
export const BEGINS = sql`(texts.folded >= ${sql.placeholder('prefix')} and texts.folded < ${sql.placeholder('prefixEnd')})`;

/** Condition that the index answers for a text of a block. */
const IN_BLOCK = sql`texts.indexed and search_keys(texts.group_id >> ${BLOCK}, texts.folded) @> blocks.keys
      and texts.group_id >> ${BLOCK} = blocks.block`;

/** Condition that a group's text holds all terms; asked of each group that meets the others. */
export const IS_FIND = sql`exists (
  select 1 from group_texts as texts where texts.group_id = groups.id and ${IN_TEXT} offset 0)`;

/**
 * SQL: selects the ids of finds. Ids are hidden from the planner where it could read them from an index of ids instead:
 * it does not know how rare a gram is.
 */
export function finds({ inName, held, seen, between, direction, limit }: FindsOf): SQL {
  const [above, below] = between?.map((name) => sql`${sql.placeholder(name)}::bigint`) ?? [];
  const blocks = sql.raw(direction ?? 'desc');
  const ordered = (id: string) => (direction === null ? sql`` : sql.raw(`order by ${id} ${direction}`));
  const texts = (known: SQL) => sql`(
    select texts.group_id as id from group_texts as texts
    where ${and(known, held, above && sql`texts.group_id + 0 > ${above}`, below && sql`texts.group_id + 0 < ${below}`)}
    ${ordered('texts.group_id + 0')} offset 0) as found`;
  const first = above ? sql`(${above} + 1) >> ${BLOCK}` : sql`0`;
  const last = below ? sql`least(${below} - 1, ${NEWEST})` : NEWEST;
  const seed = sql.raw(inName ? '(block << 1) + 1' : 'block << 1');
  return sql`select id from (
    (select found.id from ${texts(sql`texts.indexed is null`)} ${seen} limit ${limit})
    union all
    (select found.id from (
        select block, array_agg(hashtextextended(gram, ${seed})) as keys
        from generate_series(${first}, ${last} >> ${BLOCK}) as block,
          unnest(${GRAMS}) as gram
        group by block order by block ${blocks}) as blocks
      cross join lateral ${texts(IN_BLOCK)}
      ${seen} limit ${limit})
  ) as either ${ordered('id')} limit ${limit}`;
}

/** Up to this many finds, ranking all of them beats going through the blocks once more for each tier. */
const MAX_RANKED = 100;
/** Up to this many finds, sorting all of them beats going through an order until a page is full. */
const MAX_SORTED = 2_000;

/** The ids of all finds of a search, whoever may see them; null where there are too many for this order. */
export async function findCandidates(
  reads: Runner,
  search: Search,
  order: 'by relevance' | 'by a column',
): Promise<readonly number[] | null> {
  const { statement, most } = CANDIDATES[order];
  const rows = await statement.all(reads, { ...search });
  return rows.length > most ? null : rows.map(({ id }) => id);
}

const CANDIDATES = { 'by relevance': upTo(MAX_RANKED), 'by a column': upTo(MAX_SORTED) };

function upTo(most: number) {
  const found = finds({
    inName: false,
    held: IN_TEXT,
    seen: sql``,
    between: null,
    direction: null,
    limit: sql.raw(String(most + 1)),
  });
  return {
    statement: prepareSelect('findCandidates', whole<{ readonly id: number }>({ id: groupTexts.groupId }, found)),
    most,
  };
}
