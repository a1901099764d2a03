import { isActivity } from '../../../domain/activity.ts';
import { foldLines, sortKey } from '../../../domain/folding.ts';
import type { Group, ViewedGroup } from '../../../domain/group.ts';
import type {
  GroupChange,
  GroupChangeOutcome,
  GroupDecision,
  GroupFieldsChange,
  GroupState,
} from '../../../domain/group-writes.ts';
import { type Membership, sinceWhen } from '../../../domain/membership.ts';
import type { Store } from '../../../domain/store.ts';
import type { Database } from '../connection/database.ts';
import type { Write } from '../connection/group-commit.ts';
import { preparedOnce } from '../statements/keyset.ts';
import { viewedGroup } from '../viewed-groups.ts';
import { changeGroupStatements, prepareUpdate } from './change-group-statements.ts';
import type { ConflictChecks } from './conflicts.ts';

type Target = Parameters<Store['changeGroup']>[0];

/**
 * Changes a group in one atomic step: reads its state, lets the domain decide, and writes what was decided. Other writers
 * are kept out from the first read to the last write, so that no decision is about a state that has passed.
 */
export function groupChanges(db: Database, write: Write, conflicting: ConflictChecks): Pick<Store, 'changeGroup'> {
  const statements = changeGroupStatements(db);
  const updates = preparedOnce<ReturnType<typeof prepareUpdate>>();

  const read = ({ id, viewerId }: Target) => {
    const row = statements.group.get({ id, viewerId });
    return row && viewedGroup(row.group, row);
  };

  const membershipsOf = ({ userIds }: Target, groupId: number): Pick<GroupState, 'memberships' | 'unknownUserIds'> => {
    if (userIds.length === 0) return { memberships: new Map(), unknownUserIds: [] };
    const ids = JSON.stringify(userIds);
    const rows = statements.memberships.all({ ids, groupId });
    const known = new Set(statements.knownUsers.all({ ids }).map(({ id }) => id));
    return {
      memberships: new Map(rows.map(({ userId, status, admin }) => [userId, { status, admin }])),
      unknownUserIds: userIds.filter((id) => !known.has(id)),
    };
  };

  const stateOf = (target: Target, group: ViewedGroup): GroupState => ({
    group,
    ...membershipsOf(target, group.id),
    emailInvitation:
      target.tokenHash === undefined
        ? null
        : (statements.emailInvitation.get({ groupId: group.id, tokenHash: target.tokenHash }) ?? null),
    pageRequest: group.kind === 'PAGE' ? (statements.pageRequest.get({ groupId: group.id }) ?? null) : null,
    mailsOrdered:
      target.mailDay === undefined
        ? 0
        : (statements.mailsOrdered.get({ userId: target.viewerId, day: target.mailDay })?.mails ?? 0),
    requests:
      target.requestsUpTo === undefined || group.viewerMembership !== null
        ? 0
        : (statements.requests.get({ groupId: group.id, upTo: target.requestsUpTo })?.count ?? 0),
  });

  /** Returns by how much the number of members grows: the counter moves by what really changed. */
  const changeMembership = (groupId: number, userId: number, to: Membership | null, now: Date): number => {
    const before = statements.membership.get({ groupId, userId });
    if (to === null) statements.endMembership.run({ groupId, userId });
    else {
      const since = sinceWhen(before, to, now).getTime();
      statements.setMembership.run({ groupId, userId, status: to.status, admin: to.admin, since });
    }
    return Number(to?.status === 'SUBSCRIBED') - Number(before?.status === 'SUBSCRIBED');
  };

  /** Returns how many of those who had asked to join are members now. */
  const endRequests = (groupId: number, requests: GroupChange['requests'], now: Date): number => {
    if (requests === 'admit') return statements.admitRequests.run({ groupId, now: now.getTime() }).changes;
    if (requests === 'drop') statements.dropRequests.run({ groupId });
    return 0;
  };

  const apply = ({ id: groupId, name, description }: Group, change: GroupChange, now: Date) => {
    const { memberships = new Map(), requests, fields = {}, managedById } = change;
    const steps = [...memberships].map(([userId, to]) => changeMembership(groupId, userId, to, now));
    const admitted = endRequests(groupId, requests, now);
    const more = steps.reduce((sum, step) => sum + step, admitted);
    const isActive = isActivity(change, steps.filter((step) => step > 0).length + admitted);
    if (more === 0 && !isActive) return;
    const changed = {
      ...fields,
      ...keysOf({ name, description }, fields),
      ...(managedById !== undefined && { managedById }),
      ...(isActive && { lastActivityAt: now }),
    };
    const columns = Object.keys(changed).sort();
    updates(columns.join(), () => prepareUpdate(db, columns)).run({ ...changed, groupId, more });
  };

  const applyInvitations = (
    { id, tokenHash, viewerId, mailDay }: Target,
    { emailInvitations = [], invitationUsed, mails }: GroupChange,
    now: number,
  ) => {
    if (emailInvitations.length > 0) statements.forgetInvitations.run({ before: now });
    if (mails !== undefined && mailDay !== undefined) {
      statements.orderMails.run({ userId: viewerId, day: mailDay, mails });
    }
    for (const invitation of emailInvitations) {
      statements.inviteByEmail.run({ ...invitation, groupId: id, expiresAt: invitation.expiresAt.getTime() });
    }
    if (invitationUsed) statements.endEmailInvitation.run({ tokenHash });
  };

  const change = (target: Target, decide: GroupDecision, now: Date): GroupChangeOutcome => {
    const before = read(target);
    if (before === undefined) return { outcome: 'absent' };
    const decision = decide(stateOf(target, before));
    if (!decision.ok) return { outcome: 'refused', refusal: decision.refusal };

    const { fields, deleted, review, reviewAgain, organizationWebsite } = decision.value;
    const conflicts = conflicting.find({
      exceptId: target.id,
      nameKey: fields?.nameKey ?? null,
      slug: fields?.slug ?? null,
      userIds: [],
    });
    if (conflicts.nameTaken || conflicts.slugTaken) return { outcome: 'conflicts', conflicts };

    if (deleted) {
      statements.deleteGroup.run({ id: target.id });
      return { outcome: 'changed', before, after: before };
    }
    apply(before, decision.value, now);
    applyInvitations(target, decision.value, now.getTime());
    if (organizationWebsite !== undefined) statements.website.run({ groupId: target.id, organizationWebsite });
    if (review) statements.review.run({ groupId: target.id, ...review, reviewedAt: now.getTime() });
    if (reviewAgain) statements.reviewAgain.run({ groupId: target.id, submittedAt: now.getTime() });
    return { outcome: 'changed', before, after: read(target) ?? before };
  };

  return {
    async changeGroup(target, decide, now) {
      const changed = await write(() => change(target, decide, now));
      return changed.ok ? changed.value : { outcome: 'refused', refusal: changed.refusal };
    },
  };
}

/** The keys that a group is found by and ordered by, where they change. */
function keysOf(had: Pick<Group, 'name' | 'description'>, { name, description }: GroupFieldsChange) {
  return {
    ...(name !== undefined && { nameSort: sortKey(name) }),
    ...((name ?? description) !== undefined && {
      folded: foldLines(name ?? had.name, description ?? had.description),
    }),
  };
}
