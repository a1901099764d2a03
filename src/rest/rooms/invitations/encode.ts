import type { Acceptance } from '../../../domain/operations/accept-by-private-token.ts';
import type { InviteStatuses } from '../../../domain/operations/invite-people.ts';
import type { WireAnswer } from '../../dialect.ts';

export function encodeInvited(statuses: InviteStatuses): WireAnswer {
  return { status: 200, body: { invited: true, inviteStatus: Object.fromEntries(statuses) } };
}

export function encodeAccepted(): WireAnswer {
  return { status: 200, body: { accepted: true } };
}

export function encodeRejected(): WireAnswer {
  return { status: 200, body: { rejected: true } };
}

export function encodeLetIn({ groupId, isNewMember }: Acceptance): WireAnswer {
  return { status: 200, body: { roomId: groupId, success: true, isNewMember } };
}
