import { and, count, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../connection/database.ts';
import { inJson } from '../statements/keyset.ts';
import { prepareSelect, prepareWrite } from '../statements/prepared.ts';
import { prepareSweep } from '../statements/sweep.ts';
import { emailInvitations, groups, mailDays, memberships, pageRequests, users } from '../tables.ts';
import { VIEWED, VIEWERS_OWN } from '../viewed-groups.ts';

/**
 * The statements of `changeGroup`, which run inside one transaction. What is decided stands in change-group.ts; nothing
 * is decided in SQL but which rows a statement is about.
 */
export function changeGroupStatements(db: Database) {
  const value = sql.placeholder;
  const ofUser = and(eq(memberships.groupId, value('groupId')), eq(memberships.userId, value('userId')));
  const requested = and(eq(memberships.groupId, value('groupId')), eq(memberships.status, 'REQUESTED'));
  const excluded = (column: string): SQL => sql.raw(`excluded."${column}"`);
  return {
    group: prepareSelect(
      db,
      'changeGroup',
      db
        .select(VIEWED)
        .from(groups)
        .leftJoin(memberships, VIEWERS_OWN)
        .where(eq(groups.id, value('id'))),
    ),
    memberships: prepareSelect(
      db,
      'changeGroup',
      db
        .select()
        .from(memberships)
        .where(and(eq(memberships.groupId, value('groupId')), inJson(memberships.userId, 'ids'))),
    ),
    knownUsers: prepareSelect(
      db,
      'changeGroup',
      db.select({ id: users.id }).from(users).where(inJson(users.id, 'ids')),
    ),
    membership: prepareSelect(db, 'changeGroup', db.select().from(memberships).where(ofUser)),
    endMembership: prepareWrite(db, 'changeGroup', db.delete(memberships).where(ofUser)),
    setMembership: prepareWrite(
      db,
      'changeGroup',
      db
        .insert(memberships)
        .values({
          groupId: value('groupId'),
          userId: value('userId'),
          status: value('status'),
          admin: value('admin'),
          since: sql`${value('since')}`,
        })
        .onConflictDoUpdate({
          target: [memberships.groupId, memberships.userId],
          set: { status: excluded('status'), admin: excluded('admin'), since: excluded('since') },
        }),
    ),
    requests: prepareSelect(
      db,
      'changeGroup',
      db.select({ count: count() }).from(
        db
          .select({ one: sql`1`.as('one') })
          .from(memberships)
          .where(requested)
          .limit(value('upTo'))
          .as('waiting'),
      ),
    ),
    admitRequests: prepareWrite(
      db,
      'changeGroup',
      db
        .update(memberships)
        .set({ status: 'SUBSCRIBED', since: sql`${value('now')}` })
        .where(requested),
    ),
    dropRequests: prepareWrite(db, 'changeGroup', db.delete(memberships).where(requested)),
    emailInvitation: prepareSelect(
      db,
      'changeGroup',
      db
        .select({ email: emailInvitations.email, expiresAt: emailInvitations.expiresAt })
        .from(emailInvitations)
        .where(and(eq(emailInvitations.groupId, value('groupId')), eq(emailInvitations.tokenHash, value('tokenHash')))),
    ),
    inviteByEmail: prepareWrite(
      db,
      'changeGroup',
      db
        .insert(emailInvitations)
        .values({
          groupId: value('groupId'),
          email: value('email'),
          tokenHash: value('tokenHash'),
          expiresAt: sql`${value('expiresAt')}`,
        })
        .onConflictDoUpdate({
          target: [emailInvitations.groupId, emailInvitations.email],
          set: { tokenHash: excluded('token_hash'), expiresAt: excluded('expires_at') },
        }),
    ),
    forgetInvitations: prepareSweep(db, 'changeGroup', emailInvitations, emailInvitations.expiresAt),
    mailsOrdered: prepareSelect(
      db,
      'changeGroup',
      db
        .select({ mails: mailDays.mails })
        .from(mailDays)
        .where(and(eq(mailDays.userId, value('userId')), eq(mailDays.day, value('day')))),
    ),
    orderMails: prepareWrite(
      db,
      'changeGroup',
      db
        .insert(mailDays)
        .values({ userId: value('userId'), day: value('day'), mails: value('mails') })
        .onConflictDoUpdate({
          target: mailDays.userId,
          set: {
            day: excluded('day'),
            mails: sql`${excluded('mails')} + iif(${mailDays.day} = ${excluded('day')}, ${mailDays.mails}, 0)`,
          },
        }),
    ),
    endEmailInvitation: prepareWrite(
      db,
      'changeGroup',
      db.delete(emailInvitations).where(eq(emailInvitations.tokenHash, value('tokenHash'))),
    ),
    pageRequest: prepareSelect(
      db,
      'changeGroup',
      db
        .select()
        .from(pageRequests)
        .where(eq(pageRequests.groupId, value('groupId'))),
    ),
    website: prepareWrite(
      db,
      'changeGroup',
      db
        .update(pageRequests)
        .set({ organizationWebsite: sql`${value('organizationWebsite')}` })
        .where(eq(pageRequests.groupId, value('groupId'))),
    ),
    review: prepareWrite(
      db,
      'changeGroup',
      db
        .update(pageRequests)
        .set({
          status: sql`${value('status')}`,
          reviewedById: sql`${value('reviewerId')}`,
          reviewedAt: sql`${value('reviewedAt')}`,
        })
        .where(eq(pageRequests.groupId, value('groupId'))),
    ),
    reviewAgain: prepareWrite(
      db,
      'changeGroup',
      db
        .update(pageRequests)
        .set({ status: 'PENDING', submittedAt: sql`${value('submittedAt')}`, reviewedById: null, reviewedAt: null })
        .where(eq(pageRequests.groupId, value('groupId'))),
    ),
    deleteGroup: prepareWrite(db, 'changeGroup', db.delete(groups).where(eq(groups.id, value('id')))),
  };
}

/** Sets these columns, and adds to the counter. */
export function prepareUpdate(db: Database, columns: readonly string[]) {
  const update = db
    .update(groups)
    .set({
      ...Object.fromEntries(
        Object.entries(getTableColumns(groups))
          .filter(([name]) => columns.includes(name))
          .map(([name, column]) => [name, sql`${sql.param(sql.placeholder(name), column)}`]),
      ),
      subscribersCount: sql`${groups.subscribersCount} + ${sql.placeholder('more')}`,
    })
    .where(eq(groups.id, sql.placeholder('groupId')));
  return prepareWrite(db, 'changeGroup', update);
}
