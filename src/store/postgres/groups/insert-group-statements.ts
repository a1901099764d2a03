import { getTableColumns, sql } from 'drizzle-orm';
import { CREATOR } from '../../../domain/founding.ts';
import type { Group } from '../../../domain/group.ts';
import { given, prepareReturning, prepareWrite, wholeWrite } from '../statements/prepared.ts';
import { groups, groupTexts, memberships, pageRequests } from '../tables.ts';
import { GROUP } from '../viewed-groups.ts';

const { id: _id, slugKey: _slugKey, ...INSERTED } = getTableColumns(groups);

const names = (columns: Readonly<Record<string, { readonly name: string }>>) =>
  sql.join(
    Object.values(columns).map(({ name }) => sql.identifier(name)),
    sql`, `,
  );

/** The values of `INSERT_GROUPS`, a list of each. */
export const GROUP_VALUES = { ...INSERTED, folded: groupTexts.folded };

/** Makes groups, each with its manager's membership, but for those that collide with others. */
export const INSERT_GROUPS = prepareReturning<Group>(
  'insertGroup',
  wholeWrite(sql`
  with given as (select * from ${given(GROUP_VALUES)}),
  made as (
    insert into ${groups} (${names(INSERTED)}) select ${names(INSERTED)} from given
    on conflict do nothing returning ${names(GROUP)}
  ),
  managers as (
    insert into ${memberships} (group_id, user_id, status, admin, since)
    select id, managed_by_id, ${CREATOR.status}, ${CREATOR.admin}, created_at from made
  ),
  texts as (
    insert into ${groupTexts} (group_id, folded) select made.id, given.folded from made join given using (slug)
  )
  select ${names(GROUP)} from made`),
  GROUP,
);

const MEMBERSHIP = getTableColumns(memberships);

export const INSERT_MEMBERSHIPS = prepareWrite(
  'insertGroup',
  wholeWrite(sql`insert into ${memberships} (${names(MEMBERSHIP)}) select * from ${given(MEMBERSHIP)}`),
);

const {
  status: _status,
  reviewedAt: _reviewedAt,
  reviewedById: _reviewedById,
  ...REQUEST
} = getTableColumns(pageRequests);

export const INSERT_PAGE_REQUESTS = prepareWrite(
  'insertGroup',
  wholeWrite(sql`insert into ${pageRequests} (${names(REQUEST)}, status)
    select ${names(REQUEST)}, 'PENDING' from ${given(REQUEST)}`),
);
