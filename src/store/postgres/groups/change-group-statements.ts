import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import {
  db,
  given,
  listOf,
  prepareReturning,
  prepareSelect,
  prepareWrite,
  whole,
  wholeWrite,
} from '../statements/prepared.ts';
import { prepareSweep } from '../statements/sweep.ts';
import { emailInvitations, groups, groupTexts, mailDays, memberships, pageRequests } from '../tables.ts';
import { GROUP } from '../viewed-groups.ts';

/**
 * The statements of `changeGroup`, each for all changes of a batch. What is decided stands in change-group.ts; nothing is
 * decided in SQL but which rows a statement is about.
 */

const value = sql.placeholder;
const ids = (column: PgColumn) => sql`${column} = any(${listOf('ids', column)})`;
const { groupId, userId, status, admin, since } = memberships;

/** Keeps other processes from changing these groups until the end of the transaction. */
export const LOCK_GROUPS = prepareSelect(
  'changeGroup',
  db
    .select({ group: GROUP, nameKey: groups.nameKey })
    .from(groups)
    .where(ids(groups.id))
    .orderBy(groups.id)
    .for('no key update'),
);

/** The memberships of pairs of a group and a user. */
export const MEMBERSHIPS = prepareSelect(
  'changeGroup',
  db
    .select(getTableColumns(memberships))
    .from(given({ groupId, userId }))
    .innerJoin(memberships, sql`${groupId} = given.group_id and ${userId} = given.user_id`),
);

export const EMAIL_INVITATIONS = prepareSelect(
  'changeGroup',
  db
    .select()
    .from(emailInvitations)
    .where(sql`${emailInvitations.tokenHash} = any(${listOf('tokenHashes', emailInvitations.tokenHash)})`),
);

export const FIND_PAGE_REQUESTS = prepareSelect(
  'changeGroup',
  db.select().from(pageRequests).where(ids(pageRequests.groupId)),
);

/** Locks the users' counts of mails, and gives those that were there before. */
export const LOCK_MAIL_DAYS = prepareReturning<typeof mailDays.$inferSelect>(
  'changeGroup',
  wholeWrite(sql`insert into ${mailDays} (user_id, day, mails)
    select *, 0 from ${given({ userId: mailDays.userId, day: mailDays.day })} order by user_id
    on conflict (user_id) do update set user_id = excluded.user_id returning user_id, day, mails`),
  getTableColumns(mailDays),
);

/** Open requests to join each group, counted up to a number. */
export const COUNT_REQUESTS = prepareSelect(
  'changeGroup',
  whole<{ groupId: number; count: number }>(
    { groupId, count: sql`count` },
    sql`select given.group_id, (
        select count(*) from (
          select 1 from ${memberships} where ${groupId} = given.group_id and ${eq(status, sql`'REQUESTED'`)}
          limit given.mails
        ) as counted
      ) as count from ${given({ groupId, upTo: mailDays.mails })}`,
  ),
);

export const DELETE_GROUPS = prepareWrite('changeGroup', db.delete(groups).where(ids(groups.id)));

export const END_MEMBERSHIPS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`delete from ${memberships} using ${given({ groupId, userId })}
    where ${groupId} = given.group_id and ${userId} = given.user_id`),
);

export const SET_MEMBERSHIPS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`insert into ${memberships} (group_id, user_id, status, admin, since)
    select * from ${given({ groupId, userId, status, admin, since })}
    on conflict (group_id, user_id)
    do update set status = excluded.status, admin = excluded.admin, since = excluded.since`),
);

/** Lets in all who have asked to join these groups; gives each group with the number of its new members. */
export const ADMIT_REQUESTS = prepareReturning<{ groupId: number; count: number }>(
  'changeGroup',
  wholeWrite(sql`with admitted as (
      update ${memberships} set status = 'SUBSCRIBED', since = given.since from ${given({ groupId, since })}
      where ${groupId} = given.group_id and ${eq(status, sql`'REQUESTED'`)} returning ${groupId}
    ) select group_id, count(*) from admitted group by group_id`),
  { groupId, count: sql`count` },
);

export const DROP_REQUESTS = prepareWrite(
  'changeGroup',
  db.delete(memberships).where(and(ids(groupId), eq(status, 'REQUESTED'))),
);

/** Sets the counters of groups of which nothing else changes. */
export const SET_COUNTERS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`update ${groups}
    set subscribers_count = given.subscribers_count, last_activity_at = given.last_activity_at
    from ${given({ id: groups.id, subscribersCount: groups.subscribersCount, lastActivityAt: groups.lastActivityAt })}
    where ${groups.id} = given.id`),
);

const {
  kind: _kind,
  slugKey: _slugKey,
  createdAt: _createdAt,
  createdById: _createdById,
  ...changed
} = getTableColumns(groups);

/** The values of `SET_GROUPS`, a list of each. */
export const CHANGED_VALUES = changed;

const assignments = sql.join(
  Object.values(CHANGED_VALUES)
    .filter(({ name }) => name !== 'id')
    .map(({ name }) => sql`${sql.identifier(name)} = given.${sql.identifier(name)}`),
  sql`, `,
);

/** Sets all fields of groups that can change. */
export const SET_GROUPS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`update ${groups} set ${assignments} from ${given(CHANGED_VALUES)} where ${groups.id} = given.id`),
);

export const SET_TEXTS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`update ${groupTexts} set folded = given.folded, indexed = null
    from ${given({ groupId: groupTexts.groupId, folded: groupTexts.folded })}
    where ${groupTexts.groupId} = given.group_id`),
);

const INVITATION = getTableColumns(emailInvitations);

export const INVITE_BY_EMAIL = prepareWrite(
  'changeGroup',
  wholeWrite(sql`insert into ${emailInvitations} (group_id, email, token_hash, expires_at)
    select * from ${given(INVITATION)}
    on conflict (group_id, email) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`),
);

export const FORGET_INVITATIONS = prepareSweep('changeGroup', emailInvitations, emailInvitations.expiresAt);

export const END_EMAIL_INVITATIONS = prepareWrite(
  'changeGroup',
  db
    .delete(emailInvitations)
    .where(sql`${emailInvitations.tokenHash} = any(${listOf('tokenHashes', emailInvitations.tokenHash)})`),
);

export const ORDER_MAILS = prepareWrite(
  'changeGroup',
  wholeWrite(sql`update ${mailDays} set day = given.day,
      mails = given.mails + case when mail_days.day = given.day then mail_days.mails else 0 end
    from ${given(getTableColumns(mailDays))} where mail_days.user_id = given.user_id`),
);

const ofGroup = eq(pageRequests.groupId, value('groupId'));
const typed = (name: string, column: PgColumn): SQL => sql`${sql.param(value(name), column)}`;

export const SET_WEBSITE = prepareWrite(
  'changeGroup',
  db
    .update(pageRequests)
    .set({ organizationWebsite: typed('organizationWebsite', pageRequests.organizationWebsite) })
    .where(ofGroup),
);

export const REVIEW = prepareWrite(
  'changeGroup',
  db
    .update(pageRequests)
    .set({
      status: typed('status', pageRequests.status),
      reviewedById: typed('reviewerId', pageRequests.reviewedById),
      reviewedAt: typed('now', pageRequests.reviewedAt),
    })
    .where(ofGroup),
);

export const REVIEW_AGAIN = prepareWrite(
  'changeGroup',
  db
    .update(pageRequests)
    .set({
      status: 'PENDING',
      submittedAt: typed('now', pageRequests.submittedAt),
      reviewedById: null,
      reviewedAt: null,
    })
    .where(ofGroup),
);
