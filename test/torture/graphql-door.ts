import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { dataUrl } from '../support/pictures.ts';
import type { Action, Changes, NewGroup, WritingDoor } from './actions.ts';
import type { Picture } from './pictures.ts';

const userIdOf = (id: number) => encodeGlobalId('User', id);
const imageOf = (picture: Picture | null) => picture && dataUrl(picture.bytes);

const LISTS = {
  invite: 'inviteToGroup',
  'cancel invitation': 'cancelInvitations',
  approve: 'approveRequests',
  reject: 'rejectRequests',
  remove: 'removeMembers',
} as const;

type Mutation = readonly [name: string, input: object, result?: string];

function mutationFor(action: Action): Mutation | null {
  if ('group' in action) {
    return action.kind === 'create' ? ['createGroup', newGroup(action.group), 'group { databaseId }'] : null;
  }

  const groupId = encodeGlobalId('Group', action.to.id);
  switch (action.kind) {
    case 'update':
      return ['updateGroup', { groupId, ...changes(action.changes) }];
    case 'join':
      return ['joinGroup', { groupId }];
    case 'leave':
      return ['leaveGroup', { groupId }];
    case 'delete':
      return ['deleteGroup', { groupId }];
    case 'add':
      return null;
    case 'set role':
      return ['setMemberRole', { groupId, userId: userIdOf(action.userId), role: action.role }];
    case 'transfer':
      return ['transferGroup', { groupId, userId: userIdOf(action.userId) }];
    case 'review':
      return ['reviewPage', { groupId, decision: action.approve ? 'APPROVE' : 'REJECT' }];
    default:
      return [LISTS[action.kind], { groupId, userIds: action.userIds.map(userIdOf) }];
  }
}

function newGroup({ picture, cover, inviteUserIds, ...group }: NewGroup) {
  const images = { image: imageOf(picture), coverImage: imageOf(cover) };
  return { ...group, ...images, inviteUserIds: inviteUserIds.map(userIdOf) };
}

function changes({ picture, ...fields }: Changes) {
  return { ...fields, ...(picture !== undefined && { image: imageOf(picture) }) };
}

export const graphqlDoor: WritingDoor = {
  encode(action) {
    const mutation = mutationFor(action);
    if (mutation === null) return null;
    const [name, input, result = ''] = mutation;
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { userErrors { code field } ${result} } }`;
    return { method: 'POST', path: '/graphql', json: { query, variables: { input } } };
  },
  isDone: ({ body }) => body.data?.done?.userErrors.length === 0,
  idIn: ({ body }) => Number(body.data.done.group.databaseId),
};
