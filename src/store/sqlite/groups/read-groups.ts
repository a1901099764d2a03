import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { slugKey } from '../../../domain/slug.ts';
import type { GroupFilter, GroupOrderField, KeysetSlice, OffsetSlice, Position, Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { type IndexKeeping, searchReader } from '../search/read-search.ts';
import { findsCount, found, namesOfPlaces, relevanceQuery, searchValues } from '../search/relevance.ts';
import { isDear, planForm, type SearchPlan } from '../search/search-plan.ts';
import { GROUPS } from '../search/search-source.ts';
import { between, inJson, isFar, isKeyset, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { type PreparedApart, prepareApart, prepareSelect, prepareWithin, type Select } from '../statements/prepared.ts';
import { lookedAt, orLookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import { NOBODY, PUBLIC, VIEWED, VIEWERS_OWN, type ViewedRow, viewedGroup } from '../viewed-groups.ts';
import {
  conditions,
  conditionsOfGroup,
  conditionsOfIndex,
  type Filter,
  isOfFew,
  MAX_SELDOM,
} from './filter-conditions.ts';

const ORDER_COLUMNS = {
  NAME: groups.nameSort,
  CREATED_AT: groups.createdAt,
  SUBSCRIBERS_COUNT: groups.subscribersCount,
  LATEST_ACTIVITY: groups.lastActivityAt,
} satisfies Record<ColumnOrder, SQLiteColumn>;

const ORDER_VALUES = {
  NAME: ({ nameSort }) => nameSort,
  CREATED_AT: ({ group }) => group.createdAt.getTime(),
  SUBSCRIBERS_COUNT: ({ group }) => group.subscribersCount,
  LATEST_ACTIVITY: ({ group }) => group.lastActivityAt.getTime(),
} satisfies Record<ColumnOrder, (row: ListedRow) => Position['value']>;

type ListedRow = ViewedRow & { readonly nameSort: string };

type ColumnOrder = Exclude<GroupOrderField, 'RELEVANCE'>;

interface ColumnListOrder {
  readonly field: ColumnOrder;
  readonly descending: boolean;
}

type Reads = Pick<Store, 'findGroups' | 'listGroups' | 'countGroups' | 'findNamedImages'>;

/**
 * Finds, lists and counts groups, with or without a search. What a viewer may not see is in no list and in no count, and
 * every statement is bounded: it looks at few rows, or counts them and goes on in the thread of long reads.
 */
export function groupReads(db: Database, reading: Reading, keeping?: IndexKeeping): Reads {
  const readSearch = searchReader(db, reading, GROUPS, keeping);
  const select = () =>
    db
      .select({ ...VIEWED, nameSort: groups.nameSort })
      .from(groups)
      .leftJoin(memberships, VIEWERS_OWN)
      .$dynamic();
  const byIds = prepareSelect(db, 'findGroups', select().where(inJson(groups.id, 'ids')));
  const bySlug = prepareSelect(db, 'findGroups', select().where(eq(groups.slugKey, sql.placeholder('slugKey'))));

  const namedImages = prepareSelect(
    db,
    'findNamedImages',
    db.select({ key: sql<string>`key` }).from(
      sql`(select image as key from groups where ${inJson(groups.image, 'keys')}
        union all select cover_image from groups where ${inJson(groups.coverImage, 'keys')})`,
    ),
  );

  const prepareSeldom = (filter: GroupFilter) =>
    prepareSelect(
      db,
      'listGroups',
      db
        .select({ count: sql<number>`count(*)` })
        .from(sql`(select 1 from groups where ${and(PUBLIC, ...conditionsOfIndex(filter))} limit ${MAX_SELDOM + 1})`),
    );
  const seldom = preparedOnce<ReturnType<typeof prepareSeldom>>();
  /** Whether few public groups meet a filter; not asked for the kind GROUP, which nearly all groups are of. */
  const isSeldom = (filter: GroupFilter): boolean => {
    if (isOfFew(filter) || (filter.kind !== 'PAGE' && filter.privacy === null)) return false;
    const values = { kind: filter.kind, privacy: filter.privacy };
    const found = seldom(presence(values), () => prepareSeldom(filter)).get(values);
    return (found?.count ?? 0) <= MAX_SELDOM;
  };

  const prepareByDearness = <Row>(method: string, dear: boolean, statement: Select<Row>): PreparedApart<Row> =>
    dear ? prepareApart(reading, method, statement) : prepareWithin(db, reading, method, statement);
  const prepareList = (
    filter: Filter,
    plan: SearchPlan | null,
    order: ColumnListOrder,
    slice: KeysetSlice | OffsetSlice,
  ) => {
    const column = ORDER_COLUMNS[order.field];
    const direction = order.descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
    const range = isKeyset(slice) ? between(column, groups.id, slice, order.descending) : [];
    return prepareByDearness(
      'listGroups',
      isDear(plan) || isFar(slice),
      select()
        .where(and(...met(filter, plan), ...range))
        .orderBy(direction(column), direction(groups.id))
        .limit(sql.placeholder('limit'))
        .offset(sql.placeholder('offset')),
    );
  };
  const prepareRelevant = (
    filter: Filter,
    plan: SearchPlan,
    page: { readonly slice: KeysetSlice | OffsetSlice; readonly descending: boolean },
  ) => prepareByDearness('listGroups', isDear(plan), relevanceQuery(db, findable(filter), plan, page));
  const prepareCount = (filter: Filter, plan: SearchPlan | null) => {
    if (plan !== null)
      return prepareByDearness('countGroups', isCountDear(plan), findsCount(db, findable(filter), plan));
    return isOfFew(filter) ? countOfAll(filter) : countOfPublicAndOwn(filter);
  };
  const countOfAll = (filter: Filter) =>
    prepareWithin(
      db,
      reading,
      'countGroups',
      db
        .select({ count: count() })
        .from(groups)
        .leftJoin(memberships, VIEWERS_OWN)
        .where(and(...conditions(filter))),
    );
  // What everybody may see is counted in an index of just that, in a tenth of the time at a million groups.
  const countOfPublicAndOwn = (filter: Filter) =>
    prepareApart(
      reading,
      'countGroups',
      db
        .select({
          count: sql<number>`(select count(*) from groups where ${and(PUBLIC, ...conditionsOfGroup(filter))})
          + (select count(*) from memberships join groups on ${VIEWERS_OWN}
              where ${and(sql`not (${PUBLIC})`, ...conditions(filter))})`,
        })
        .from(sql`(select 1)`),
    );
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const relevantLists = preparedOnce<ReturnType<typeof prepareRelevant>>();
  const counts = preparedOnce<ReturnType<typeof prepareCount>>();

  return {
    async findGroups(selector, viewerId) {
      const viewer = { viewerId: viewerId ?? NOBODY };
      const rows =
        selector.by === 'id'
          ? byIds.all({ ...viewer, ids: JSON.stringify(selector.ids) })
          : bySlug.all({ ...viewer, slugKey: slugKey(selector.slug) });
      return rows
        .filter(({ group }) => selector.kind === undefined || group.kind === selector.kind)
        .map((row) => viewedGroup(row.group, row));
    },

    async findNamedImages(keys) {
      return new Set(namedImages.all({ keys: JSON.stringify(keys) }).map(({ key }) => key));
    },

    async listGroups(given, { field, descending }, slice, viewerId) {
      const filter = { ...given, isSeldom: isSeldom(given) };
      const plan = await readSearch(filter.search, 'list');
      const isQuick = !isDear(plan) && !isFar(slice);
      const shape = [field, descending, presence(filter), planForm(plan), presence(slice), isQuick].join();
      const values = { ...filterValues(filter, plan, viewerId), ...sliceValues(slice) };
      const inOrder = <Row>(rows: Row[]) => (isKeyset(slice) && slice.fromEnd ? rows.reverse() : rows);

      if (field === 'RELEVANCE' && plan !== null) {
        const statement = relevantLists(shape, () => prepareRelevant(filter, plan, { slice, descending }));
        const rows = inOrder(await statement.all({ ...values, ...namesOfPlaces(slice) }));
        return rows.map((row) => ({
          group: viewedGroup(row.group, row),
          position: { value: row.place, id: row.group.id },
        }));
      }
      const order = { field: field === 'RELEVANCE' ? 'NAME' : field, descending } as const;
      const rows = inOrder(await lists(shape, () => prepareList(filter, plan, order, slice)).all(values));
      const placeOf = ORDER_VALUES[order.field];
      return rows.map((row) => ({
        group: viewedGroup(row.group, row),
        position: { value: placeOf(row), id: row.group.id },
      }));
    },

    async countGroups(given, viewerId) {
      const filter = { ...given, isSeldom: isSeldom(given) };
      const plan = await readSearch(filter.search, 'count');
      const shape = [presence(filter), planForm(plan), isCountDear(plan)].join();
      const statement = counts(shape, () => prepareCount(filter, plan));
      const row = await statement.get(filterValues(filter, plan, viewerId));
      return row?.count ?? 0;
    },
  };
}

/** The conditions of a list that is not by relevance: only groups that do not meet them count as looked at. */
function met(filter: Filter, plan: SearchPlan | null): (SQL | undefined)[] {
  if (plan !== null) return [...findable(filter).conditions, found(findable(filter), plan)];
  return isOfFew(filter) || filter.isSeldom ? conditions(filter) : [orLookedAt(and(...conditions(filter)), groups.id)];
}

function isCountDear(plan: SearchPlan | null): boolean {
  return plan !== null && (plan.by !== 'candidates' || isDear(plan));
}

function findable(filter: Filter) {
  return { conditions: [...conditions(filter), lookedAt(groups.id)], few: isOfFew(filter) || filter.isSeldom };
}

function filterValues(filter: GroupFilter, plan: SearchPlan | null, viewerId: number | null): Record<string, unknown> {
  return {
    ...(plan !== null && searchValues(filter.search, plan)),
    viewerId: viewerId ?? NOBODY,
    kind: filter.kind,
    privacy: filter.privacy,
    memberId: filter.memberId,
    viewerRoles: JSON.stringify(filter.viewerRoles),
    viewerStatuses: JSON.stringify(filter.viewerStatuses),
  };
}
