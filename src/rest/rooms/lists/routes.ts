import { listOwnGroups } from '../../../domain/operations/list-own-groups.ts';
import { searchGroups } from '../../../domain/operations/search-groups.ts';
import { pageWithUsers } from '../../../domain/steps/with-users.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeMine, decodeOwn, decodeSearch } from './decode.ts';
import { encodeMyPage, encodeOwnPage, encodeSearchPage } from './encode.ts';

export const listRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/joined-rooms',
    name: 'listJoined',
    summary: "The caller's groups and pages",
    decode: decodeOwn(null),
    run: pageWithUsers(listOwnGroups),
    encode: encodeOwnPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE'],
  }),
  route({
    method: 'GET',
    path: '/rooms/managed-rooms',
    name: 'listManaged',
    summary: 'The groups and pages that the caller administers',
    decode: decodeOwn(['ADMIN', 'MANAGER']),
    run: pageWithUsers(listOwnGroups),
    encode: encodeOwnPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE'],
  }),
  route({
    method: 'GET',
    path: '/rooms/search',
    name: 'search',
    summary: 'Groups and pages that the caller can see',
    description:
      'Names that begin with the search come first, then other names that contain it, then descriptions; the newest first in each. Results are counted up to 10,000.',
    decode: decodeSearch,
    run: pageWithUsers(searchGroups),
    encode: encodeSearchPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'SEARCH_UNAVAILABLE'],
  }),
  route({
    method: 'GET',
    path: '/users/my-rooms',
    name: 'listMine',
    summary: "The caller's groups and pages, in short",
    decode: decodeMine,
    run: listOwnGroups,
    encode: encodeMyPage,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE'],
  }),
];
