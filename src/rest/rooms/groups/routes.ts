import { createGroup } from '../../../domain/operations/create-group.ts';
import { createPage } from '../../../domain/operations/create-page.ts';
import { getGroup } from '../../../domain/operations/get-group.ts';
import { updateGroup } from '../../../domain/operations/update-group.ts';
import { withUsers } from '../../../domain/operations/view-groups.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeCreate, decodeCreatePage, decodeRoomId, decodeUpdate, decodeUrl } from './decode.ts';
import { encodeCreated, encodePageRequested, encodeProfile, encodeUpdated } from './encode.ts';

export const groupRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/rooms/groups',
    decode: decodeCreate,
    run: withUsers(createGroup),
    encode: encodeCreated,
  }),
  route({
    method: 'PATCH',
    path: '/rooms/groups',
    decode: decodeUpdate('GROUP'),
    run: withUsers(updateGroup),
    encode: encodeUpdated,
  }),
  route({
    method: 'POST',
    path: '/rooms/pages',
    decode: decodeCreatePage,
    run: withUsers(createPage),
    encode: encodePageRequested,
  }),
  route({
    method: 'PATCH',
    path: '/rooms/pages',
    decode: decodeUpdate('PAGE'),
    run: withUsers(updateGroup),
    encode: encodeUpdated,
  }),
  route({
    method: 'GET',
    path: '/rooms/page/:url',
    decode: decodeUrl('PAGE'),
    run: withUsers(getGroup),
    encode: encodeProfile,
  }),
  route({
    method: 'GET',
    path: '/rooms/group/:url',
    decode: decodeUrl('GROUP'),
    run: withUsers(getGroup),
    encode: encodeProfile,
  }),
  route({ method: 'GET', path: '/rooms/:id', decode: decodeRoomId, run: withUsers(getGroup), encode: encodeProfile }),
];
