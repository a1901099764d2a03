import { listOwnGroups } from '../../../domain/operations/list-own-groups.ts';
import { searchGroups } from '../../../domain/operations/search-groups.ts';
import { pageWithUsers } from '../../../domain/operations/view-groups.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeMine, decodeOwn, decodeSearch } from './decode.ts';
import { encodeMyPage, encodeOwnPage, encodeSearchPage } from './encode.ts';

export const listRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/joined-rooms',
    decode: decodeOwn(null),
    run: pageWithUsers(listOwnGroups),
    encode: encodeOwnPage,
  }),
  route({
    method: 'GET',
    path: '/rooms/managed-rooms',
    decode: decodeOwn(['ADMIN', 'MANAGER']),
    run: pageWithUsers(listOwnGroups),
    encode: encodeOwnPage,
  }),
  route({
    method: 'GET',
    path: '/rooms/search',
    decode: decodeSearch,
    run: pageWithUsers(searchGroups),
    encode: encodeSearchPage,
  }),
  route({ method: 'GET', path: '/users/my-rooms', decode: decodeMine, run: listOwnGroups, encode: encodeMyPage }),
];
