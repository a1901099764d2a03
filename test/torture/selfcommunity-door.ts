import type { Action, Call, Changes, NewGroup, WritingDoor } from './actions.ts';
import type { Picture } from './pictures.ts';

/** Fields of a request; a file among them makes it a form. */
type Fields = Readonly<Record<string, string | readonly number[] | Picture>>;

function callFor(action: Action): Call | null {
  // No pages at this door.
  if ('group' in action) return action.kind === 'create' ? create(action.group) : null;
  if (action.to.kind === 'PAGE') return null;

  const path = `/api/v2/group/${action.to.id}/`;
  switch (action.kind) {
    case 'update':
      return { method: action.changes.name === undefined ? 'PATCH' : 'PUT', path, ...bodyOf(changes(action.changes)) };
    case 'delete':
      return { method: 'DELETE', path };
    case 'join':
      return { method: 'POST', path: `${path}subscribe/` };
    case 'leave':
      return { method: 'DELETE', path: `${path}subscribe/` };
    case 'add':
      return { method: 'POST', path: `${path}subscribe/`, json: { users: action.userIds } };
    case 'remove':
      return oneOf(action.userIds, (user) => ({ method: 'DELETE', path: `${path}subscribe/?user=${user}` }));
    case 'invite':
      return { method: 'POST', path: `${path}invite/`, json: { users: action.userIds } };
    case 'cancel invitation':
      return { method: 'DELETE', path: `${path}invite/`, json: { users: action.userIds } };
    default:
      return null;
  }
}

export function oneOf(userIds: readonly number[], encode: (user: number) => Call): Call | null {
  const [user, ...others] = userIds;
  return user === undefined || others.length > 0 ? null : encode(user);
}

function create(group: NewGroup): Call {
  const fields: Fields = {
    name: group.name,
    ...(group.slug !== null && { slug: group.slug }),
    description: group.description,
    privacy: group.privacy.toLowerCase(),
    visible: String(group.visible),
    ...(group.inviteUserIds.length > 0 && { invite_users: group.inviteUserIds }),
    ...(group.picture && { image_original: group.picture }),
    ...(group.cover && { emotional_image_original: group.cover }),
  };
  const headers = group.idempotencyKey === null ? {} : { 'idempotency-key': group.idempotencyKey };
  return { method: 'POST', path: '/api/v2/group/', headers, ...bodyOf(fields) };
}

function changes({ picture, privacy, visible, ...fields }: Changes): Fields {
  const access = privacy === undefined ? {} : { privacy: privacy.toLowerCase(), visible: String(visible) };
  // The empty text is this door's word for none.
  return { ...fields, ...access, ...(picture !== undefined && { image_original: picture ?? '' }) };
}

function bodyOf(fields: Fields): Pick<Call, 'json' | 'body'> {
  const isText = (value: Fields[string]) => typeof value === 'string';
  const values = Object.values(fields);
  if (values.every(isText)) return { body: filled(new URLSearchParams(), fields) };
  if (values.every((value) => isText(value) || !('bytes' in value))) return { json: fields };
  return { body: filled(new FormData(), fields) };
}

function filled<Form extends FormData | URLSearchParams>(form: Form, fields: Fields): Form {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else if (!('bytes' in value)) for (const item of value) form.append(`${name}[]`, String(item));
    else if (form instanceof FormData) form.append(name, new Blob([value.bytes]), 'picture');
  }
  return form;
}

export const selfCommunityDoor: WritingDoor = {
  encode: callFor,
  isDone: ({ status }) => status < 300,
  idIn: ({ body }) => Number(body.id),
};
