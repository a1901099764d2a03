import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { slugKey } from '../../../domain/slug.ts';
import type { GroupFilter, GroupOrderField, KeysetSlice, OffsetSlice, Position, Store } from '../../../domain/store.ts';
import { isKeyset, preparedOnce, presence } from '../../statements/slices.ts';
import { ascending, type ReadTogether } from '../connection/read-together.ts';
import { findCandidates, IS_FIND } from '../search/finds.ts';
import { gramFrequencies } from '../search/gram-frequencies.ts';
import { readSearch, type Search } from '../search/read-search.ts';
import { findsCount, readPlace, relevanceQuery, relevanceValues } from '../search/relevance.ts';
import {
  between,
  hiddenList,
  inList,
  type OrderType,
  type PageSize,
  pageSize,
  rowsOfSlice,
  sliceValuesFor,
} from '../statements/keyset.ts';
import { columnsOf, db, type Prepared, prepareSelect, type Runner } from '../statements/prepared.ts';
import { groups, memberships } from '../tables.ts';
import { NOBODY, PUBLIC, VIEWED, VIEWERS_OWN, type ViewedRow, viewedGroup } from '../viewed-groups.ts';
import { conditions, conditionsOfGroup, type Filter, isOfFew, MAX_SELDOM, publicGroups } from './filter-conditions.ts';

interface Order {
  readonly column: PgColumn;
  readonly type: OrderType;
  readonly valueOf: (row: ListedRow) => Position['value'];
}

type ListedRow = ViewedRow & { readonly nameSort: string };

/** A group, and who asks for it. */
interface Asked {
  readonly viewerId: number;
  readonly groupId: number;
}

type AskedRow = ViewedRow & Pick<Asked, 'viewerId'>;

const ORDERS: Readonly<Record<Exclude<GroupOrderField, 'RELEVANCE'>, Order>> = {
  NAME: { column: groups.nameSort, type: 'text', valueOf: ({ nameSort }) => nameSort },
  CREATED_AT: { column: groups.createdAt, type: 'number', valueOf: ({ group }) => group.createdAt.getTime() },
  SUBSCRIBERS_COUNT: {
    column: groups.subscribersCount,
    type: 'number',
    valueOf: ({ group }) => group.subscribersCount,
  },
  LATEST_ACTIVITY: {
    column: groups.lastActivityAt,
    type: 'number',
    valueOf: ({ group }) => group.lastActivityAt.getTime(),
  },
};

type Slice = KeysetSlice | OffsetSlice;

/** The ids of all finds of a search; `many` where there are more than are worth sorting, null without a search. */
type Found = readonly number[] | 'many' | null;

type Reads = Pick<Store, 'findGroups' | 'listGroups' | 'countGroups' | 'findNamedImages'>;

/**
 * Finds, lists and counts groups, with or without a search. What a viewer may not see is in no list and in no count, and
 * the planner is never left to guess how many groups a statement goes through: it does not know how rare a find is.
 */
