import { and, eq, type SQL, sql } from 'drizzle-orm';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import { searchText } from '../../../domain/search-terms.ts';
import type { KeysetSlice, OffsetSlice, Position } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { inJson, isKeyset } from '../statements/keyset.ts';
import { lookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import { VIEWED, VIEWERS_OWN } from '../viewed-groups.ts';
import { holdsTerms } from './holds-terms.ts';
import { LAST_CHARACTER, type SearchPlan } from './search-plan.ts';

/**
 * Lists the finds of a search in the order of their relevance: names that begin with what was searched for, by name;
 * then other names it is in; then what only the description has, both newest first. Whatever the plan, the order and
 * the places are the same, so that a slice may begin where another plan ended.
 *
 * The place of a find is a text: '0' and the sort key of its name for a name that begins so, '1' for another name, '2'
 * for a description. Groups of one name, which share a place that begins with '0', come oldest first; the groups in '1'
 * and in '2' come newest first.
 *
 * A search for "chess", with ids:
 *
 *     '0chess\0Chess' 2, '0chess club\0Chess club' 4, '0chess club\0Chess club' 5    names that begin so
 *     '1' 7 "Blitz chess", '1' 1 "Kids chess"                                        other names, newest first
 *     '2' 9 "New friends: we play chess", '2' 3                                      descriptions, newest first
 */
export function relevanceQuery(db: Database, findable: Findable, plan: SearchPlan, { slice, descending }: Ordered) {
  const reversed = descending !== (isKeyset(slice) && slice.fromEnd);
  const order: Order = {
    along: reversed ? sql`desc` : sql`asc`,
    against: reversed ? sql`asc` : sql`desc`,
    lower: boundOf(slice, descending ? 'before' : 'after'),
    upper: boundOf(slice, descending ? 'after' : 'before'),
    reversed,
  };
  const found =
    findable.few || plan.by === 'candidates' ? rankedAtOnce(findable, plan, order) : inTiers(findable, plan, order);
  return db
    .select({ ...VIEWED, place: sql<string>`found.place` })
    .from(sql`(${found} limit :limit offset :offset) as found`)
    .innerJoin(groups, eq(groups.id, sql`found.id`))
    .leftJoin(memberships, VIEWERS_OWN)
    .orderBy(sql`found.place ${order.along}`, sql`${rankIn(sql`found`)} ${order.along}`);
}

/** Which groups may be found: with the viewer's own membership joined, those that meet the conditions. */
interface Findable {
  readonly conditions: readonly (SQL | undefined)[];
  /** The conditions leave so few that looking at each beats the index. */
  readonly few: boolean;
}

interface Ordered {
  readonly slice: KeysetSlice | OffsetSlice;
  readonly descending: boolean;
}

/** Counts what `relevanceQuery` finds, up to one more than is told. */
export function findsCount(db: Database, { conditions, few }: Findable, plan: SearchPlan) {
  const byIndex = !few && plan.by === 'index';
  const from = byIndex ? BY_TEXT : ALL;
  const held = byIndex
    ? plan.exact === null
      ? and(MATCHING, IN_TEXT)
      : sql`groups_search match :exact`
    : holding(plan);
  return db.select({ count: sql<number>`count(*)` }).from(
    sql`(select 1 from ${from} left join memberships on ${VIEWERS_OWN}
      where ${and(held, ...conditions)} limit ${MAX_COUNTED_FINDS + 1})`,
  );
}

/** The groups that `relevanceQuery` finds, for other orders. */
export function found({ few }: Pick<Findable, 'few'>, plan: SearchPlan): SQL | undefined {
  if (few || plan.by !== 'index') return holding(plan);
  return sql`groups.id in (select rowid from groups_search where ${MATCHING} and ${lookedAt(sql`rowid`)}) and ${IN_TEXT}`;
}

/** The values that a search needs, whatever the order. */
export function searchValues(search: string | null, plan: SearchPlan) {
  const prefix = searchText(search);
  return { ...plan, prefix, prefixEnd: `${prefix}${LAST_CHARACTER}` };
}

/** The sort keys in a slice's two places. They are cut out here: SQLite's substr ends a text at U+0000. */
export function namesOfPlaces(slice: KeysetSlice | OffsetSlice) {
  if (!isKeyset(slice)) return {};
  return { afterName: nameOfPlace(slice.after), beforeName: nameOfPlace(slice.before) };
}

function nameOfPlace(position: Position | null): string {
  return String(position?.value ?? '').slice(1);
}

type Side = 'after' | 'before';

interface Order {
  readonly along: SQL;
  readonly against: SQL;
  /** The position that the slice has on this side. */
  readonly lower: Side | undefined;
  readonly upper: Side | undefined;
  readonly reversed: boolean;
}

const BEGINS = sql`(groups.name_sort >= :prefix and groups.name_sort < :prefixEnd)`;
const IN_NAME = holdsTerms(sql`substr(groups.folded, 1, instr(groups.folded, char(10)))`);
const IN_TEXT = holdsTerms(groups.folded);

const ALL = sql`groups`;
const BY_TEXT = sql`groups_search join groups on groups.id = groups_search.rowid`;
const MATCHING = sql`groups_search match :match`;

/** Finds that share a place, the newest first. */
interface Tier {
  readonly place: '1' | '2';
  readonly from: SQL;
  /** The column with the group's id. */
  readonly id: SQL;
  readonly held: SQL;
}

const OTHER_NAMES: Tier = {
  place: '1',
  from: sql`groups_names join groups on groups.id = groups_names.rowid`,
  id: sql`groups_names.rowid`,
  held: sql`groups_names match :matchName and ${IN_NAME}`,
};
const DESCRIPTIONS: Tier = {
  place: '2',
  from: BY_TEXT,
  id: sql`groups_search.rowid`,
  held: sql`${MATCHING} and ${IN_TEXT} and not ${IN_NAME}`,
};
// A scan counts each row that it looks at: what it looks for may stand everywhere but where it begins.
const SCANNED_NAMES: Tier = {
  place: '1',
  from: sql`groups_names cross join groups on groups.id = groups_names.rowid`,
  id: sql`groups_names.rowid`,
  held: sql`${lookedAt(sql`groups_names.rowid`)} and ${holdsTerms(sql`groups_names.name`)}`,
};
const LISTED_NAMES: Tier = {
  place: '1',
  from: ALL,
  id: sql`groups.id`,
  held: sql`${inJson(groups.id, 'names')} and ${IN_NAME}`,
};
const SCANNED_TEXTS: Tier = {
  place: '2',
  from: ALL,
  id: sql`groups.id`,
  held: sql`${lookedAt(groups.id)} and ${IN_TEXT} and not ${IN_NAME}`,
};

/** What is looked at one by one: the candidates, or all. */
function holding({ by }: SearchPlan): SQL | undefined {
  return and(by === 'candidates' ? inJson(groups.id, 'candidates') : undefined, IN_TEXT);
}

/** Looks at all, and sorts what it finds. */
function rankedAtOnce({ conditions }: Findable, plan: SearchPlan, { along, lower, upper }: Order): SQL {
  const bounds = and(lower && beyondPlace(lower, '>'), upper && beyondPlace(upper, '<')) ?? sql`true`;
  return sql`select * from (
      select groups.id as id,
        case when ${BEGINS} then '0' || groups.name_sort when ${IN_NAME} then '1' else '2' end as place
      from groups left join memberships on ${VIEWERS_OWN}
      where ${and(holding(plan), ...conditions)}) as ranked
    where ${bounds}
    order by place ${along}, ${rankIn(sql`ranked`)} ${along}`;
}

/** One place after the other, and only until the slice is full: that is how SQLite runs a UNION ALL that has a limit. */
function inTiers(findable: Findable, plan: SearchPlan, order: Order): SQL {
  const tiers = [namesThatBegin(findable, order), ...tiersOf(plan).map((tier) => otherFinds(tier, findable, order))];
  return sql.join(order.reversed ? tiers.reverse() : tiers, sql` union all `);
}

function tiersOf(plan: SearchPlan): readonly Tier[] {
  if (plan.by === 'index') return [OTHER_NAMES, DESCRIPTIONS];
  return [plan.by === 'scan' && plan.names !== null ? LISTED_NAMES : SCANNED_NAMES, SCANNED_TEXTS];
}

function namesThatBegin({ conditions }: Findable, { along, lower, upper }: Order): SQL {
  const bounds = [
    lower && sql`${at(lower)} < '1' and (groups.name_sort, groups.id) > ${nameAndIdAt(lower)}`,
    upper && sql`(${at(upper)} >= '1' or (groups.name_sort, groups.id) < ${nameAndIdAt(upper)})`,
  ];
  return sql`select * from (
    select groups.id as id, '0' || groups.name_sort as place
    from groups left join memberships on ${VIEWERS_OWN}
    where ${and(BEGINS, ...conditions, ...bounds)}
    order by groups.name_sort ${along}, groups.id ${along}
    limit :limit + :offset)`;
}

function otherFinds({ place, from, id, held }: Tier, { conditions }: Findable, { against, lower, upper }: Order): SQL {
  const bounds = [lower && beyond(place, lower, '>'), upper && beyond(place, upper, '<')];
  return sql`select * from (
    select groups.id as id, ${place} as place
    from ${from} left join memberships on ${VIEWERS_OWN}
    where ${and(held, sql`not ${BEGINS}`, ...conditions, ...bounds)}
    order by ${id} ${against}
    limit :limit + :offset)`;
}

function boundOf(slice: KeysetSlice | OffsetSlice, side: Side): Side | undefined {
  return isKeyset(slice) && slice[side] !== null ? side : undefined;
}

function at(side: Side): SQL {
  return sql.raw(`:${side}Value`);
}

function nameAndIdAt(side: Side): SQL {
  return sql.raw(`(:${side}Name, :${side}Id)`);
}

/** Orders the finds of one place: by id, or by the opposite of it where the newest come first. */
function rankIn(table: SQL): SQL {
  return sql`iif(${table}.place < '1', ${table}.id, -${table}.id)`;
}

/** Condition that a ranked find lies past a position, or before it. */
function beyondPlace(side: Side, comparison: '<' | '>'): SQL {
  const is = sql.raw(comparison);
  const id = sql.raw(`:${side}Id`);
  return sql`(ranked.place ${is} ${at(side)} or (ranked.place = ${at(side)}
    and ${rankIn(sql`ranked`)} ${is} iif(${at(side)} < '1', ${id}, -${id})))`;
}

/** The same for a find whose place is '1' or '2', in which higher ids come first. */
function beyond(place: Tier['place'], side: Side, comparison: '<' | '>'): SQL {
  const ofIds = sql.raw(comparison === '>' ? '<' : '>');
  return sql`(${place} ${sql.raw(comparison)} ${at(side)}
    or (${place} = ${at(side)} and groups.id ${ofIds} ${sql.raw(`:${side}Id`)}))`;
}
