import { createGroup } from '../../../domain/operations/create-group.ts';
import { deleteGroup } from '../../../domain/operations/delete-group.ts';
import { getGroup } from '../../../domain/operations/get-group.ts';
import { listGroupsOf } from '../../../domain/operations/list-groups-of.ts';
import { listOwnGroups } from '../../../domain/operations/list-own-groups.ts';
import { readFeed } from '../../../domain/operations/read-feed.ts';
import { searchGroups } from '../../../domain/operations/search-groups.ts';
import { updateGroup } from '../../../domain/operations/update-group.ts';
import { pageWithUsers, withUsers } from '../../../domain/operations/view-groups.ts';
import { type Route, route } from '../../dialect.ts';
import {
  decodeCreate,
  decodeGroup,
  decodeGroupId,
  decodeListOf,
  decodeOwnList,
  decodePatch,
  decodePut,
  decodeSearchList,
  decodeWholeList,
} from './decode.ts';
import { encodeCreated, encodeDone, encodeEmptyFeed, encodeFound, encodeGroupPage, encodeReduced } from './encode.ts';

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/group/',
    decode: decodeOwnList,
    run: pageWithUsers(listOwnGroups),
    encode: encodeGroupPage,
  }),
  route({ method: 'POST', path: '/group/', decode: decodeCreate, run: withUsers(createGroup), encode: encodeCreated }),
  route({
    method: 'GET',
    path: '/group/search/',
    decode: decodeSearchList,
    run: pageWithUsers(searchGroups),
    encode: encodeGroupPage,
  }),
  route({ method: 'GET', path: '/group/:id/', decode: decodeGroup, run: withUsers(getGroup), encode: encodeFound }),
  route({ method: 'PUT', path: '/group/:id/', decode: decodePut, run: withUsers(updateGroup), encode: encodeFound }),
  route({
    method: 'PATCH',
    path: '/group/:id/',
    decode: decodePatch,
    run: withUsers(updateGroup),
    encode: encodeFound,
  }),
  route({ method: 'DELETE', path: '/group/:id/', decode: decodeGroupId, run: deleteGroup, encode: encodeDone }),
  route({ method: 'GET', path: '/group/:id/feed/', decode: decodeGroupId, run: readFeed, encode: encodeEmptyFeed }),
  route({
    method: 'GET',
    path: '/user/:id/groups/',
    decode: decodeListOf,
    run: pageWithUsers(listGroupsOf),
    encode: encodeGroupPage,
  }),
  route({
    method: 'GET',
    path: '/user/group/groups_to_address_a_contribution/',
    decode: decodeWholeList,
    run: listOwnGroups,
    encode: encodeReduced,
  }),
];
