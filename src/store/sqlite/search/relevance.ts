import { and, eq, not, type SQL, sql } from 'drizzle-orm';
import { MAX_COUNTED_FINDS } from '../../../domain/pagination.ts';
import { searchText } from '../../../domain/search-terms.ts';
import type { GroupFilter, KeysetSlice, OffsetSlice, Position } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { inJson, isKeyset } from '../statements/keyset.ts';
import { lookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import { VIEWED, VIEWERS_OWN } from '../viewed-groups.ts';
import { holdsTerms } from './holds-terms.ts';
import { LAST_CHARACTER, type Search } from './read-search.ts';

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

/**
 * The order of finds: names that begin with what was searched for, by name; then other names it
 * is in; then what only the description has, both newest first.
 *
 * The place of a find is a text: '0' and the sort key of its name for a name that begins so, '1' for another name, '2'
 * for a description. Groups of one name, which share a place that begins with '0', come oldest first; the groups in '1'
 * and in '2' come newest first. Where a search is of one or two letters that stand nearly everywhere, other names are
 * not told from descriptions: they share the place '2'.
 */
export function relevanceQuery(db: Database, findable: Findable, search: Search, { slice, descending }: Ordered) {
  const reversed = descending !== (isKeyset(slice) && slice.fromEnd);
  const order: Order = {
    along: reversed ? sql`desc` : sql`asc`,
    against: reversed ? sql`asc` : sql`desc`,
    lower: boundOf(slice, descending ? 'before' : 'after'),
    upper: boundOf(slice, descending ? 'after' : 'before'),
    reversed,
  };
  const few = findable.few || search.candidates !== null;
  const found = few ? rankedAtOnce(findable, search, order) : inTiers(findable, search, order);
  return db
    .select({ ...VIEWED, place: sql<string>`found.place` })
    .from(sql`(${found} limit ${sql.placeholder('limit')} offset ${sql.placeholder('offset')}) as found`)
    .innerJoin(groups, eq(groups.id, sql`found.id`))
    .leftJoin(memberships, VIEWERS_OWN)
    .orderBy(sql`found.place ${order.along}`, sql`${rankIn(sql`found`)} ${order.along}`);
}

/** Counts what `relevanceQuery` finds, up to one more than is told. */
export function findsCount(db: Database, { conditions, few }: Findable, search: Search) {
  const [source, met] = isByIndex({ few }, search)
    ? [BY_TEXT, search.exact === null ? and(MATCHING, IN_TEXT) : MATCHING_EXACTLY]
    : [ALL, candidatesHolding(search)];
  return db.select({ count: sql<number>`count(*)` }).from(
    sql`(select 1 from ${source.from} left join memberships on ${VIEWERS_OWN}
      where ${and(met, ...conditions)} limit ${sql.raw(String(MAX_COUNTED_FINDS + 1))})`,
  );
}

/** The groups that `relevanceQuery` finds, for other orders. */
export function found(findable: Pick<Findable, 'few'>, search: Search): SQL | undefined {
  if (!isByIndex(findable, search)) return candidatesHolding(search);
  return and(
    sql`${groups.id} in (select rowid from groups_search where ${MATCHING} and ${lookedAt(sql`rowid`)})`,
    IN_TEXT,
  );
}

/** The values that a search needs, whatever the order. */
export function searchValues({ search }: GroupFilter, read: Search) {
  const prefix = searchText(search);
  return { ...read, prefix, prefixEnd: `${prefix}${LAST_CHARACTER}` };
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
  readonly lower: Side | null;
  readonly upper: Side | null;
  readonly reversed: boolean;
}

const BEGINS = sql`(${groups.nameSort} >= ${sql.placeholder('prefix')} and ${groups.nameSort} < ${sql.placeholder('prefixEnd')})`;
const IN_NAME = holdsTerms(sql`substr(${groups.folded}, 1, instr(${groups.folded}, char(10)))`);
const IN_TEXT = holdsTerms(groups.folded);

/** Where groups come from, and by what they are numbered there. */
interface Source {
  readonly from: SQL;
  readonly id: SQL;
}

const ALL: Source = { from: sql`groups`, id: sql`${groups.id}` };
const BY_TEXT = byIndex('groups_search');
const BY_NAME = byIndex('groups_names');
const MATCHING = sql`groups_search match ${sql.placeholder('match')}`;
const MATCHING_EXACTLY = sql`groups_search match ${sql.placeholder('exact')}`;
const MATCHING_NAME = sql`groups_names match ${sql.placeholder('matchName')}`;

function byIndex(name: string): Source {
  const id = sql.raw(`${name}.rowid`);
  return { from: sql`${sql.raw(name)} join groups on ${groups.id} = ${id}`, id };
}

function isByIndex({ few }: Pick<Findable, 'few'>, { candidates, match }: Search): boolean {
  return !few && candidates === null && match !== null;
}

function candidatesHolding({ candidates }: Search): SQL | undefined {
  return and(candidates === null ? undefined : inJson(groups.id, 'candidates'), IN_TEXT);
}

/** Looks at all, and sorts what it finds. */
function rankedAtOnce({ conditions }: Findable, search: Search, { along, lower, upper }: Order): SQL {
  const place = sql`case when ${BEGINS} then '0' || ${groups.nameSort} when ${IN_NAME} then '1' else '2' end`;
  const bounds = and(
    lower === null ? undefined : beyondPlace(lower, '>'),
    upper === null ? undefined : beyondPlace(upper, '<'),
  );
  return sql`select * from (
    select ${groups.id} as id, ${place} as place from groups left join memberships on ${VIEWERS_OWN}
    where ${and(candidatesHolding(search), ...conditions)}) as ranked
    where ${bounds ?? sql`true`} order by place ${along}, ${rankIn(sql`ranked`)} ${along}`;
}

/** One place after the other, and only until the page is full: that is how SQLite runs a UNION ALL that has a limit. */
function inTiers({ conditions }: Findable, search: Search, order: Order): SQL {
  const { along, against, lower, upper, reversed } = order;
  const take = sql`limit ${sql.placeholder('limit')} + ${sql.placeholder('offset')}`;

  const beginning = sql`select * from (
    select ${groups.id} as id, '0' || ${groups.nameSort} as place from groups left join memberships on ${VIEWERS_OWN}
    where ${and(
      BEGINS,
      ...conditions,
      lower === null ? undefined : sql`${at(lower)} < '1' and ${NAME_AND_ID} > ${nameAndIdAt(lower)}`,
      upper === null ? undefined : sql`(${at(upper)} >= '1' or ${NAME_AND_ID} < ${nameAndIdAt(upper)})`,
    )}
    order by ${groups.nameSort} ${along}, ${groups.id} ${along} ${take})`;

  const others = (place: '1' | '2', { from, id }: Source, met: SQL | undefined) => sql`select * from (
    select ${groups.id} as id, ${sql.raw(`'${place}'`)} as place from ${from} left join memberships on ${VIEWERS_OWN}
    where ${and(
      met,
      not(BEGINS),
      ...conditions,
      lower === null ? undefined : beyond(sql.raw(`'${place}'`), groups.id, lower, '>'),
      upper === null ? undefined : beyond(sql.raw(`'${place}'`), groups.id, upper, '<'),
    )}
    order by ${id} ${against} ${take})`;

  const tiers =
    search.match === null
      ? [beginning, others('2', ALL, IN_TEXT)]
      : [
          beginning,
          others('1', BY_NAME, and(MATCHING_NAME, IN_NAME)),
          others('2', BY_TEXT, and(MATCHING, IN_TEXT, not(IN_NAME))),
        ];
  return sql.join(reversed ? tiers.reverse() : tiers, sql` union all `);
}

function boundOf(slice: KeysetSlice | OffsetSlice, side: Side): Side | null {
  return isKeyset(slice) && slice[side] !== null ? side : null;
}

function at(side: Side): SQL {
  return sql`${sql.placeholder(`${side}Value`)}`;
}

function idAt(side: Side): SQL {
  return sql`${sql.placeholder(`${side}Id`)}`;
}

const NAME_AND_ID = sql`(${groups.nameSort}, ${groups.id})`;

function nameAndIdAt(side: Side): SQL {
  return sql`(${sql.placeholder(`${side}Name`)}, ${idAt(side)})`;
}

/** Orders the finds of one place: by id, or by the opposite of it where the newest come first. */
function rankIn(table: SQL): SQL {
  return sql`iif(${table}.place < '1', ${table}.id, -${table}.id)`;
}

/** Whether a ranked find lies past a position, or before it. */
function beyondPlace(side: Side, comparison: '<' | '>'): SQL {
  const beyondIt = sql.raw(comparison);
  return sql`(ranked.place ${beyondIt} ${at(side)} or (ranked.place = ${at(side)}
    and ${rankIn(sql`ranked`)} ${beyondIt} iif(${at(side)} < '1', ${idAt(side)}, -${idAt(side)})))`;
}

/** The same for a find whose place is '1' or '2', in which higher ids come first. */
function beyond(place: SQL, id: SQL | typeof groups.id, side: Side, comparison: '<' | '>'): SQL {
  const ofIds = sql.raw(comparison === '>' ? '<' : '>');
  return sql`(${place} ${sql.raw(comparison)} ${at(side)}
    or (${place} = ${at(side)} and ${id} ${ofIds} ${sql.placeholder(`${side}Id`)}))`;
}
