/**
 * The endpoints of a group's members in SelfCommunity's API. Each ties a decoder, an operation and an encoder whose
 * types fit.
 */

import type { Deps } from '../../../domain/deps.ts';
import { addMembers } from '../../../domain/operations/add-members.ts';
import { cancelInvitations } from '../../../domain/operations/cancel-invitations.ts';
import { getMembership } from '../../../domain/operations/get-membership.ts';
import { inviteToGroup } from '../../../domain/operations/invite-to-group.ts';
import { joinGroup } from '../../../domain/operations/join-group.ts';
import { leaveGroup } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { endMemberships } from '../../../domain/operations/remove-members.ts';
import { suggestUsers } from '../../../domain/operations/suggest-users.ts';
import type { UsersInput } from '../../../domain/steps/change-memberships.ts';
import { PAGE_OF_MEMBERS, PAGE_OF_USERS, withProfiles } from '../../../domain/steps/with-profiles.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { encodeNothing } from '../../encoder.ts';
import { decodeGroupId } from '../groups/decode.ts';
import { encodeStatus } from '../groups/encode.ts';
import {
  decodeMembers,
  decodeSubscribe,
  decodeSuggestions,
  decodeSuggestionsFor,
  decodeUser,
  decodeUsers,
} from './decode.ts';
import { encodeUserPage } from './encode.ts';

export const memberRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/group/:id/subscribe/',
    name: 'listMembers',
    summary: 'The members of a group',
    description: 'Only members can list those of a private group.',
    anonymous: true,
    decode: decodeMembers('SUBSCRIBED'),
    run: withProfiles(listMembers, PAGE_OF_MEMBERS),
    encode: encodeUserPage,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/group/:id/subscribe/',
    name: 'subscribe',
    summary: 'Join a group, ask to join it, or subscribe others',
    description:
      'Joins a public group, and a private one by invitation; else asks to join a private group. With `users`, the manager subscribes others.',
    decode: decodeSubscribe,
    run: subscribe,
    encode: encodeNothing,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND', 'TOO_MANY_JOIN_REQUESTS'],
  }),
  route({
    method: 'DELETE',
    path: '/group/:id/subscribe/',
    name: 'unsubscribe',
    summary: 'Leave a group, withdraw a request to join, or remove a member',
    description: 'With `user`, also rejects their request to join, or cancels their invitation.',
    decode: decodeUser,
    run: unsubscribe,
    encode: encodeNothing,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/request_subscribe/',
    name: 'listRequests',
    summary: 'Who has asked to join a group',
    decode: decodeMembers('REQUESTED'),
    run: withProfiles(listMembers, PAGE_OF_MEMBERS),
    encode: encodeUserPage,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/invite/',
    name: 'listInvited',
    summary: 'Who is invited to a group',
    decode: decodeMembers('INVITED'),
    run: withProfiles(listMembers, PAGE_OF_MEMBERS),
    encode: encodeUserPage,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/group/:id/invite/',
    name: 'invite',
    summary: 'Invite users, or accept their requests to join',
    example: { users: [9] },
    decode: decodeUsers,
    run: inviteToGroup,
    encode: encodeNothing,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'DELETE',
    path: '/group/:id/invite/',
    name: 'cancelInvitations',
    summary: 'Cancel invitations',
    example: { users: [9] },
    decode: decodeUsers,
    run: cancelInvitations,
    encode: encodeNothing,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/status/',
    name: 'getStatus',
    summary: "The caller's status in a group",
    decode: decodeGroupId,
    run: getMembership,
    encode: encodeStatus,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/user/',
    name: 'suggestUsersFor',
    summary: 'Users who could be invited to a group',
    decode: decodeSuggestionsFor,
    run: withProfiles(suggestUsers, PAGE_OF_USERS),
    encode: encodeUserPage,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/user/',
    name: 'suggestUsers',
    summary: 'Users who could be invited to a new group',
    decode: decodeSuggestions,
    run: withProfiles(suggestUsers, PAGE_OF_USERS),
    encode: encodeUserPage,
    refuses: ['INSUFFICIENT_SCOPE'],
  }),
];

/** Joins the caller, or with `users` subscribes others: one call does both in this API. */
function subscribe(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const namesUsers = (input.userIds ?? []).length > 0 || (input.unreadable ?? []).length > 0;
  return namesUsers ? addMembers(deps, viewer, input) : joinGroup(deps, viewer, input);
}

/** Leaves a group, or with `user` removes someone: one call does both in this API. Removing oneself is leaving. */
function unsubscribe(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const namesUser = input.userIds !== null || (input.unreadable ?? []).length > 0;
  const isOneself = input.userIds?.[0] === viewer?.userId;
  return namesUser && !isOneself ? endMemberships(deps, viewer, input) : leaveGroup(deps, viewer, input);
}
