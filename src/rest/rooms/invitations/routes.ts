import { acceptByPrivateToken } from '../../../domain/operations/accept-by-private-token.ts';
import { acceptInvitation, rejectInvitation } from '../../../domain/operations/answer-invitation.ts';
import { invitePeople } from '../../../domain/operations/invite-people.ts';
import { withInvitedRefs } from '../../../domain/steps/with-user-refs.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeAnswer, decodeInvite, decodePrivateToken } from './decode.ts';
import { encodeAccepted, encodeInvited, encodeLetIn, encodeRejected } from './encode.ts';

export const invitationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/rooms/:id/invite',
    name: 'invite',
    summary: 'Invite users, and other people by mail',
    example: { userIds: ['9'], emails: ['bo@example.org'] },
    decode: decodeInvite,
    run: withInvitedRefs(invitePeople),
    encode: encodeInvited,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND', 'TOO_MANY_MAILS'],
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/accept-invite',
    name: 'acceptInvitation',
    summary: 'Accept an invitation by mail',
    changes: true,
    decode: decodeAnswer,
    run: acceptInvitation,
    encode: encodeAccepted,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND', 'BAD_INVITATION'],
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/reject-invite',
    name: 'rejectInvitation',
    summary: 'Decline an invitation by mail',
    changes: true,
    decode: decodeAnswer,
    run: rejectInvitation,
    encode: encodeRejected,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND', 'BAD_INVITATION'],
  }),
  route({
    method: 'GET',
    path: '/rooms/group/:url/accept/:token',
    name: 'acceptByGroupToken',
    summary: 'Join a group by its private address',
    changes: true,
    decode: decodePrivateToken('GROUP'),
    run: acceptByPrivateToken,
    encode: encodeLetIn,
    refuses: ['INSUFFICIENT_SCOPE', 'BAD_INVITATION'],
  }),
  route({
    method: 'GET',
    path: '/rooms/page/:url/accept/:token',
    name: 'acceptByPageToken',
    summary: 'Join a page by its private address',
    changes: true,
    decode: decodePrivateToken('PAGE'),
    run: acceptByPrivateToken,
    encode: encodeLetIn,
    refuses: ['INSUFFICIENT_SCOPE', 'BAD_INVITATION'],
  }),
];
