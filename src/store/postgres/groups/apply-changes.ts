import { foldLines, sortKey } from '../../../domain/folding.ts';
import type { ViewedGroup } from '../../../domain/group.ts';
import type { GroupChange } from '../../../domain/group-writes.ts';
import { allColumnsOf, columnsOf, type Runner } from '../statements/prepared.ts';
import {
  ADMIT_REQUESTS,
  CHANGED_VALUES,
  DELETE_GROUPS,
  DROP_REQUESTS,
  END_EMAIL_INVITATIONS,
  END_MEMBERSHIPS,
  FORGET_INVITATIONS,
  INVITE_BY_EMAIL,
  ORDER_MAILS,
  REVIEW,
  REVIEW_AGAIN,
  SET_COUNTERS,
  SET_GROUPS,
  SET_MEMBERSHIPS,
  SET_TEXTS,
  SET_WEBSITE,
} from './change-group-statements.ts';
import { type Decided, type Effect, effectOf, movesOf } from './group-after.ts';
import { type LockedState, type Move, pairOf, readMemberships } from './group-states.ts';

/**
 * Writes what was decided about the groups of a batch, one statement with many rows for each table. The invariant: the
 * counter of a group moves by what really changed in its memberships, which the group's lock keeps others from changing.
 */

/** A change with its effect, where that is known before anything is written; only such ones share a group. */
export interface ChangeToWrite extends Decided {
  readonly effect: Effect | null;
}

/** Writes these changes; gives each group as its viewer sees it afterwards. */
export async function writeChanges<One extends ChangeToWrite>(
  on: Runner,
  decided: readonly One[],
  locked: LockedState,
): Promise<ReadonlyMap<One, ViewedGroup>> {
  if (decided.length === 0) return new Map();
  const deleted = decided.filter(({ change }) => change.deleted);
  const kept = decided.filter(({ change }) => !change.deleted);
  const [, before] = await Promise.all([
    deleted.length > 0 && DELETE_GROUPS.run(on, { ids: deleted.map(({ target }) => target.id) }),
    membershipsBefore(on, kept, locked),
  ]);
  const moved = kept.map((one) => ({ one, moves: one.effect?.moves ?? movesOf(one, before) }));
  // In this order: requests that are answered one by one are none any more.
  const [, admitted] = await Promise.all([
    moveMembers(
      on,
      moved.flatMap(({ moves }) => moves),
    ),
    endRequests(on, kept),
  ]);

  const changes = moved.map(({ one, moves }) => {
    const { after, isChanged } = one.effect ?? effectOf(one, moves, admitted.get(one.target.id) ?? 0);
    return { one, after, isChanged };
  });
  await Promise.all([
    setGroups(on, lastOfEachGroup(changes.filter(({ isChanged }) => isChanged))),
    writeInvitations(on, kept),
    writeReviews(on, kept),
  ]);
  return new Map(changes.map(({ one, after }) => [one, after]));
}

/** Reads the memberships that are to change and were no part of the question. */
async function membershipsBefore(on: Runner, kept: readonly ChangeToWrite[], locked: LockedState) {
  const pairs = kept.flatMap(({ target: { id, viewerId, userIds }, change: { memberships = new Map() } }) => {
    const asked = new Set([viewerId, ...userIds]);
    return [...memberships.keys()]
      .filter((userId: number) => !asked.has(userId))
      .map((userId: number) => ({ groupId: id, userId }));
  });
  const read = await readMemberships(on, pairs);
  return (groupId: number, userId: number) => locked.membershipOf(groupId, userId) ?? read.get(pairOf(groupId, userId));
}

/** Writes where each user stands after the last of their moves in a group. */
async function moveMembers(on: Runner, moves: readonly Move[]): Promise<void> {
  const last = [...new Map(moves.map((move) => [pairOf(move.groupId, move.userId), move])).values()];
  const ended = last.filter(({ before, after }) => after === null && before !== undefined);
  const set = last.flatMap(({ after }) => after ?? []);
  await Promise.all([
    ended.length > 0 && END_MEMBERSHIPS.run(on, columnsOf(['groupId', 'userId'], ended)),
    set.length > 0 && SET_MEMBERSHIPS.run(on, columnsOf(['groupId', 'userId', 'status', 'admin', 'since'], set)),
  ]);
}

