import { acceptByPrivateToken } from '../../../domain/operations/accept-by-private-token.ts';
import { acceptInvitation, rejectInvitation } from '../../../domain/operations/answer-invitation.ts';
import { invitePeople } from '../../../domain/operations/invite-people.ts';
import { withInvitedRefs } from '../../../domain/operations/user-refs.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeAnswer, decodeInvite, decodePrivateToken } from './decode.ts';
import { encodeAccepted, encodeInvited, encodeLetIn, encodeRejected } from './encode.ts';

/** Those that answer an invitation are GETs that change something, as the vendor has them. */
export const invitationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/rooms/:id/invite',
    decode: decodeInvite,
    run: withInvitedRefs(invitePeople),
    encode: encodeInvited,
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/accept-invite',
    decode: decodeAnswer,
    run: acceptInvitation,
    encode: encodeAccepted,
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/reject-invite',
    decode: decodeAnswer,
    run: rejectInvitation,
    encode: encodeRejected,
  }),
  route({
    method: 'GET',
    path: '/rooms/group/:url/accept/:token',
    decode: decodePrivateToken('GROUP'),
    run: acceptByPrivateToken,
    encode: encodeLetIn,
  }),
  route({
    method: 'GET',
    path: '/rooms/page/:url/accept/:token',
    decode: decodePrivateToken('PAGE'),
    run: acceptByPrivateToken,
    encode: encodeLetIn,
  }),
];
