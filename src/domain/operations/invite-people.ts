import type { Deps } from '../deps.ts';
import { isEmail } from '../email.ts';
import type { InvalidField } from '../errors.ts';
import { canAdminister } from '../group.ts';
import { MAX_INVITATIONS } from '../group-fields.ts';
import type { GroupState } from '../group-writes.ts';
import type { Membership } from '../membership.ts';
import { ok, type Result, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Viewer } from '../viewer.ts';

const DAY_MS = 24 * 3_600_000;
const VALID_MS = 14 * DAY_MS;
/** Mails that one call sends, all at the same time. */
const MAX_MAILS = 20;

export interface InvitePeopleInput {
  readonly groupId: number;
  /** The ids of users by the texts that the caller named them with; null when a text names nobody. */
  readonly users: ReadonlyMap<string, number | null>;
  readonly emails: readonly string[];
  readonly unreadable?: readonly InvalidField[];
}

/** The outcome of each invitation by the text that named it; false when a mail could not be sent. */
export type InviteStatuses = ReadonlyMap<string, boolean | 'already_a_member'>;

/** Invites users, and people by a mail with a token of their own: all of them or none. */
export async function invitePeople(
  deps: Deps,
  viewer: Viewer | null,
  input: InvitePeopleInput,
): Promise<Result<InviteStatuses>> {
  const now = deps.now().getTime();
  const mailDay = Math.floor(now / DAY_MS);
  const expiresAt = new Date(now + VALID_MS);
  // One mail to each address, whatever its case; its outcome is told by the text that was given.
  const given = new Map(input.emails.map((text) => [text.trim().toLowerCase(), text]));
  const mails = [...given.keys()].map((email) => ({ email, token: deps.newToken(), expiresAt }));
  const statuses = new Map<string, boolean | 'already_a_member'>();

  const userIds = [...input.users.values()].filter((id) => id !== null);
  const target = { groupId: input.groupId, scope: 'room.invite', userIds, mailDay } as const;
  const changed = await changeGroup(deps, viewer, target, (state, me) => {
    if (!canAdminister(state.group, me)) return refuse({ code: 'FORBIDDEN', action: 'invite' });
    const invalid = checkPeople(input, state);
    if (invalid.length > 0) return refuse({ code: 'INVALID', fields: invalid });
    const left = Math.max(0, deps.mailsPerDay - state.mailsOrdered);
    if (mails.length > left) {
      const retryAfter = Math.ceil(((mailDay + 1) * DAY_MS - now) / 1_000);
      return refuse({ code: 'TOO_MANY_MAILS', limit: deps.mailsPerDay, left, retryAfter });
    }

    const memberships = new Map<number, Membership>();
    for (const [name, id] of input.users) {
      const membership = id === null ? undefined : state.memberships.get(id);
      statuses.set(name, membership?.status === 'SUBSCRIBED' ? 'already_a_member' : true);
      if (id === null || membership?.status === 'SUBSCRIBED' || membership?.status === 'INVITED') continue;
      memberships.set(id, { status: membership === undefined ? 'INVITED' : 'SUBSCRIBED', admin: false });
    }
    const emailInvitations = mails.map(({ token, ...mail }) => ({ ...mail, tokenHash: deps.digest(token) }));
    return ok({ memberships, emailInvitations, ...(mails.length > 0 && { mails: mails.length }) });
  });
  if (!changed.ok) return changed;

  const { after } = changed.value;
  const [inviter] = await deps.store.findUsers(viewer ? [viewer.userId] : []);
  const inviterName = inviter?.realName || inviter?.username || '';
  const group = { groupId: after.id, groupName: after.name, inviterName };
  await Promise.all(
    mails.map(async ({ email, ...mail }) => {
      const sent = await deps.mailer.sendInvitation({ ...mail, ...group, to: email });
      statuses.set(given.get(email) ?? email, sent);
    }),
  );
  return ok(statuses);
}

function checkPeople(input: InvitePeopleInput, { unknownUserIds }: GroupState): InvalidField[] {
  const unknown = new Set<number | null>([null, ...unknownUserIds]);
  const invalid: InvalidField[] = [...(input.unreadable ?? [])];
  for (const [item, [id, userId]] of [...input.users].entries()) {
    if (unknown.has(userId)) invalid.push({ field: 'userIds', reason: 'does_not_exist', id, item });
  }
  for (const [item, email] of input.emails.entries()) {
    if (!isEmail(email.trim())) invalid.push({ field: 'emails', reason: 'invalid', cause: 'format', item });
  }
  if (input.emails.length > MAX_MAILS) invalid.push({ field: 'emails', reason: 'max_length', limit: MAX_MAILS });
  if (input.users.size > MAX_INVITATIONS) {
    invalid.push({ field: 'userIds', reason: 'max_length', limit: MAX_INVITATIONS });
  }
  return invalid;
}
