import { approveRequests } from '../../../domain/operations/approve-requests.ts';
import { getStanding } from '../../../domain/operations/get-standing.ts';
import { joinGroup } from '../../../domain/operations/join-group.ts';
import { cancelRequest } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { rejectRequests } from '../../../domain/operations/reject-requests.ts';
import { withUserRefs } from '../../../domain/operations/user-refs.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeRoom } from '../ids.ts';
import { decodeMember, decodeMembers } from '../members/decode.ts';
import { encodeDone, encodeMemberPage } from '../members/encode.ts';
import { encodeStatus } from './encode.ts';

/** In the vendor's client, but not in its definitions: what is answered here is Guildhall's choice. */
export const requestRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/rooms/:id/join-request', decode: decodeRoom, run: getStanding, encode: encodeStatus }),
  route({
    method: 'POST',
    path: '/rooms/:id/join-request',
    decode: decodeRoom,
    run: joinGroup,
    encode: ({ after }) => encodeStatus(after),
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/join-request',
    decode: decodeRoom,
    run: cancelRequest,
    encode: encodeDone('success'),
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/join-requests',
    decode: decodeMembers('REQUESTED'),
    run: listMembers,
    encode: encodeMemberPage,
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/join-requests/:userId/approve',
    decode: decodeMember,
    run: withUserRefs(approveRequests),
    encode: encodeDone('success'),
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/join-requests/:userId',
    decode: decodeMember,
    run: withUserRefs(rejectRequests),
    encode: encodeDone('success'),
  }),
];
