import type { SubscriptionStatus } from '../../../domain/membership.ts';
import type { UsersInput } from '../../../domain/operations/change-standings.ts';
import type { ListMembersInput } from '../../../domain/operations/list-members.ts';
import type { SuggestUsersInput } from '../../../domain/operations/suggest-users.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { WireRequest } from '../../dialect.ts';
import { fieldReader } from '../../field-reader.ts';
import { idIn, listed, userIds } from '../ids.ts';
import { decodeSearch, decodeSlice } from '../pages.ts';

export function decodeMembers(status: SubscriptionStatus) {
  return (request: WireRequest): Result<ListMembersInput> => {
    const groupId = idIn(request, 'group');
    return groupId.ok
      ? ok({ groupId: groupId.value, kind: 'GROUP', status, slice: decodeSlice(request.query) })
      : groupId;
  };
}

/** `users` of the body; null when there are none, which only some calls can do without. */
export function decodeUsers(request: WireRequest): Result<UsersInput> {
  const groupId = idIn(request, 'group');
  if (!groupId.ok) return groupId;
  const { read, unreadable } = fieldReader();
  const users = read('userIds', listed(request.fields, 'users'), userIds);
  return ok({ groupId: groupId.value, kind: 'GROUP', userIds: users, unreadable });
}

/** `user` of the query; null when it is not there. Unlike a bad `limit`, a bad one is not passed over. */
export function decodeUser(request: WireRequest): Result<UsersInput> {
  const groupId = idIn(request, 'group');
  if (!groupId.ok) return groupId;
  const { read, unreadable } = fieldReader();
  const user = request.query.get('user');
  const users = read('userId', user === null ? null : [user], userIds);
  return ok({ groupId: groupId.value, kind: 'GROUP', userIds: users, field: 'userId', unreadable });
}

export function decodeSuggestions(request: WireRequest): Result<SuggestUsersInput> {
  const slice = decodeSlice(request.query);
  const search = decodeSearch(request.query);
  if (request.params['id'] === undefined) return ok({ groupId: null, search, slice });
  const groupId = idIn(request, 'group');
  return groupId.ok ? ok({ groupId: groupId.value, kind: 'GROUP', search, slice }) : groupId;
}