export function groupReads(reads: Runner, readTogether: ReadTogether): Reads {
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  const relevantLists = preparedOnce<ReturnType<typeof prepareRelevant>>();
  const counts = preparedOnce<Prepared<{ readonly count: number }>>();
  const seldom = preparedOnce<Prepared<{ readonly count: number }>>();

  const findByIds = readTogether<Asked, AskedRow>({
    read: (asked) => byIds.all(reads, columnsOf(['viewerId', 'groupId'], asked)),
    idOf: ({ viewerId, groupId }) => `${viewerId} ${groupId}`,
    idOfRow: ({ viewerId, group }) => `${viewerId} ${group.id}`,
  });
  const frequencies = gramFrequencies(reads);
  const read = async (search: string | null) => (search === null ? null : readSearch(search, await frequencies()));

  /** Whether few public groups meet a filter; not asked for the kind GROUP, which nearly all groups are of. */
  const isSeldom = async (filter: GroupFilter): Promise<boolean> => {
    if (isOfFew(filter) || (filter.kind !== 'PAGE' && filter.privacy === null)) return false;
    const values = { kind: filter.kind, privacy: filter.privacy };
    const found = await seldom(presence(values), () => prepareSeldom(filter)).get(reads, values);
    return (found?.count ?? 0) <= MAX_SELDOM;
  };
  const findsOf = async (
    filter: Filter,
    search: Search | null,
    order: 'by relevance' | 'by a column',
  ): Promise<Found> => {
    if (search === null) return null;
    return isFew(filter) ? 'many' : ((await findCandidates(reads, search, order)) ?? 'many');
  };
  const withSeldom = async (filter: GroupFilter): Promise<Filter> => ({ ...filter, isSeldom: await isSeldom(filter) });

  return {
    async findGroups(selector, viewerId) {
      const viewer = { viewerId: viewerId ?? NOBODY };
      const rows =
        selector.by === 'id'
          ? await findByIds(ascending(selector.ids).map((groupId) => ({ ...viewer, groupId })))
          : await bySlug.all(reads, { ...viewer, slugKey: slugKey(selector.slug) });
      return rows
        .filter(({ group }) => selector.kind === undefined || group.kind === selector.kind)
        .map((row) => viewedGroup(row.group, row));
    },

    async findNamedImages(keys) {
      return new Set((await namedImages.all(reads, { keys })).map(({ key }) => key));
    },

    async listGroups(given, { field, descending }, slice, viewerId) {
      const search = await read(given.search);
      if (search === 'nothing') return [];
      const filter = await withSeldom(given);
      const values = { ...filterValues(filter, viewerId), ...search };
      const size = pageSize(slice);

      if (field === 'RELEVANCE' && search !== null) {
        const reversed = descending !== (isKeyset(slice) && slice.fromEnd);
        const found = await findsOf(filter, search, 'by relevance');
        if (found?.length === 0) return [];
        const shape = [reversed, size.form, presence(filter), formOf(found)].join();
        const statement = relevantLists(shape, () => prepareRelevant(filter, found, reversed, size));
        const page = { limit: slice.limit, offset: isKeyset(slice) ? 0 : slice.offset };
        const bounds = relevanceValues(slice, descending, search);
        const rows = await statement.all(reads, { ...values, ...page, ...bounds, candidates: found });
        return rowsOfSlice(rows, slice).map((row) => ({
          group: viewedGroup(row.group, row),
          position: { value: readPlace(row.place), id: row.group.id },
        }));
      }
      const found = await findsOf(filter, search, 'by a column');
      if (found?.length === 0) return [];
      const order = ORDERS[field === 'RELEVANCE' ? 'NAME' : field];
      const shape = [order.column.name, descending, presence(filter), formOf(found), presence(slice), size.form].join();
      const statement = lists(shape, () => prepareList(filter, found, { ...order, descending }, slice, size));
      const page = sliceValuesFor(order.type, slice);
      const rows = await statement.all(reads, { ...values, ...page, candidates: found });
      return rowsOfSlice(rows, slice).map((row) => ({
        group: viewedGroup(row.group, row),
        position: { value: order.valueOf(row), id: row.group.id },
      }));
    },

    async countGroups(given, viewerId) {
      const search = await read(given.search);
      if (search === 'nothing') return 0;
      const filter = await withSeldom(given);
      const shape = presence({ ...filter, search: search !== null });
      const statement = counts(shape, () => prepareCount(filter, search !== null));
      const row = await statement.get(reads, { ...filterValues(filter, viewerId), ...search });
      return row?.count ?? 0;
    },
  };
}

const select = () =>
  db
    .select({ ...VIEWED, nameSort: groups.nameSort })
    .from(groups)
    .leftJoin(memberships, VIEWERS_OWN)
    .$dynamic();
