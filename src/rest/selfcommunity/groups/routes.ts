/**
 * The endpoints of groups in SelfCommunity's API. Each ties a decoder, an operation and an encoder whose types fit.
 */

import { createGroup } from '../../../domain/operations/create-group.ts';
import { deleteGroup } from '../../../domain/operations/delete-group.ts';
import { getGroup } from '../../../domain/operations/get-group.ts';
import { listGroupsOf } from '../../../domain/operations/list-groups-of.ts';
import { listOwnGroups } from '../../../domain/operations/list-own-groups.ts';
import { readFeed } from '../../../domain/operations/read-feed.ts';
import { searchGroups } from '../../../domain/operations/search-groups.ts';
import { updateGroup } from '../../../domain/operations/update-group.ts';
import { GROUP, PAGE_OF_GROUPS, withProfiles } from '../../../domain/steps/with-profiles.ts';
import { pageWithUsers, withUsers } from '../../../domain/steps/with-users.ts';
import { type Route, route } from '../../dialect.ts';
import { encodeNothing } from '../../encoder.ts';
import {
  decodeCreate,
  decodeFeed,
  decodeGroup,
  decodeGroupId,
  decodeListOf,
  decodeOwnList,
  decodePatch,
  decodePut,
  decodeSearchList,
  decodeWholeList,
} from './decode.ts';
import {
  encodeCreated,
  encodeEmptyFeed,
  encodeFound,
  encodeGroupPage,
  encodeReduced,
  encodeWholeGroupPage,
} from './encode.ts';

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/group/',
    name: 'listOwnGroups',
    summary: "The caller's groups",
    decode: decodeOwnList,
    run: withProfiles(pageWithUsers(listOwnGroups), PAGE_OF_GROUPS),
    encode: encodeGroupPage,
    refuses: ['INSUFFICIENT_SCOPE'],
  }),
  route({
    method: 'POST',
    path: '/group/',
    name: 'createGroup',
    summary: 'Create a group',
    description: 'The caller becomes its manager and first member.',
    example: { name: 'Runners', privacy: 'private', visible: true, invite_users: [9] },
    decode: decodeCreate,
    run: withProfiles(withUsers(createGroup), GROUP),
    encode: encodeCreated,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/search/',
    name: 'searchGroups',
    summary: 'Groups that the caller can see',
    description:
      'Names that begin with the search come first, then other names that contain it, then descriptions; the newest first in each. Results are counted up to 10,000.',
    anonymous: true,
    decode: decodeSearchList,
    run: withProfiles(pageWithUsers(searchGroups), PAGE_OF_GROUPS),
    encode: encodeGroupPage,
    refuses: ['INSUFFICIENT_SCOPE', 'SEARCH_UNAVAILABLE'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/',
    name: 'getGroup',
    summary: 'A group',
    anonymous: true,
    decode: decodeGroup,
    run: withProfiles(withUsers(getGroup), GROUP),
    encode: encodeFound,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'PUT',
    path: '/group/:id/',
    name: 'updateGroup',
    summary: 'Change a group; its name is required',
    example: { name: 'Runners', description: 'We run on Sundays.' },
    decode: decodePut,
    run: withProfiles(withUsers(updateGroup), GROUP),
    encode: encodeFound,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'PATCH',
    path: '/group/:id/',
    name: 'patchGroup',
    summary: 'Change some fields of a group',
    example: { description: 'We run on Sundays.' },
    decode: decodePatch,
    run: withProfiles(withUsers(updateGroup), GROUP),
    encode: encodeFound,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'DELETE',
    path: '/group/:id/',
    name: 'deleteGroup',
    summary: 'Delete a group',
    decode: decodeGroupId,
    run: deleteGroup,
    encode: encodeNothing,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/group/:id/feed/',
    name: 'getFeed',
    summary: 'The posts in a group: none, as Guildhall keeps no posts',
    description: 'Only members can read those in a private group.',
    anonymous: true,
    decode: decodeFeed,
    run: readFeed,
    encode: encodeEmptyFeed,
    refuses: ['INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/user/:id/groups/',
    name: 'listGroupsOf',
    summary: 'The groups of a user, as far as the caller can see who is in them; all of them without a `limit`',
    anonymous: true,
    decode: decodeListOf,
    run: withProfiles(pageWithUsers(listGroupsOf), PAGE_OF_GROUPS),
    encode: encodeWholeGroupPage,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/user/group/groups_to_address_a_contribution/',
    name: 'listGroupsToPostIn',
    summary: "The caller's groups, in short; all of them without a `limit`",
    decode: decodeWholeList,
    run: listOwnGroups,
    encode: encodeReduced,
    refuses: ['INSUFFICIENT_SCOPE'],
  }),
];
