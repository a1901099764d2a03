import { z } from 'zod';
import type { GroupKind } from '../../../domain/group.ts';
import { MAX_INVITATIONS } from '../../../domain/group-fields.ts';
import type { PrivateTokenInput } from '../../../domain/operations/accept-by-private-token.ts';
import type { EmailInvitationInput } from '../../../domain/operations/answer-invitation.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { InvitedRefsInput } from '../../../domain/steps/with-user-refs.ts';
import { decoder, needed, optional } from '../../decoder.ts';
import { fieldReader } from '../../field-reader.ts';
import { SAMPLE_TOKEN } from '../../samples.ts';
import { roomIdIn, roomParams, urls } from '../ids.ts';

const text = z.string();
const texts = z.array(text);
const maxItems = MAX_INVITATIONS;
const invited = {
  userIds: optional(texts, { maxItems, description: 'OpenID subjects, or numbers of community users.' }),
  emails: optional(texts, { maxItems }),
};

/** Reads an invitation. Both lists are documented as required, but callers send one of them. */
export const decodeInvite = decoder({ params: roomParams, body: invited }, (request): Result<InvitedRefsInput> => {
  const groupId = roomIdIn(request);
  if (!groupId.ok) return groupId;
  const { fields } = request;
  const { read, refuse, unreadable } = fieldReader(invited, (name) => fields[name]);
  const userRefs = read('userIds', 'userIds');
  const emails = read('emails', 'emails');
  if (fields['userIds'] === undefined && fields['emails'] === undefined) refuse('userIds', { reason: 'required' });
  return ok({ groupId: groupId.value, userRefs: userRefs ?? [], emails: emails ?? [], unreadable });
});

const invitation = { token: needed(text, { description: 'Of the invitation.', example: SAMPLE_TOKEN }) };

export const decodeAnswer = decoder(
  { params: roomParams, query: invitation },
  (request): Result<EmailInvitationInput> => {
    const groupId = roomIdIn(request);
    return groupId.ok ? ok({ groupId: groupId.value, token: request.query.get('token') ?? '' }) : groupId;
  },
);

const token = needed(text, { description: 'The private token of the group or page.', example: SAMPLE_TOKEN });

export const decodePrivateToken = (kind: GroupKind) =>
  decoder({ params: { url: urls[kind], token } }, ({ params }): Result<PrivateTokenInput> => {
    return ok({ kind, slug: params['url'] ?? '', token: params['token'] ?? '' });
  });
