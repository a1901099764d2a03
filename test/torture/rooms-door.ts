import { dataUrl } from '../support/pictures.ts';
import type { Action, Call, Changes, Founding, Target, WritingDoor } from './actions.ts';
import { oneOf } from './selfcommunity-door.ts';

const ORGANIZATION = {
  jobTitle: 'Secretary',
  contactNumber: '+39 06 1234',
  organizationName: 'The Society',
  purpose: 'To be found after a crash',
} as const;

function callFor(action: Action): Call | null {
  if ('group' in action) return found(action);

  const { id, kind } = action.to;
  const path = `/v1/rooms/${id}`;
  switch (action.kind) {
    case 'update':
      return update(action.to, action.changes);
    case 'join':
      if (action.asks) return { method: 'POST', path: `${path}/join-request` };
      return { method: 'POST', path: `${path}/${kind === 'PAGE' ? 'follow' : 'join'}` };
    case 'leave':
      return { method: 'POST', path: `${path}/${kind === 'PAGE' ? 'unfollow' : 'leave'}` };
    case 'invite':
      return { method: 'POST', path: `${path}/invite`, json: { userIds: action.userIds.map(String) } };
    case 'remove':
      return oneOf(action.userIds, (user) => ({ method: 'DELETE', path: `${path}/members/${user}` }));
    case 'approve':
      return oneOf(action.userIds, (user) => ({ method: 'POST', path: `${path}/join-requests/${user}/approve` }));
    case 'reject':
      return oneOf(action.userIds, (user) => ({ method: 'DELETE', path: `${path}/join-requests/${user}` }));
    case 'set role': {
      const json = { roomId: id, userId: String(action.userId), admin: action.role === 'ADMIN' };
      return { method: 'POST', path: '/v1/rooms/admins-access', json };
    }
    default:
      return null;
  }
}

/** This door makes no group without a slug, with images or invitations, or that is private and can be found. */
function found({ kind, group }: Founding): Call | null {
  const isPublic = group.privacy === 'PUBLIC';
  if (group.slug === null || group.picture || group.cover || group.inviteUserIds.length > 0) return null;
  if (group.visible !== isPublic) return null;
  const fields = { name: group.name, url: group.slug, description: group.description, public: isPublic };
  const headers = group.idempotencyKey === null ? {} : { 'idempotency-key': group.idempotencyKey };
  return kind === 'create'
    ? { method: 'POST', path: '/v1/rooms/groups', headers, json: fields }
    : { method: 'POST', path: '/v1/rooms/pages', headers, json: { ...fields, ...ORGANIZATION } };
}

/** This door opens groups; it hides those alone that are public. */
function update({ id, kind }: Target, { picture, privacy, visible: _visible, ...fields }: Changes): Call | null {
  if (privacy === 'PRIVATE') return null;
  const access = privacy === undefined ? {} : { public: true };
  const image = picture === null ? { removeAvatar: true } : picture && { avatar: dataUrl(picture.bytes) };
  return { method: 'PATCH', path: `/v1/rooms/${kind.toLowerCase()}s`, json: { id, ...fields, ...access, ...image } };
}

export const roomsDoor: WritingDoor = {
  encode: callFor,
  isDone: ({ status }) => status < 300,
  idIn: ({ body }) => Number(body.data.id),
};
