import { and, asc, desc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { GroupAt, KeysetSlice, OffsetSlice, Store } from '../../../domain/store.ts';
import { listsBy, memberAt } from '../../member-lists.ts';
import { isKeyset, preparedOnce, presence } from '../../statements/slices.ts';
import {
  between,
  hiddenList,
  inList,
  type PageSize,
  pageSize,
  rowsOfSlice,
  sliceValuesFor,
} from '../statements/keyset.ts';
import { db, prepareSelect, type Runner } from '../statements/prepared.ts';
import { groups, memberships } from '../tables.ts';
import { MEMBERS_VISIBLE, NOBODY, VIEWED, VIEWERS_OWN, VISIBLE, viewedGroup } from '../viewed-groups.ts';

type MemberMethods = Pick<Store, 'listMembers' | 'countMembers' | 'listGroupsOf' | 'countGroupsOf'>;

/** The memberships of the users in question, beside the viewer's own. */
const theirs = alias(memberships, 'theirs');

const GROUPS_OF: readonly SQL[] = [
  inList(theirs.userId, 'ids'),
  eq(theirs.status, sql`'SUBSCRIBED'`),
  VISIBLE,
  MEMBERS_VISIBLE,
];

const memberCounts = prepareSelect(
  'countMembers',
  db
    .select({ id: memberships.groupId, count: sql<number>`count(*)` })
    .from(memberships)
    .where(and(inList(memberships.groupId, 'ids'), eq(memberships.status, sql.placeholder('status'))))
    .groupBy(memberships.groupId),
);

const groupCounts = prepareSelect(
  'countGroupsOf',
  db
    .select({ id: theirs.userId, count: sql<number>`count(*)` })
    .from(theirs)
    .innerJoin(groups, eq(groups.id, theirs.groupId))
    .leftJoin(memberships, VIEWERS_OWN)
    .where(and(...GROUPS_OF))
    .groupBy(theirs.userId),
);

/** Reads the members of many groups, or the groups of many users, by one statement for all of them. */
export function memberReads(reads: Runner): MemberMethods {
  const members = preparedOnce<ReturnType<typeof prepareMembers>>();
  const groupLists = preparedOnce<ReturnType<typeof prepareGroups>>();
  return {
    async listMembers(groupIds, status, slice) {
      const size = pageSize(slice);
      const statement = members([presence(slice), size.form].join(), () => prepareMembers(slice, size));
      const rows = await statement.all(reads, { ids: groupIds, status, ...sliceValuesFor('number', slice) });
      const lists = Map.groupBy(rows, ({ membership }) => membership.groupId);
      return new Map([...lists].map(([id, own]) => [id, rowsOfSlice(own, slice).map(memberAt)]));
    },

    async countMembers(groupIds, status) {
      const rows = await memberCounts.all(reads, { ids: groupIds, status });
      return new Map(rows.map(({ id, count }) => [id, count]));
    },

    async listGroupsOf(userIds, slice, viewerId) {
      const statement = groupLists(presence(slice), () => prepareGroups(slice));
      const values = { ids: userIds, viewerId: viewerId ?? NOBODY };
      const rows = await statement.all(reads, { ...values, ...sliceValuesFor('text', slice) });
      return listsBy(
        rows,
        ({ memberId }) => memberId,
        (row): GroupAt => ({
          group: viewedGroup(row.group, row),
          position: { value: row.nameSort, id: row.group.id },
        }),
      );
    },

    async countGroupsOf(userIds, viewerId) {
      const rows = await groupCounts.all(reads, { ids: userIds, viewerId: viewerId ?? NOBODY });
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
  };
}

function prepareMembers(slice: KeysetSlice | OffsetSlice, size: PageSize) {
  const listed = alias(memberships, 'listed');
  const direction = isKeyset(slice) && slice.fromEnd ? desc : asc;
  // The index gives each group's own few rows, instead of all members of all groups.
  const own = db
    .select()
    .from(listed)
    .where(
      and(
        eq(listed.groupId, sql`wanted.id`),
        eq(listed.status, sql.placeholder('status')),
        ...between(listed.since, listed.userId, slice, false),
      ),
    )
    .orderBy(direction(listed.since), direction(listed.userId))
    .limit(size.limit)
    .offset(size.offset)
    .as('memberships');
  return prepareSelect(
    'listMembers',
    db
      .select({ membership: memberships, managedById: groups.managedById })
      .from(sql`unnest(${hiddenList('ids', memberships.groupId)}) as wanted(id)`)
      .innerJoinLateral(own, sql`true`)
      .innerJoin(groups, eq(groups.id, memberships.groupId))
      .orderBy(direction(memberships.since), direction(memberships.userId)),
  );
}

function prepareGroups(slice: KeysetSlice) {
  const direction = slice.fromEnd ? desc : asc;
  const place = sql<number>`row_number() over (
    partition by ${theirs.userId} order by ${direction(groups.nameSort)}, ${direction(groups.id)})`.as('place');
  const placed = db
    .select({ memberId: theirs.userId, groupId: groups.id, place })
    .from(theirs)
    .innerJoin(groups, eq(groups.id, theirs.groupId))
    .leftJoin(memberships, VIEWERS_OWN)
    .where(and(...GROUPS_OF, ...between(groups.nameSort, groups.id, slice, false)))
    .as('placed');
  return prepareSelect(
    'listGroupsOf',
    db
      .select({ ...VIEWED, nameSort: groups.nameSort, memberId: placed.memberId })
      .from(placed)
      .innerJoin(groups, eq(groups.id, placed.groupId))
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(lte(placed.place, sql.placeholder('limit')), gt(placed.place, sql.placeholder('offset'))))
      .orderBy(asc(groups.nameSort), asc(groups.id)),
  );
}