/** Each group as one viewer sees it. */
const byIds = prepareSelect<AskedRow>(
  'findGroups',
  db
    .select({ ...VIEWED, viewerId: sql<number>`viewer_id` })
    .from(
      sql`unnest(${hiddenList('viewerId', memberships.userId)}, ${hiddenList('groupId', groups.id)})
        as asked(viewer_id, asked_id)`,
    )
    .innerJoin(groups, sql`${groups.id} = asked_id`)
    .leftJoin(memberships, and(eq(memberships.groupId, groups.id), sql`${memberships.userId} = viewer_id`)),
);
const bySlug = prepareSelect('findGroups', select().where(eq(groups.slugKey, sql.placeholder('slugKey'))));

const namedImages = prepareSelect(
  'findNamedImages',
  db.select({ key: sql<string>`key` }).from(
    sql`(select image as key from groups where ${inList(groups.image, 'keys')}
      union all select cover_image from groups where ${inList(groups.coverImage, 'keys')}) as named`,
  ),
);

function prepareSeldom(filter: GroupFilter) {
  return prepareSelect(
    'listGroups',
    db.select({ count: sql<number>`count(*)` }).from(sql`(${publicGroups(filter, MAX_SELDOM + 1)}) as found`),
  );
}

function prepareList(
  filter: Filter,
  found: Found,
  order: Order & { readonly descending: boolean },
  slice: Slice,
  size: PageSize,
) {
  const { column, descending } = order;
  const direction = descending === (isKeyset(slice) && slice.fromEnd) ? asc : desc;
  return prepareSelect(
    'listGroups',
    select()
      .where(and(...conditions(filter), isFound(found), ...between(column, groups.id, slice, descending)))
      .orderBy(direction(column), direction(groups.id))
      .limit(size.limit)
      .offset(size.offset),
  );
}

/** What of the finds decides the text of a statement. */
function formOf(found: Found): string | null {
  return found === null || found === 'many' ? found : 'candidates';
}

function isFound(found: Found): SQL | undefined {
  if (found === null) return undefined;
  return found === 'many' ? IS_FIND : inList(groups.id, 'candidates');
}

function prepareRelevant(filter: Filter, found: Found, reversed: boolean, size: PageSize) {
  return prepareSelect('listGroups', relevanceQuery(findable(filter, found), reversed, size));
}

function prepareCount(filter: Filter, isSearch: boolean): Prepared<{ readonly count: number }> {
  if (isSearch) return prepareSelect('countGroups', findsCount(findable(filter)));
  return isOfFew(filter) ? countOfAll(filter) : countOfPublicAndOwn(filter);
}

function countOfAll(filter: Filter) {
  return prepareSelect(
    'countGroups',
    db
      .select({ count: sql<number>`count(*)` })
      .from(groups)
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(...conditions(filter))),
  );
}

/** Counts what everybody may see in an index of just that. */
function countOfPublicAndOwn(filter: Filter) {
  return prepareSelect(
    'countGroups',
    db
      .select({
        count: sql<number>`(select count(*) from groups where ${and(PUBLIC, ...conditionsOfGroup(filter))})
          + (select count(*) from memberships join groups on ${VIEWERS_OWN}
              where ${and(sql`not (${PUBLIC})`, ...conditions(filter))})`,
      })
      .from(sql`(select 1) as one`),
  );
}

function isFew(filter: Filter): boolean {
  return isOfFew(filter) || filter.isSeldom;
}

function findable(filter: Filter, found: Found = 'many') {
  return found === 'many'
    ? { conditions: conditions(filter), few: isFew(filter) }
    : { conditions: [...conditions(filter), isFound(found)], few: true };
}

function filterValues(filter: GroupFilter, viewerId: number | null): Record<string, unknown> {
  return {
    viewerId: viewerId ?? NOBODY,
    kind: filter.kind,
    privacy: filter.privacy,
    memberId: filter.memberId,
    viewerRoles: filter.viewerRoles,
    viewerStatuses: filter.viewerStatuses,
  };
}
