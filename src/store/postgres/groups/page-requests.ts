import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { KeysetSlice, Store } from '../../../domain/store.ts';
import { preparedOnce, presence } from '../../statements/slices.ts';
import { between, inList, sliceValuesFor } from '../statements/keyset.ts';
import { db, prepareSelect, type Runner } from '../statements/prepared.ts';
import { pageRequests } from '../tables.ts';

type PageRequestMethods = Pick<Store, 'findPageRequests' | 'listPageRequests' | 'countPageRequests'>;

const OF_STATUS = eq(pageRequests.status, sql.placeholder('status'));

const byGroups = prepareSelect(
  'findPageRequests',
  db.select().from(pageRequests).where(inList(pageRequests.groupId, 'ids')),
);
const counted = prepareSelect(
  'countPageRequests',
  db.select({ count: sql<number>`count(*)` }).from(pageRequests).where(OF_STATUS),
);

export function pageRequestReads(reads: Runner): PageRequestMethods {
  const lists = preparedOnce<ReturnType<typeof prepareList>>();
  return {
    findPageRequests: (groupIds) => byGroups.all(reads, { ids: groupIds }),

    async listPageRequests(status, slice) {
      const statement = lists(presence(slice), () => prepareList(slice));
      const rows = await statement.all(reads, { status, ...sliceValuesFor('number', slice) });
      return slice.fromEnd ? rows.reverse() : rows;
    },

    async countPageRequests(status) {
      return (await counted.get(reads, { status }))?.count ?? 0;
    },
  };
}

function prepareList(slice: KeysetSlice) {
  const direction = slice.fromEnd ? desc : asc;
  return prepareSelect(
    'listPageRequests',
    db
      .select()
      .from(pageRequests)
      .where(and(OF_STATUS, ...between(pageRequests.submittedAt, pageRequests.groupId, slice, false)))
      .orderBy(direction(pageRequests.submittedAt), direction(pageRequests.groupId))
      .limit(sql.placeholder('limit')),
  );
}
