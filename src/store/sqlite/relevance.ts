import { and, eq, getTableColumns, not, type SQL, sql } from 'drizzle-orm';
import { nameKey } from '../../domain/group-fields.ts';
import { MAX_COUNTED_FINDS } from '../../domain/page.ts';
import type { GroupFilter, KeysetSlice, OffsetSlice } from '../../domain/store.ts';
import type { Database } from './database.ts';
import { isKeyset } from './queries.ts';
import { holdsShort, LAST_CHARACTER, type Search, startingIn } from './search.ts';
import { groups, memberships } from './tables.ts';

/** Which groups may be found: with the viewer's own membership joined, those that meet the conditions. */
interface Findable {
  readonly joined: SQL | undefined;
  readonly conditions: readonly (SQL | undefined)[];
  /** The conditions leave so few that each is better looked for in the finds than the other way round. */
  readonly few: boolean;
}

const FROM = sql.placeholder('prefix');
const TO = sql.placeholder('prefixEnd');

/**
 * The order of finds: names that begin with what was searched for, by name; then other names it
 * is in; then what only the description has, both newest first. Unlike a score, this can stop at the finds that
 * are shown; what it still walks are words that seldom stand together.
 *
 * A find's place is '0' and its name key, '1', or '2'; equal places are ordered by id, the newest first.
 */
export function relevanceQuery(
  db: Database,
  { joined, conditions, few }: Findable,
  search: Search,
  { slice, descending }: { readonly slice: KeysetSlice | OffsetSlice; readonly descending: boolean },
) {
  const reversed = descending !== (isKeyset(slice) && slice.fromEnd);
  const [along, against] = reversed ? [sql`desc`, sql`asc`] : [sql`asc`, sql`desc`];
  const [lower, upper] = descending ? (['before', 'after'] as const) : (['after', 'before'] as const);
  const bounded = (side: 'after' | 'before') => isKeyset(slice) && slice[side] !== null;

  const { source, id, matches } = few || search.match === null ? ONE_BY_ONE : BY_INDEX;
  // Without an index for the few: the + says so.
  const begins = few
    ? sql`(+${groups.nameKey} >= ${FROM} and +${groups.nameKey} < ${TO})`
    : sql`(${groups.nameKey} >= ${FROM} and ${groups.nameKey} < ${TO})`;
  const take = sql`limit ${sql.placeholder('limit')} + ${sql.placeholder('offset')}`;

  const beginning = sql`select * from (
    select ${groups.id} as id, '0' || ${groups.nameKey} as place from groups left join memberships on ${joined}
    where ${and(
      begins,
      ...conditions,
      bounded(lower) ? sql`${at(lower)} < '1' and ${groups.nameKey} > substr(${at(lower)}, 2)` : undefined,
      bounded(upper) ? sql`(${at(upper)} >= '1' or ${groups.nameKey} < substr(${at(upper)}, 2))` : undefined,
    )}
    order by ${groups.nameKey} ${along} ${take})`;

  const matching = (place: '1' | '2', found: SQL | undefined) => sql`select * from (
    select ${groups.id} as id, ${sql.raw(`'${place}'`)} as place from ${source} left join memberships on ${joined}
    where ${and(
      found,
      not(begins),
      ...conditions,
      bounded(lower) ? beyond(place, lower, '<') : undefined,
      bounded(upper) ? beyond(place, upper, '>') : undefined,
    )}
    order by ${id} ${against} ${take})`;

  // One after the other, and only until the page is full: that is how SQLite runs a UNION ALL that has a limit.
  const tiers = [beginning, matching('1', inName(search, matches)), matching('2', inDescriptionAlone(search, matches))];
  const found = sql.join(reversed ? tiers.reverse() : tiers, sql` union all `);
  return db
    .select({
      group: getTableColumns(groups),
      status: memberships.status,
      admin: memberships.admin,
      place: sql<string>`found.place`,
    })
    .from(sql`(${found} limit ${sql.placeholder('limit')} offset ${sql.placeholder('offset')}) as found`)
    .innerJoin(groups, eq(groups.id, sql`found.id`))
    .leftJoin(memberships, joined)
    .orderBy(sql`found.place ${along}`, sql`found.id ${against}`);
}

/** Counts what `relevanceQuery` finds, up to a limit. */
export function findsCount(db: Database, { joined, conditions, few }: Findable, search: Search) {
  const { source, matches } = few || search.match === null ? ONE_BY_ONE : BY_INDEX;
  return db.select({ count: sql<number>`count(*)` }).from(
    sql`(select 1 from ${source} left join memberships on ${joined}
      where ${and(inText(search, matches), ...conditions)} limit ${sql.raw(String(MAX_COUNTED_FINDS))})`,
  );
}

/** The groups that `relevanceQuery` finds, for other orders. */
export function found(search: Search): SQL | undefined {
  return inText(search, ONE_BY_ONE.matches);
}

/** The values that a search needs, whatever the order. */
export function searchValues({ search }: GroupFilter, { match, short, ranges }: Search): Record<string, string | null> {
  const prefix = nameKey(search ?? '');
  return {
    match,
    short,
    ranges,
    prefix,
    prefixEnd: `${prefix}${LAST_CHARACTER}`,
    matchName: `{name_key} : (${match})`,
    matchRest: `(${match}) NOT ({name_key} : (${match}))`,
  };
}

const ALL_TEXT = [groups.nameKey, groups.description];
type Match = 'match' | 'matchName' | 'matchRest';

/** Goes through the finds, the newest first or last. */
const BY_INDEX = {
  source: sql`groups_search join groups on ${groups.id} = groups_search.rowid`,
  id: sql`groups_search.rowid`,
  matches: (match: Match) => sql`groups_search match ${sql.placeholder(match)}`,
};

/** Goes through groups, and looks for each in the finds. */
const ONE_BY_ONE = {
  source: sql`groups`,
  id: sql`${groups.id}`,
  matches: (match: Match) => sql`${groups.id} in (select rowid from groups_search
    where groups_search match ${sql.placeholder(match)})`,
};

type Matches = (match: Match) => SQL;

function inText(search: Search, matches: Matches): SQL | undefined {
  return and(search.match === null ? undefined : matches('match'), ...shortIn(search, ALL_TEXT));
}

function inName(search: Search, matches: Matches): SQL | undefined {
  return and(search.match === null ? undefined : matches('matchName'), ...shortIn(search, [groups.nameKey]));
}

function inDescriptionAlone(search: Search, matches: Matches): SQL | undefined {
  if (search.short === null) return matches('matchRest');
  const named = search.match === null ? undefined : ONE_BY_ONE.matches('matchName');
  return and(inText(search, matches), sql`not (${and(holdsShort(groups.nameKey), named)})`);
}

function shortIn(
  { short, ranges }: Search,
  texts: readonly (typeof groups.nameKey | typeof groups.description)[],
): SQL[] {
  const held = short === null ? [] : [holdsShort(...texts)];
  return ranges === null ? held : [sql`${groups.id} in (select doc ${startingIn('groups')})`, ...held];
}

function at(side: 'after' | 'before'): SQL {
  return sql`${sql.placeholder(`${side}Value`)}`;
}

/** Past a position on one of its sides, for the finds that share one place. */
function beyond(place: '1' | '2', side: 'after' | 'before', comparison: '<' | '>'): SQL {
  const here = sql.raw(`'${place}'`);
  const than = sql.raw(comparison);
  return sql`(${at(side)} ${than} ${here} or (${at(side)} = ${here} and ${groups.id} ${than} ${sql.placeholder(`${side}Id`)}))`;
}
