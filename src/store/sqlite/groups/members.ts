import { and, asc, count, desc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { GroupAt, KeysetSlice, OffsetSlice, Store } from '../../../domain/store.ts';
import { listsBy, memberAt } from '../../member-lists.ts';
import type { Database } from '../connection/database.ts';
import { between, inJson, isFar, isKeyset, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect, prepareWithin } from '../statements/prepared.ts';
import { lookedAt } from '../statements/row-budget.ts';
import { groups, memberships } from '../tables.ts';
import { MEMBERS_VISIBLE, NOBODY, VIEWED, VIEWERS_OWN, VISIBLE, viewedGroup } from '../viewed-groups.ts';

type MemberMethods = Pick<Store, 'listMembers' | 'countMembers' | 'listGroupsOf' | 'countGroupsOf'>;

/** Reads the members of many groups, or the groups of many users, by one statement for all of them. */
export function memberReads(db: Database, reading: Reading): MemberMethods {
  const prepareMembers = (slice: KeysetSlice | OffsetSlice) => {
    const direction = isKeyset(slice) && slice.fromEnd ? sql`desc` : sql`asc`;
    const range = isKeyset(slice) ? between(SINCE, USER_ID, slice, false) : [];
    // The index gives each group's own few rows, instead of all members of all groups.
    const within = sql`select user_id from memberships as listed where ${and(
      sql`listed.group_id = wanted.value`,
      sql`listed.status = ${sql.placeholder('status')}`,
      ...range,
    )} order by listed.since ${direction}, listed.user_id ${direction} limit ${sql.placeholder('limit')} offset ${sql.placeholder('offset')}`;
    const listed = db
      .select({ membership: memberships, managedById: groups.managedById })
      .from(sql`json_each(${sql.placeholder('ids')}) as wanted`)
      .innerJoin(memberships, sql`${memberships.groupId} = wanted.value and ${memberships.userId} in (${within})`)
      .innerJoin(groups, eq(groups.id, memberships.groupId))
      .orderBy(asc(memberships.since), asc(memberships.userId));
    return isFar(slice) ? prepareApart(reading, 'listMembers', listed) : prepareSelect(db, 'listMembers', listed);
  };
  const members = preparedOnce<ReturnType<typeof prepareMembers>>();

  const memberCounts = prepareApart(
    reading,
    'countMembers',
    db
      .select({ id: memberships.groupId, count: count() })
      .from(memberships)
      .where(and(inJson(memberships.groupId, 'ids'), eq(memberships.status, sql.placeholder('status'))))
      .groupBy(memberships.groupId),
  );

  const prepareGroups = (slice: KeysetSlice) => {
    const direction = slice.fromEnd ? desc : asc;
    const place = sql<number>`row_number() over (
      partition by theirs.user_id order by ${direction(groups.nameSort)}, ${direction(groups.id)})`.as('place');
    const placed = db
      .select({ memberId: sql<number>`theirs.user_id`.as('member_id'), groupId: groups.id, place })
      .from(sql`memberships as theirs`)
      .innerJoin(groups, sql`${groups.id} = theirs.group_id`)
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(...GROUPS_OF, ...between(groups.nameSort, groups.id, slice, false)))
      .as('placed');
    const listed = db
      .select({ ...VIEWED, nameSort: groups.nameSort, memberId: placed.memberId })
      .from(placed)
      .innerJoin(groups, eq(groups.id, placed.groupId))
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(lte(placed.place, sql.placeholder('limit')), gt(placed.place, sql.placeholder('offset'))))
      .orderBy(asc(groups.nameSort), asc(groups.id));
    return prepareWithin(db, reading, 'listGroupsOf', listed);
  };
  const groupLists = preparedOnce<ReturnType<typeof prepareGroups>>();

  const groupCounts = prepareWithin(
    db,
    reading,
    'countGroupsOf',
    db
      .select({ id: sql<number>`theirs.user_id`, count: count() })
      .from(sql`memberships as theirs`)
      .innerJoin(groups, sql`${groups.id} = theirs.group_id`)
      .leftJoin(memberships, VIEWERS_OWN)
      .where(and(...GROUPS_OF))
      .groupBy(sql`theirs.user_id`),
  );

  return {
    async listMembers(groupIds, status, slice) {
      const statement = members([presence(slice), isFar(slice)].join(), () => prepareMembers(slice));
      const rows = await statement.all({ ids: JSON.stringify(groupIds), status, ...sliceValues(slice) });
      return listsBy(rows, ({ membership }) => membership.groupId, memberAt);
    },

    async countMembers(groupIds, status) {
      const rows = await memberCounts.all({ ids: JSON.stringify(groupIds), status });
      return new Map(rows.map(({ id, count }) => [id, count]));
    },

    async listGroupsOf(userIds, slice, viewerId) {
      const statement = groupLists(presence(slice), () => prepareGroups(slice));
      const values = { ids: JSON.stringify(userIds), viewerId: viewerId ?? NOBODY };
      const rows = await statement.all({ ...values, ...sliceValues(slice) });
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
      const rows = await groupCounts.all({ ids: JSON.stringify(userIds), viewerId: viewerId ?? NOBODY });
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
  };
}

const SINCE = sql`listed.since`;
const USER_ID = sql`listed.user_id`;

/** Conditions on `theirs`, the memberships of the users in question. */
const GROUPS_OF: readonly SQL[] = [
  inJson(sql`theirs.user_id`, 'ids'),
  sql`theirs.status = 'SUBSCRIBED'`,
  lookedAt(sql`theirs.group_id`),
  VISIBLE,
  MEMBERS_VISIBLE,
];
