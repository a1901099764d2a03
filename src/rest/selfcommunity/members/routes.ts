import type { Deps } from '../../../domain/deps.ts';
import { addMembers } from '../../../domain/operations/add-members.ts';
import { cancelInvitations } from '../../../domain/operations/cancel-invitations.ts';
import type { UsersInput } from '../../../domain/operations/change-standings.ts';
import { getStanding } from '../../../domain/operations/get-standing.ts';
import { inviteToGroup } from '../../../domain/operations/invite-to-group.ts';
import { joinGroup } from '../../../domain/operations/join-group.ts';
import { leaveGroup } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { removeMembersAndRequests } from '../../../domain/operations/remove-members.ts';
import { suggestUsers } from '../../../domain/operations/suggest-users.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeGroupId } from '../groups/decode.ts';
import { encodeDone, encodeStatus } from '../groups/encode.ts';
import { decodeMembers, decodeSuggestions, decodeUser, decodeUsers } from './decode.ts';
import { encodeMemberPage, encodeUserPage } from './encode.ts';

export const memberRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/group/:id/subscribe/',
    decode: decodeMembers('SUBSCRIBED'),
    run: listMembers,
    encode: encodeMemberPage,
  }),
  route({ method: 'POST', path: '/group/:id/subscribe/', decode: decodeUsers, run: subscribe, encode: encodeDone }),
  route({ method: 'DELETE', path: '/group/:id/subscribe/', decode: decodeUser, run: unsubscribe, encode: encodeDone }),
  route({
    method: 'GET',
    path: '/group/:id/request_subscribe/',
    decode: decodeMembers('REQUESTED'),
    run: listMembers,
    encode: encodeMemberPage,
  }),
  route({
    method: 'GET',
    path: '/group/:id/invite/',
    decode: decodeMembers('INVITED'),
    run: listMembers,
    encode: encodeMemberPage,
  }),
  route({ method: 'POST', path: '/group/:id/invite/', decode: decodeUsers, run: inviteToGroup, encode: encodeDone }),
  route({
    method: 'DELETE',
    path: '/group/:id/invite/',
    decode: decodeUsers,
    run: cancelInvitations,
    encode: encodeDone,
  }),
  route({ method: 'GET', path: '/group/:id/status/', decode: decodeGroupId, run: getStanding, encode: encodeStatus }),
  route({
    method: 'GET',
    path: '/group/:id/user/',
    decode: decodeSuggestions,
    run: suggestUsers,
    encode: encodeUserPage,
  }),
  route({ method: 'GET', path: '/group/user/', decode: decodeSuggestions, run: suggestUsers, encode: encodeUserPage }),
];

/** One call for two things: to join, and with `users` to make others join. */
function subscribe(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const namesUsers = (input.userIds ?? []).length > 0 || (input.unreadable ?? []).length > 0;
  return namesUsers ? addMembers(deps, viewer, input) : joinGroup(deps, viewer, input);
}

/** One call for two things: to leave, and with `user` to remove someone; oneself is leaving, too. */
function unsubscribe(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const namesUser = input.userIds !== null || (input.unreadable ?? []).length > 0;
  const isOneself = input.userIds?.[0] === viewer?.userId;
  return namesUser && !isOneself ? removeMembersAndRequests(deps, viewer, input) : leaveGroup(deps, viewer, input);
}
