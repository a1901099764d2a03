import { and, eq, sql } from 'drizzle-orm';
import { foldLines, sortKey } from '../../../domain/folding.ts';
import { CREATOR, INVITEE, initialFields } from '../../../domain/founding.ts';
import type { PlainFields } from '../../../domain/group-fields.ts';
import type { EarlierAnswer, GroupInsertion, IdempotentWrite, NewGroup } from '../../../domain/group-writes.ts';
import { earlierAnswer, rememberedGroup } from '../../../domain/replay.ts';
import { firstFree } from '../../../domain/slug.ts';
import type { Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import type { Write } from '../connection/group-commit.ts';
import { prepareInsert, prepareSelect, prepareWrite } from '../statements/prepared.ts';
import { prepareSweep } from '../statements/sweep.ts';
import { groups, idempotencyKeys, memberships, pageRequests } from '../tables.ts';
import { GROUP, VIEWED, VIEWERS_OWN, viewedGroup } from '../viewed-groups.ts';
import type { ConflictChecks } from './conflicts.ts';

type Creation = Pick<Store, 'insertGroup' | 'findAnswer' | 'claimKey' | 'releaseKey'>;

export function groupCreation(db: Database, write: Write, conflicting: ConflictChecks): Creation {
  const statements = prepareStatements(db);
  /** The keys of writes that are running. */
  const inFlight = new Set<string>();

  const findAnswer = (userId: number, write: IdempotentWrite): EarlierAnswer | null => {
    const kept = statements.answer.get({ userId, operation: write.operation, key: write.key });
    if (kept === undefined) return null;
    const now = statements.group.get({ id: kept.answer.id, viewerId: userId });
    return earlierAnswer(kept, write, now === undefined ? null : viewedGroup(now.group, now));
  };

  const insert = (group: NewGroup, idempotency: IdempotentWrite | null): GroupInsertion => {
    const earlier = idempotency && findAnswer(group.creatorId, idempotency);
    if (earlier) return earlier;

    const given = 'given' in group.slug ? group.slug.given : null;
    const slug = 'given' in group.slug ? group.slug.given : group.slug.base;
    const invitesStrangers = conflicting.unknownUsers(group.inviteUserIds).length > 0;
    const keys = { nameSort: sortKey(group.name), folded: foldLines(group.name, group.description) };
    const createdAt = group.createdAt.getTime();
    const values = { ...group, ...keys, ...initialFields(group), createdAt, lastActivityAt: createdAt };
    let row = invitesStrangers ? undefined : statements.insertGroup.get({ ...values, slug });
    if (row === undefined) {
      const conflicts = conflicting.find({
        exceptId: null,
        nameKey: group.nameKey,
        slug: given,
        userIds: group.inviteUserIds,
      });
      if (conflicts.nameTaken || conflicts.slugTaken || invitesStrangers) return { outcome: 'conflicts', conflicts };
      row = statements.insertGroup.get({ ...values, slug: firstFree(slug, conflicting.isSlugTaken) });
      if (row === undefined) throw new Error(`no slug was free for "${slug}"`);
    }

    statements.insertCreator.run({ ...values, groupId: row.id });
    if (group.inviteUserIds.length > 0) {
      statements.insertInvitations.run({ ...values, groupId: row.id, ids: JSON.stringify(group.inviteUserIds) });
    }
    if (group.organization) {
      statements.insertPageRequest.run({ ...group.organization, ...values, groupId: row.id });
    }
    if (idempotency) {
      statements.forgetAnswers.run({ before: idempotency.forgetBefore.getTime() });
      statements.insertAnswer.run({ ...idempotency, ...values, answer: rememberedGroup(row) });
    }
    return { outcome: 'inserted', group: viewedGroup(row, CREATOR) };
  };

  return {
    async insertGroup(group, idempotency) {
      const insertion = await write(() => insert(group, idempotency));
      return insertion.ok ? insertion.value : { outcome: 'refused', refusal: insertion.refusal };
    },
    findAnswer: async (userId, idempotency) => findAnswer(userId, idempotency),
    async claimKey(userId, idempotency) {
      const running = textOf(userId, idempotency);
      if (inFlight.has(running)) return { claim: 'in_flight' };
      const answer = findAnswer(userId, idempotency);
      if (answer !== null) return { claim: 'answered', answer };
      inFlight.add(running);
      return { claim: 'claimed' };
    },
    async releaseKey(userId, idempotency) {
      inFlight.delete(textOf(userId, idempotency));
    },
  };
}

function textOf(userId: number, { operation, key }: IdempotentWrite): string {
  return `${userId} ${operation} ${key}`;
}

function prepareStatements(db: Database) {
  const value = sql.placeholder;
  return {
    answer: prepareSelect(
      db,
      'findAnswer',
      db
        .select()
        .from(idempotencyKeys)
        .where(
          and(
            eq(idempotencyKeys.userId, value('userId')),
            eq(idempotencyKeys.operation, value('operation')),
            eq(idempotencyKeys.key, value('key')),
          ),
        ),
    ),
    insertGroup: prepareInsert(
      db,
      'insertGroup',
      db
        .insert(groups)
        .values({
          kind: value('kind'),
          name: value('name'),
          nameKey: value('nameKey'),
          nameSort: value('nameSort'),
          folded: value('folded'),
          slug: value('slug'),
          description: value('description'),
          color: value('color'),
          privacy: value('privacy'),
          visible: value('visible'),
          active: value('active'),
          verified: value('verified'),
          country: value('country'),
          hideJoinButton: value('hideJoinButton'),
          image: value('image'),
          coverImage: value('coverImage'),
          coverImagePosition: value('coverImagePosition'),
          subscribersCount: value('subscribersCount'),
          createdAt: sql`${value('createdAt')}`,
          lastActivityAt: sql`${value('lastActivityAt')}`,
          privateToken: value('privateToken'),
          createdById: value('createdById'),
          managedById: value('managedById'),
        } satisfies Record<keyof PlainFields, unknown> & Record<string, unknown>)
        .onConflictDoNothing()
        .returning(GROUP),
      GROUP,
    ),
    insertCreator: prepareWrite(
      db,
      'insertGroup',
      db.insert(memberships).values({
        groupId: value('groupId'),
        userId: value('creatorId'),
        status: CREATOR.status,
        admin: CREATOR.admin,
        since: sql`${value('createdAt')}`,
      }),
    ),
    insertInvitations: prepareWrite(
      db,
      'insertGroup',
      db.insert(memberships).select(
        sql`select ${value('groupId')}, value, ${INVITEE.status}, ${Number(INVITEE.admin)}, ${value('createdAt')}
              from json_each(${value('ids')})`,
      ),
    ),
    insertPageRequest: prepareWrite(
      db,
      'insertGroup',
      db.insert(pageRequests).values({
        groupId: value('groupId'),
        status: 'PENDING',
        jobTitle: value('jobTitle'),
        contactNumber: value('contactNumber'),
        organizationName: value('organizationName'),
        organizationWebsite: value('organizationWebsite'),
        purpose: value('purpose'),
        additionalDetails: value('additionalDetails'),
        submittedAt: sql`${value('createdAt')}`,
      }),
    ),
    group: prepareSelect(
      db,
      'findAnswer',
      db
        .select(VIEWED)
        .from(groups)
        .leftJoin(memberships, VIEWERS_OWN)
        .where(eq(groups.id, value('id'))),
    ),
    forgetAnswers: prepareSweep(db, 'insertGroup', idempotencyKeys, idempotencyKeys.createdAt),
    insertAnswer: prepareWrite(
      db,
      'insertGroup',
      db
        .insert(idempotencyKeys)
        .values({
          userId: value('creatorId'),
          operation: value('operation'),
          key: value('key'),
          fingerprint: value('fingerprint'),
          answer: value('answer'),
          createdAt: sql`${value('createdAt')}`,
        })
        // The row may hold a key that is forgotten and not yet removed.
        .onConflictDoUpdate({
          target: [idempotencyKeys.userId, idempotencyKeys.operation, idempotencyKeys.key],
          set: {
            fingerprint: sql`excluded.fingerprint`,
            answer: sql`excluded.answer`,
            createdAt: sql`excluded.created_at`,
          },
        }),
    ),
  };
}
