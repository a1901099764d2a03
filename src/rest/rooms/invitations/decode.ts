import { z } from 'zod';
import type { GroupKind } from '../../../domain/group.ts';
import type { PrivateTokenInput } from '../../../domain/operations/accept-by-private-token.ts';
import type { EmailInvitationInput } from '../../../domain/operations/answer-invitation.ts';
import type { InvitedRefsInput } from '../../../domain/operations/user-refs.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { WireRequest } from '../../dialect.ts';
import { fieldReader } from '../../field-reader.ts';
import { roomIdIn } from '../ids.ts';

/** Both lists are documented as required, but callers send one of them. */
export function decodeInvite(request: WireRequest): Result<InvitedRefsInput> {
  const groupId = roomIdIn(request);
  if (!groupId.ok) return groupId;
  const { fields } = request;
  const { read, refuse, unreadable } = fieldReader();
  const userRefs = read('userIds', fields['userIds'], z.array(z.string()));
  const emails = read('emails', fields['emails'], z.array(z.string()));
  if (fields['userIds'] === undefined && fields['emails'] === undefined) refuse('userIds', { reason: 'required' });
  return ok({ groupId: groupId.value, userRefs: userRefs ?? [], emails: emails ?? [], unreadable });
}

export function decodeAnswer(request: WireRequest): Result<EmailInvitationInput> {
  const groupId = roomIdIn(request);
  return groupId.ok ? ok({ groupId: groupId.value, token: request.query.get('token') ?? '' }) : groupId;
}

export function decodePrivateToken(kind: GroupKind) {
  return ({ params }: WireRequest): Result<PrivateTokenInput> =>
    ok({ kind, slug: (params['url'] ?? '').toLowerCase(), token: params['token'] ?? '' });
}
