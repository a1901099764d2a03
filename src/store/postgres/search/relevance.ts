import { and, eq, type SQL, sql } from 'drizzle-orm';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import type { KeysetSlice, OffsetSlice, Position } from '../../../domain/store.ts';
import { isKeyset } from '../../statements/slices.ts';
import type { PageSize } from '../statements/keyset.ts';
import { db } from '../statements/prepared.ts';
import { groups, memberships } from '../tables.ts';
import { VIEWED, VIEWERS_OWN } from '../viewed-groups.ts';
import { BEGINS, finds, IN_NAME, IN_TEXT } from './finds.ts';
import type { Search } from './read-search.ts';

/**
 * Lists the finds of a search in the order of their relevance: names that begin with what was searched for, by name;
 * then other names it is in; then what only the description has, both newest first. Whatever the statement, the order
 * and the places are the same, and the same as on SQLite.
 *
 * The place of a find is a text: '0' and the sort key of its name for a name that begins so, '1' for another name, '2'
 * for a description. Groups of one name, which share a place that begins with '0', come oldest first; the groups in '1'
 * and in '2' come newest first. A slice is what lies between two of them, so that its bounds are values, and one statement
 * serves every slice. A search for "chess", with ids:
 *
 *     '0chess\0Chess' 2, '0chess club\0Chess club' 4, '0chess club\0Chess club' 5    names that begin so
 *     '1' 7 "Blitz chess", '1' 1 "Kids chess"                                        other names, newest first
 *     '2' 9 "New friends: we play chess", '2' 3                                      descriptions, newest first
 */
export function relevanceQuery({ conditions, few }: Findable, reversed: boolean, size: PageSize) {
  const along = reversed ? sql`desc` : sql`asc`;
  const found = few ? rankedAtOnce(conditions, along) : inTiers(conditions, reversed, size);
  return db
    .select({ ...VIEWED, place: sql<string>`found.place` })
    .from(sql`(${found} limit ${size.limit} offset ${size.offset}) as found`)
    .innerJoinLateral(FOUND_GROUP, sql`true`)
    .leftJoinLateral(VIEWERS_MEMBERSHIP, sql`true`)
    .orderBy(sql`found.place collate "C" ${along}`, sql`${rankIn(sql`found`)} ${along}`);
}

// Each row is looked up by itself: of what it takes for many rows, the planner would go through all groups.
const FOUND_GROUP = db.select().from(groups).where(eq(groups.id, sql`found.id`)).limit(1).as('groups');
const VIEWERS_MEMBERSHIP = db.select().from(memberships).where(VIEWERS_OWN).limit(1).as('memberships');

/** Counts what `relevanceQuery` finds, up to one more than is told. */
export function findsCount({ conditions, few }: Findable) {
  const limit = sql.raw(String(MAX_COUNTED_FINDS + 1));
  const found = few
    ? sql`select groups.id from groups join group_texts as texts on texts.group_id = groups.id
        left join memberships on ${VIEWERS_OWN}
        where ${and(IN_TEXT, ...conditions)} limit ${limit}`
    : finds({
        inName: false,
        held: IN_TEXT,
        seen: seen(conditions),
        between: null,
        direction: null,
        limit,
      });
  return db.select({ count: sql<number>`count(*)` }).from(sql`(${found}) as finds`);
}

/** Which groups may be found: with the viewer's own membership joined, those that meet the conditions. */
interface Findable {
  readonly conditions: readonly (SQL | undefined)[];
  /** The conditions leave so few that looking at each beats the index. */
  readonly few: boolean;
}

/** Looks at all, and sorts what it finds. */
function rankedAtOnce(conditions: Findable['conditions'], along: SQL): SQL {
  const rank = rankIn(sql`ranked`);
  const bound = (side: 'low' | 'high') =>
    sql`(${sql.placeholder(`${side}Place`)}::text, ${sql.placeholder(`${side}Rank`)}::bigint)`;
  return sql`select id, place from (
      select groups.id,
        case when ${BEGINS} then '0' || groups.name_sort when ${IN_NAME} then '1' else '2' end collate "C" as place
      from groups join group_texts as texts on texts.group_id = groups.id left join memberships on ${VIEWERS_OWN}
      where ${and(IN_TEXT, ...conditions)}) as ranked
    where (place, ${rank}) > ${bound('low')} and (place, ${rank}) < ${bound('high')}
    order by place ${along}, ${rank} ${along}`;
}

/** One place after the other, and only until the slice is full: that is how PostgreSQL runs a UNION ALL with a limit. */
function inTiers(conditions: Findable['conditions'], reversed: boolean, { limit, offset }: PageSize): SQL {
  const end = offset === 0 ? sql`${limit}` : sql`${limit}::bigint + ${offset}::bigint`;
  const tiers = [
    namesThatBegin(conditions, reversed, end),
    otherFinds(OTHER_NAMES, conditions, reversed, end),
    otherFinds(DESCRIPTIONS, conditions, reversed, end),
  ];
  return sql.join(reversed ? tiers.reverse() : tiers, sql` union all `);
}

