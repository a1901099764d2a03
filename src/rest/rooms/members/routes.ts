import type { Deps } from '../../../domain/deps.ts';
import { joinIfInvited } from '../../../domain/operations/join-group.ts';
import { leaveGroup } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { removeIfMembers } from '../../../domain/operations/remove-members.ts';
import { setMemberRole } from '../../../domain/operations/set-member-role.ts';
import type { UsersInput } from '../../../domain/steps/change-memberships.ts';
import { findUser, withUserRefs } from '../../../domain/steps/with-user-refs.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeRoom } from '../ids.ts';
import { type AdminAccessInput, decodeAdminAccess, decodeMember, decodeMembers } from './decode.ts';
import { encodeDone, encodeMemberPage } from './encode.ts';

export const memberRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/:id/members',
    name: 'listMembers',
    summary: 'The members of a group or page',
    description: 'Only members can list those of a private group.',
    decode: decodeMembers('SUBSCRIBED'),
    run: listMembers,
    encode: encodeMemberPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/members/:userId',
    name: 'removeMember',
    summary: 'Remove a member, or leave',
    decode: decodeMember,
    run: withUserRefs(removeMember),
    encode: encodeDone('success'),
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/admins-access',
    name: 'changeAdminAccess',
    summary: 'Grant or revoke admin access',
    example: { roomId: 3, userId: '9', admin: true },
    decode: decodeAdminAccess,
    run: changeAdminAccess,
    encode: encodeDone('success'),
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/join',
    name: 'join',
    summary: 'Join a public group, or a private one by invitation',
    decode: decodeRoom,
    run: joinIfInvited('room.join'),
    encode: encodeDone('joined'),
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/leave',
    name: 'leave',
    summary: 'Leave a group',
    decode: decodeRoom,
    run: leaveGroup,
    encode: encodeDone('left'),
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/follow',
    name: 'follow',
    summary: 'Follow a page',
    decode: decodeRoom,
    run: joinIfInvited('room.follow'),
    encode: encodeDone('followed'),
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/unfollow',
    name: 'unfollow',
    summary: 'Unfollow a page',
    decode: decodeRoom,
    run: (deps, viewer, { groupId }) => leaveGroup(deps, viewer, { groupId, scope: 'room.unfollow' }),
    encode: encodeDone('unfollowed'),
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
];

async function changeAdminAccess(deps: Deps, viewer: Viewer | null, { groupId, userRef, role }: AdminAccessInput) {
  const userId = userRef === null ? null : await findUser(deps, userRef);
  return setMemberRole(deps, viewer, { groupId, userId, role });
}

/** Removes members. As documented, users who remove themselves leave. */
function removeMember(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const isOneself = input.userIds?.[0] === viewer?.userId;
  if (!isOneself) return removeIfMembers(deps, viewer, input);
  return leaveGroup(deps, viewer, { groupId: input.groupId, scope: 'room.members.remove' });
}
