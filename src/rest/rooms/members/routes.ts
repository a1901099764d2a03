import type { Deps } from '../../../domain/deps.ts';
import type { UsersInput } from '../../../domain/operations/change-standings.ts';
import { joinIfInvited } from '../../../domain/operations/join-group.ts';
import { leaveGroup } from '../../../domain/operations/leave-group.ts';
import { listMembers } from '../../../domain/operations/list-members.ts';
import { removeMembers } from '../../../domain/operations/remove-members.ts';
import { setMemberRole } from '../../../domain/operations/set-member-role.ts';
import { findUser, withUserRefs } from '../../../domain/operations/user-refs.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeRoom } from '../ids.ts';
import { type AdminAccessInput, decodeAdminAccess, decodeMember, decodeMembers } from './decode.ts';
import { encodeDone, encodeMemberPage } from './encode.ts';

export const memberRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/:id/members',
    decode: decodeMembers('SUBSCRIBED'),
    run: listMembers,
    encode: encodeMemberPage,
  }),
  route({
    method: 'DELETE',
    path: '/rooms/:id/members/:userId',
    decode: decodeMember,
    run: withUserRefs(removeMember),
    encode: encodeDone('success'),
  }),
  route({
    method: 'POST',
    path: '/rooms/admins-access',
    decode: decodeAdminAccess,
    run: changeAdminAccess,
    encode: encodeDone('success'),
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/join',
    decode: decodeRoom,
    run: joinIfInvited('room.join'),
    encode: encodeDone('joined'),
  }),
  route({ method: 'POST', path: '/rooms/:id/leave', decode: decodeRoom, run: leaveGroup, encode: encodeDone('left') }),
  route({
    method: 'POST',
    path: '/rooms/:id/follow',
    decode: decodeRoom,
    run: joinIfInvited('room.follow'),
    encode: encodeDone('followed'),
  }),
  route({
    method: 'POST',
    path: '/rooms/:id/unfollow',
    decode: decodeRoom,
    run: (deps, viewer, { groupId }) => leaveGroup(deps, viewer, { groupId, scope: 'room.unfollow' }),
    encode: encodeDone('unfollowed'),
  }),
];

async function changeAdminAccess(deps: Deps, viewer: Viewer | null, { groupId, userRef, role }: AdminAccessInput) {
  const userId = userRef === null ? null : await findUser(deps, userRef);
  return setMemberRole(deps, viewer, { groupId, userId, role });
}

/** As documented, users can remove themselves: that is leaving. */
function removeMember(deps: Deps, viewer: Viewer | null, input: UsersInput) {
  const isOneself = input.userIds?.[0] === viewer?.userId;
  if (!isOneself) return removeMembers(deps, viewer, input);
  return leaveGroup(deps, viewer, { groupId: input.groupId, scope: 'room.members.remove' });
}