function namesThatBegin(conditions: Findable['conditions'], reversed: boolean, end: SQL): SQL {
  const along = reversed ? sql`desc` : sql`asc`;
  const value = sql.placeholder;
  // The bounds are pairs alone: of more conditions, the planner expects so few rows that it would sort them all.
  return sql`(
    select groups.id, '0' || groups.name_sort as place
    from groups left join memberships on ${VIEWERS_OWN}
    where (groups.name_sort, groups.id) > (${value('nameAbove')}, ${value('idAbove')})
      and (groups.name_sort, groups.id) < (${value('nameBelow')}, ${value('idBelow')})
      and ${and(...conditions)}
    order by groups.name_sort ${along}, groups.id ${along}
    limit ${end})`;
}

/** Finds that share a place, the newest first. */
interface Tier {
  readonly place: '1' | '2';
  readonly inName: boolean;
  readonly held: SQL;
  readonly between: readonly [above: string, below: string];
}

const OTHER_NAMES: Tier = {
  place: '1',
  inName: true,
  held: sql`${IN_NAME} and not ${BEGINS}`,
  between: ['namesAbove', 'namesBelow'],
};
const DESCRIPTIONS: Tier = {
  place: '2',
  inName: false,
  held: sql`${IN_TEXT} and not ${IN_NAME}`,
  between: ['textsAbove', 'textsBelow'],
};

function otherFinds({ place, ...tier }: Tier, conditions: Findable['conditions'], reversed: boolean, end: SQL): SQL {
  const found = finds({
    ...tier,
    seen: seen(conditions),
    direction: reversed ? 'asc' : 'desc',
    limit: end,
  });
  return sql`(select id, ${sql.raw(`'${place}'`)} as place from (${found}) as found)`;
}

/** SQL: leaves of the finds those that may be found. */
function seen(conditions: Findable['conditions']): SQL {
  return sql`cross join lateral (
    select 1 from groups left join memberships on ${VIEWERS_OWN}
    where ${and(eq(groups.id, sql`found.id`), ...conditions)} offset 0) as seen`;
}

/** Orders the finds of one place: by id, or by the opposite of it where the newest come first. */
function rankIn(table: SQL): SQL {
  return sql`case when ${table}.place < '1' collate "C" then ${table}.id else -${table}.id end`;
}

/** A place in the order, with the rank of a find in it. */
interface Bound {
  readonly place: string;
  readonly rank: number;
}

const LOWEST: Bound = { place: '', rank: 0 };
const HIGHEST: Bound = { place: '3', rank: 0 };

/** The values of the placeholders for a slice: the places between which it lies, and what that means for each tier. */
export function relevanceValues(slice: KeysetSlice | OffsetSlice, descending: boolean, search: Search) {
  const [first, last] = isKeyset(slice) ? [slice.after, slice.before] : [null, null];
  const low = boundOf(descending ? last : first, LOWEST);
  const high = boundOf(descending ? first : last, HIGHEST);
  const [lowName, highName] = [nameBound(low, search), nameBound(high, search)];
  return {
    lowPlace: low.place,
    lowRank: low.rank,
    highPlace: high.place,
    highRank: high.rank,
    nameAbove: lowName.name,
    idAbove: lowName.id,
    nameBelow: highName.name,
    idBelow: highName.id,
    namesAbove: idBound(high, '1'),
    namesBelow: idBound(low, '1'),
    textsAbove: idBound(high, '2'),
    textsBelow: idBound(low, '2'),
  };
}

/** Positions come from cursors, in which a place can be anything: as on SQLite, every number comes before every text. */
function boundOf(position: Position | null, otherwise: Bound): Bound {
  if (position === null) return otherwise;
  const { value, id } = position;
  if (typeof value === 'number') return LOWEST;
  return { place: value, rank: value < '1' ? id : -id };
}

/** Where a bound lies among the names that begin with the search: before the first, between two, or after the last. */
function nameBound(
  { place, rank }: Bound,
  { prefix, prefixEnd }: Search,
): { readonly name: string; readonly id: number } {
  const name = place.slice(1);
  const first = { name: prefix, id: Number.MIN_SAFE_INTEGER };
  const last = { name: prefixEnd, id: Number.MIN_SAFE_INTEGER };
  if (place < '0' || (place < '1' && isBefore(name, prefix))) return first;
  return place < '1' && isBefore(name, prefixEnd) ? { name, id: rank } : last;
}

/** Compares texts as PostgreSQL does, by their bytes. */
function isBefore(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}

/** Where a bound lies among the ids of a tier, in which higher ids come first. */
function idBound({ place, rank }: Bound, tier: Tier['place']): number {
  if (place === tier) return Math.max(0, -rank);
  return place < tier ? Number.MAX_SAFE_INTEGER : 0;
}

/** A place as positions have it: see `sortText` of tables.ts. */
export function readPlace(stored: string): string {
  return stored.replace('\u0001', '\0');
}
