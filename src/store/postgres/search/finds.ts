import { type SQL, sql } from 'drizzle-orm';
import { listOf, prepareSelect, type Runner, whole } from '../statements/prepared.ts';
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
  /** The names of two placeholders, between whose values the ids are. */
  readonly between: readonly [above: string, below: string];
  /** The order of ids; null for none. */
  readonly direction: 'asc' | 'desc' | null;
  /** SQL: the number of finds that are wanted. */
  readonly limit: SQL;
}

/** SQL: the bits of an id within its block, as in the index group_texts_keys of the migrations. */
const BLOCK = sql.raw('14');
const GRAMS = listOf('grams', groupTexts.folded);
const PATTERNS = listOf('patterns', groupTexts.folded);

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
export function finds({ inName, held, seen, between: [above, below], direction, limit }: FindsOf): SQL {
  const blocks = sql.raw(direction ?? 'desc');
  const ordered = (id: string) => (direction === null ? sql`` : sql.raw(`order by ${id} ${direction}`));
  const texts = (known: SQL) => sql`(
    select texts.group_id as id from group_texts as texts
    where ${known} and ${held}
      and texts.group_id + 0 > ${sql.placeholder(above)} and texts.group_id + 0 < ${sql.placeholder(below)}
    ${ordered('texts.group_id + 0')} offset 0) as found`;
  const seed = sql.raw(inName ? '(block << 1) + 1' : 'block << 1');
  return sql`select id from (
    (select found.id from ${texts(sql`texts.indexed is null`)} ${seen} limit ${limit})
    union all
    (select found.id from (
        select block, array_agg(hashtextextended(gram, ${seed})) as keys
        from generate_series(
            (${sql.placeholder(above)}::bigint + 1) >> ${BLOCK},
            least(${sql.placeholder(below)}::bigint - 1, (select coalesce(max(group_id), 0) from group_texts)) >> ${BLOCK}
          ) as block,
          unnest(${GRAMS}) as gram
        group by block order by block ${blocks}) as blocks
      cross join lateral ${texts(IN_BLOCK)}
      ${seen} limit ${limit})
  ) as either ${ordered('id')} limit ${limit}`;
}

/** The values of two placeholders of `finds`, for all ids. */
export const ALL_IDS = { above: 0, below: Number.MAX_SAFE_INTEGER } as const;

/** Up to this many finds, sorting all of them beats going through an order until a page is full. */
const MAX_CANDIDATES = 2_000;

const candidates = prepareSelect(
  'findCandidates',
  whole<{ readonly id: number }>(
    { id: groupTexts.groupId },
    finds({
      inName: false,
      held: IN_TEXT,
      seen: sql``,
      between: ['above', 'below'],
      direction: null,
      limit: sql.raw(String(MAX_CANDIDATES + 1)),
    }),
  ),
);

/** The ids of all finds of a search, whoever may see them; null for more than `MAX_CANDIDATES`. */
export async function findCandidates(reads: Runner, search: Search): Promise<readonly number[] | null> {
  const rows = await candidates.all(reads, { ...search, ...ALL_IDS });
  return rows.length > MAX_CANDIDATES ? null : rows.map(({ id }) => id);
}
