import { and, asc, count, desc, eq, sql } from 'drizzle-orm';
import type { KeysetSlice, Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import { between, inJson, preparedOnce, presence, sliceValues } from '../statements/keyset.ts';
import type { Reading } from '../statements/long-reads.ts';
import { prepareApart, prepareSelect } from '../statements/prepared.ts';
import { pageRequests } from '../tables.ts';

type PageRequestMethods = Pick<Store, 'findPageRequests' | 'listPageRequests' | 'countPageRequests'>;

export function pageRequestReads(db: Database, reading: Reading): PageRequestMethods {
  const ofStatus = eq(pageRequests.status, sql.placeholder('status'));
  const byGroups = prepareSelect(
    db,
    'findPageRequests',
    db.select().from(pageRequests).where(inJson(pageRequests.groupId, 'ids')),
  );
  const counted = prepareApart(
    reading,
    'countPageRequests',
    db.select({ count: count() }).from(pageRequests).where(ofStatus),
  );

  const prepareList = (slice: KeysetSlice) => {
    const direction = slice.fromEnd ? desc : asc;
    return prepareSelect(
      db,
      'listPageRequests',
      db
        .select()
        .from(pageRequests)
        .where(and(ofStatus, ...between(pageRequests.submittedAt, pageRequests.groupId, slice, false)))
        .orderBy(direction(pageRequests.submittedAt), direction(pageRequests.groupId))
        .limit(sql.placeholder('limit')),
    );
  };
  const lists = preparedOnce<ReturnType<typeof prepareList>>();

  return {
    async findPageRequests(groupIds) {
      return byGroups.all({ ids: JSON.stringify(groupIds) });
    },

    async listPageRequests(status, slice) {
      const rows = lists(presence(slice), () => prepareList(slice)).all({ status, ...sliceValues(slice) });
      return slice.fromEnd ? rows.reverse() : rows;
    },

    async countPageRequests(status) {
      return (await counted.get({ status }))?.count ?? 0;
    },
  };
}
