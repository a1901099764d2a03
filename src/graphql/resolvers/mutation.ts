import { canSee, type ViewedGroup } from '../../domain/group.ts';
import { approveRequests } from '../../domain/operations/approve-requests.ts';
import { cancelInvitations } from '../../domain/operations/cancel-invitations.ts';
import { createGroup } from '../../domain/operations/create-group.ts';
import { deleteGroup } from '../../domain/operations/delete-group.ts';
import { inviteToGroup } from '../../domain/operations/invite-to-group.ts';
import { joinGroup } from '../../domain/operations/join-group.ts';
import { leaveGroup } from '../../domain/operations/leave-group.ts';
import { rejectRequests } from '../../domain/operations/reject-requests.ts';
import { removeMembers } from '../../domain/operations/remove-members.ts';
import { reviewPage } from '../../domain/operations/review-page.ts';
import { rotatePrivateToken } from '../../domain/operations/rotate-private-token.ts';
import { setMemberRole } from '../../domain/operations/set-member-role.ts';
import { transferGroup } from '../../domain/operations/transfer-group.ts';
import { updateGroup } from '../../domain/operations/update-group.ts';
import type { Result } from '../../domain/result.ts';
import type { ChangedGroup } from '../../domain/steps/change-group.ts';
import type { UsersInput } from '../../domain/steps/change-memberships.ts';
import { encodeGlobalId, idOf } from '../relay/global-ids.ts';
import type { MutationResolvers } from '../types.generated.ts';
import { groupIdFrom, inputReader } from './input-reader.ts';
import { userErrors } from './user-errors.ts';

export const Mutation: Required<MutationResolvers> = {
  createGroup: async (_root, { input }, { deps, viewer }) => {
    const { image, userIds, unreadable } = inputReader();
    const decoded = {
      ...input,
      inviteUserIds: userIds('inviteUserIds', input.inviteUserIds ?? []),
      image: image('image', input.image),
      coverImage: image('coverImage', input.coverImage),
      unreadable,
    };
    return groupPayload(await createGroup(deps, viewer, decoded));
  },

  updateGroup: async (_root, { input }, { deps, viewer }) => {
    const { image, unreadable } = inputReader();
    const decoded = {
      ...input,
      groupId: groupIdFrom(input.groupId),
      image: image('image', input.image),
      coverImage: image('coverImage', input.coverImage),
      unreadable,
    };
    return groupPayload(await updateGroup(deps, viewer, decoded));
  },

  deleteGroup: async (_root, { input }, { deps, viewer }) => {
    const deleted = await deleteGroup(deps, viewer, { groupId: groupIdFrom(input.groupId) });
    return deleted.ok
      ? { deletedGroupId: encodeGlobalId('Group', deleted.value), userErrors: [] }
      : { deletedGroupId: null, userErrors: userErrors(deleted.refusal) };
  },

  joinGroup: async (_root, { input }, { deps, viewer }) =>
    changePayload(await joinGroup(deps, viewer, { groupId: groupIdFrom(input.groupId) })),

  leaveGroup: async (_root, { input }, { deps, viewer }) =>
    changePayload(await leaveGroup(deps, viewer, { groupId: groupIdFrom(input.groupId) })),

  inviteToGroup: async (_root, { input }, { deps, viewer }) =>
    changePayload(await inviteToGroup(deps, viewer, decodeUsers(input))),

  cancelInvitations: async (_root, { input }, { deps, viewer }) =>
    changePayload(await cancelInvitations(deps, viewer, decodeUsers(input))),

  approveRequests: async (_root, { input }, { deps, viewer }) =>
    changePayload(await approveRequests(deps, viewer, decodeUsers(input))),

  rejectRequests: async (_root, { input }, { deps, viewer }) =>
    changePayload(await rejectRequests(deps, viewer, decodeUsers(input))),

  removeMembers: async (_root, { input }, { deps, viewer }) =>
    changePayload(await removeMembers(deps, viewer, decodeUsers(input))),

  setMemberRole: async (_root, { input }, { deps, viewer }) => {
    const { groupId, userId, role } = input;
    const decoded = { groupId: groupIdFrom(groupId), userId: idOf('User', userId), role };
    return changePayload(await setMemberRole(deps, viewer, decoded));
  },

  rotatePrivateToken: async (_root, { input }, { deps, viewer }) =>
    changePayload(await rotatePrivateToken(deps, viewer, { groupId: groupIdFrom(input.groupId) })),

  reviewPage: async (_root, { input }, { deps, viewer }) => {
    const decoded = { groupId: groupIdFrom(input.groupId), approve: input.decision === 'APPROVE' };
    return changePayload(await reviewPage(deps, viewer, decoded));
  },

  transferGroup: async (_root, { input }, { deps, viewer }) => {
    const decoded = { groupId: groupIdFrom(input.groupId), userId: idOf('User', input.userId) };
    return changePayload(await transferGroup(deps, viewer, decoded));
  },
};

function decodeUsers(input: { readonly groupId: string; readonly userIds: readonly string[] }): UsersInput {
  const { userIds, unreadable } = inputReader();
  return { groupId: groupIdFrom(input.groupId), userIds: userIds('userIds', input.userIds), unreadable };
}

function groupPayload(result: Result<ViewedGroup>) {
  return result.ok ? { group: result.value, userErrors: [] } : { group: null, userErrors: userErrors(result.refusal) };
}

/** The payload of a change, without the group for those who can no longer see it. */
function changePayload(result: Result<ChangedGroup>) {
  if (!result.ok) return groupPayload(result);
  const { after } = result.value;
  return { group: canSee(after) ? after : null, userErrors: [] };
}
