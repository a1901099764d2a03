import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { nameKey } from '../../domain/group-fields.ts';
import type { GroupFilter, KeysetSlice, OffsetSlice } from '../../domain/store.ts';
import type { Database } from './database.ts';
import { isKeyset } from './queries.ts';
import { LAST_CHARACTER } from './search.ts';
import { groups, memberships } from './tables.ts';

const BEGINS = sql`(${groups.nameKey} >= ${sql.placeholder('prefix')}
  and ${groups.nameKey} < ${sql.placeholder('prefixEnd')})`;

/**
 * The order of finds: names that begin with what was searched for, by name; then other names it
 * is in; then what only the description has, both newest first. Unlike a score, this can stop at the finds that
 * are shown; what it still walks are names that begin so, when most do, and words that seldom stand together.
 *
 * A find's place is '0' and its name key, '1', or '2'; equal places are ordered by id, the newest first.
 */
export function relevanceQuery(
  db: Database,
  { joined, conditions }: { readonly joined: SQL | undefined; readonly conditions: readonly (SQL | undefined)[] },
  { slice, descending }: { readonly slice: KeysetSlice | OffsetSlice; readonly descending: boolean },
) {
  const reversed = descending !== (isKeyset(slice) && slice.fromEnd);
  const [along, against] = reversed ? [sql`desc`, sql`asc`] : [sql`asc`, sql`desc`];
  const [lower, upper] = descending ? (['before', 'after'] as const) : (['after', 'before'] as const);
  const bounded = (side: 'after' | 'before') => isKeyset(slice) && slice[side] !== null;

  const take = sql`limit ${sql.placeholder('limit')} + ${sql.placeholder('offset')}`;

  const beginning = sql`select * from (
    select ${groups.id} as id, '0' || ${groups.nameKey} as place from groups left join memberships on ${joined}
    where ${and(
      BEGINS,
      ...conditions,
      bounded(lower) ? sql`${at(lower)} < '1' and ${groups.nameKey} > substr(${at(lower)}, 2)` : undefined,
      bounded(upper) ? sql`(${at(upper)} >= '1' or ${groups.nameKey} < substr(${at(upper)}, 2))` : undefined,
    )}
    order by ${groups.nameKey} ${along} ${take})`;

  const matching = (place: '1' | '2', match: 'matchName' | 'matchRest') => sql`select * from (
    select ${groups.id} as id, ${sql.raw(`'${place}'`)} as place
    from groups_search join groups on ${groups.id} = groups_search.rowid left join memberships on ${joined}
    where ${and(
      sql`groups_search match ${sql.placeholder(match)}`,
      sql`not (${BEGINS})`,
      ...conditions,
      bounded(lower) ? beyond(place, lower, '<') : undefined,
      bounded(upper) ? beyond(place, upper, '>') : undefined,
    )}
    order by groups_search.rowid ${against} ${take})`;

  return db
    .select({
      group: getTableColumns(groups),
      status: memberships.status,
      admin: memberships.admin,
      place: sql<string>`found.place`,
    })
    .from(sql`(${beginning} union all ${matching('1', 'matchName')} union all ${matching('2', 'matchRest')}) as found`)
    .innerJoin(groups, eq(groups.id, sql`found.id`))
    .leftJoin(memberships, joined)
    .orderBy(sql`found.place ${along}`, sql`found.id ${against}`)
    .limit(sql.placeholder('limit'))
    .offset(sql.placeholder('offset'))
    .prepare();
}

/** The groups that `relevanceQuery` finds, for other orders and for counting them. */
export const FOUND = sql`(${BEGINS} or ${groups.id} in (
  select rowid from groups_search where groups_search match ${sql.placeholder('match')}))`;

/** The values that a search needs, whatever the order. */
export function searchValues({ search }: GroupFilter, match: string): Record<string, string> {
  const prefix = nameKey(search ?? '');
  return {
    match,
    prefix,
    prefixEnd: `${prefix}${LAST_CHARACTER}`,
    matchName: `{name_key} : (${match})`,
    matchRest: `(${match}) NOT ({name_key} : (${match}))`,
  };
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