/** Admits or drops requests; gives how many of those who had asked to join each group are members now. */
async function endRequests(on: Runner, kept: readonly Decided[]): Promise<ReadonlyMap<number, number>> {
  const admitting = kept.filter(({ change }) => change.requests === 'admit');
  const dropping = kept.filter(({ change }) => change.requests === 'drop');
  const rows = admitting.map(({ target, now }) => ({ groupId: target.id, since: now }));
  const [counts] = await Promise.all([
    rows.length === 0 ? [] : ADMIT_REQUESTS.all(on, columnsOf(['groupId', 'since'], rows)),
    dropping.length > 0 && DROP_REQUESTS.run(on, { ids: dropping.map(({ target }) => target.id) }),
  ]);
  return new Map(counts.map(({ groupId, count }) => [groupId, count]));
}

/** Each group as the last of its changes leaves it. */
function lastOfEachGroup<One extends { readonly after: ViewedGroup }>(changes: readonly One[]): One[] {
  return [...new Map(changes.map((change) => [change.after.id, change])).values()];
}

async function setGroups(
  on: Runner,
  changes: readonly { readonly one: Decided; readonly after: ViewedGroup }[],
): Promise<void> {
  const isWhole = ({ one: { change } }: { readonly one: Decided }) =>
    change.fields !== undefined || change.managedById !== undefined;
  const counters = changes.filter((change) => !isWhole(change)).map(({ after }) => after);
  const whole = changes.filter(isWhole).map(({ one, after }) => ({
    ...after,
    nameKey: one.change.fields?.nameKey === undefined ? one.nameKey : one.change.fields.nameKey,
    nameSort: sortKey(after.name),
  }));
  const texts = changes
    .filter(({ one: { change } }) => (change.fields?.name ?? change.fields?.description) !== undefined)
    .map(({ after }) => ({ groupId: after.id, folded: foldLines(after.name, after.description) }));
  await Promise.all([
    counters.length > 0 && SET_COUNTERS.run(on, columnsOf(['id', 'subscribersCount', 'lastActivityAt'], counters)),
    whole.length > 0 && SET_GROUPS.run(on, allColumnsOf(CHANGED_VALUES, whole)),
    texts.length > 0 && SET_TEXTS.run(on, columnsOf(['groupId', 'folded'], texts)),
  ]);
}

async function writeInvitations(on: Runner, kept: readonly Decided[]): Promise<void> {
  const invitations = kept.flatMap(({ target, change }) => lastOfEach(target.id, change));
  const used = kept.flatMap(({ target, change }) => (change.invitationUsed ? (target.tokenHash ?? []) : []));
  const mails = kept.flatMap(({ target: { viewerId, mailDay }, change }) =>
    change.mails === undefined || mailDay === undefined
      ? []
      : [{ userId: viewerId, day: mailDay, mails: change.mails }],
  );
  await Promise.all([
    invitations.length > 0 && FORGET_INVITATIONS.run(on, { before: kept[0]?.now ?? new Date() }),
    mails.length > 0 && ORDER_MAILS.run(on, columnsOf(['userId', 'day', 'mails'], mails)),
    invitations.length > 0 &&
      INVITE_BY_EMAIL.run(on, columnsOf(['groupId', 'email', 'tokenHash', 'expiresAt'], invitations)),
    used.length > 0 && END_EMAIL_INVITATIONS.run(on, { tokenHashes: used }),
  ]);
}

/** The last invitation to each address, which replaces those before it. */
function lastOfEach(groupId: number, { emailInvitations = [] }: GroupChange) {
  const byEmail = new Map(emailInvitations.map((invitation) => [invitation.email, { ...invitation, groupId }]));
  return [...byEmail.values()];
}

async function writeReviews(on: Runner, kept: readonly Decided[]): Promise<void> {
  await Promise.all(
    kept.flatMap(({ target: { id: groupId }, change: { organizationWebsite, review, reviewAgain }, now }) => [
      organizationWebsite !== undefined && SET_WEBSITE.run(on, { groupId, organizationWebsite }),
      review && REVIEW.run(on, { groupId, ...review, now }),
      reviewAgain && REVIEW_AGAIN.run(on, { groupId, now }),
    ]),
  );
}
