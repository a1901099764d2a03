import { MAX_INVITATIONS } from '../../../domain/group-fields.ts';
import type { SubscriptionStatus } from '../../../domain/membership.ts';
import type { ListMembersInput } from '../../../domain/operations/list-members.ts';
import type { SuggestUsersInput } from '../../../domain/operations/suggest-users.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { UsersInput } from '../../../domain/steps/change-memberships.ts';
import { decoder, type Field, needed, optional } from '../../decoder.ts';
import { fieldReader } from '../../field-reader.ts';
import { groupParams, idIn, listed, userId, userIds } from '../ids.ts';
import { decodeSearch, decodeSlice, searchQuery, sliceQuery } from '../pagination.ts';

export const decodeMembers = (status: SubscriptionStatus) =>
  decoder({ params: groupParams, query: sliceQuery }, (request): Result<ListMembersInput> => {
    const groupId = idIn(request, 'group');
    return groupId.ok
      ? ok({ groupId: groupId.value, kind: 'GROUP', status, slice: decodeSlice(request.query) })
      : groupId;
  });

const maxItems = MAX_INVITATIONS;
const invited = { users: needed(userIds, { maxItems, description: 'The numbers of the users.' }) };
const subscribed = {
  users: optional(userIds, { maxItems, description: 'Whom to subscribe; without any, it is the caller.' }),
};

/** Reads `users` of the body; null when there are none, which not every operation accepts. */
const usersFrom = (body: { readonly users: Field<typeof userIds> }) =>
  decoder({ params: groupParams, body }, (request): Result<UsersInput> => {
    const groupId = idIn(request, 'group');
    if (!groupId.ok) return groupId;
    const { read, unreadable } = fieldReader(body, (name) => request.fields[name]);
    const users = read('userIds', 'users', listed(request.fields, 'users'));
    return ok({ groupId: groupId.value, kind: 'GROUP', userIds: users, unreadable });
  });

export const decodeUsers = usersFrom(invited);
export const decodeSubscribe = usersFrom(subscribed);

const removed = { user: optional(userId, 'Whom to remove; without it, it is the caller who leaves.') };

/** Reads `user`; null when there is none. Unlike a bad `limit`, a bad user is refused. */
export const decodeUser = decoder({ params: groupParams, query: removed }, (request): Result<UsersInput> => {
  const groupId = idIn(request, 'group');
  if (!groupId.ok) return groupId;
  const { read, unreadable } = fieldReader(removed, (name) => request.query.get(name));
  const user = read('userId', 'user');
  return ok({
    groupId: groupId.value,
    kind: 'GROUP',
    userIds: user === null ? null : [user],
    field: 'userId',
    unreadable,
  });
});

const suggestionQuery = { ...searchQuery, ...sliceQuery };

export const decodeSuggestions = decoder({ query: suggestionQuery }, ({ query }): Result<SuggestUsersInput> => {
  return ok({ groupId: null, search: decodeSearch(query), slice: decodeSlice(query) });
});

export const decodeSuggestionsFor = decoder(
  { params: groupParams, query: suggestionQuery },
  (request): Result<SuggestUsersInput> => {
    const groupId = idIn(request, 'group');
    if (!groupId.ok) return groupId;
    const { query } = request;
    return ok({ groupId: groupId.value, kind: 'GROUP', search: decodeSearch(query), slice: decodeSlice(query) });
  },
);
