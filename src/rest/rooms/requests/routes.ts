import { approveRequests } from '../../../domain/operations/approve-requests.ts';
import { getMembership } from '../../../domain/operations/get-membership.ts';
import { joinGroup } from '../../../domain/operations/join-group.ts';
import { cancelRequest } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { rejectRequests } from '../../../domain/operations/reject-requests.ts';
import { withUserRefs } from '../../../domain/steps/with-user-refs.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeRoom } from '../ids.ts';
import { decodeMember, decodeMembers } from '../members/decode.ts';
import { encodeDone, encodeMemberPage } from '../members/encode.ts';
import { encodeAsked, encodeStatus } from './encode.ts';

/** Endpoints that the vendor's client has and its definitions lack, so that the answers are Guildhall's choice. */
export const requestRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/:id/join-request',
    name: 'getJoinRequest',
    summary: "The caller's status in a room",
    decode: decodeRoom,
    run: getMembership,
    encode: encodeStatus,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/join-request',
    name: 'askToJoin',
    summary: 'Ask to join a private group that can be seen',
    decode: decodeRoom,
    run: joinGroup,
    encode: encodeAsked,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND', 'TOO_MANY_JOIN_REQUESTS'],
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/join-request',
    name: 'cancelJoinRequest',
    summary: 'Withdraw a request to join',
    decode: decodeRoom,
    run: cancelRequest,
    encode: encodeDone('success'),
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/rooms/:id/join-requests',
    name: 'listJoinRequests',
    summary: 'Who has asked to join',
    decode: decodeMembers('REQUESTED'),
    run: listMembers,
    encode: encodeMemberPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/join-requests/:userId/approve',
    name: 'approveJoinRequest',
    summary: 'Approve a request to join',
    decode: decodeMember,
    run: withUserRefs(approveRequests),
    encode: encodeDone('success'),
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/join-requests/:userId',
    name: 'rejectJoinRequest',
    summary: 'Reject a request to join',
    decode: decodeMember,
    run: withUserRefs(rejectRequests),
    encode: encodeDone('success'),
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
];
