import { createGroup } from '../../../domain/operations/create-group.ts';
import { createPage } from '../../../domain/operations/create-page.ts';
import { getGroup } from '../../../domain/operations/get-group.ts';
import { updateGroup } from '../../../domain/operations/update-group.ts';
import { withUsers } from '../../../domain/operations/view-groups.ts';
import { type Route, route } from '../../dialect.ts';
import {
  decodeCreate,
  decodeCreatePage,
  decodeRoomId,
  decodeUpdateGroup,
  decodeUpdatePage,
  decodeUrl,
} from './decode.ts';
import { encodeCreated, encodePageRequested, encodeProfile, encodeUpdated } from './encode.ts';

export const groupRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/rooms/groups',
    name: 'createGroup',
    summary: 'Create a group',
    description: 'The caller becomes its owner and first member.',
    example: { name: 'Readers', url: 'readers', public: true },
    decode: decodeCreate,
    run: withUsers(createGroup),
    encode: encodeCreated,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'PATCH',
    path: '/rooms/groups',
    name: 'updateGroup',
    summary: 'Change a group',
    description: 'What is left out or null stays as it is.',
    example: { id: 3, description: 'We read on Fridays.' },
    decode: decodeUpdateGroup,
    run: withUsers(updateGroup),
    encode: encodeUpdated,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'POST',
    path: '/rooms/pages',
    name: 'createPage',
    summary: 'Ask for a page',
    description: 'Nobody but its owner sees the page until a reviewer approves it.',
    example: {
      ...{ name: 'The reading room', url: 'reading-room', jobTitle: 'Librarian', contactNumber: '+44 20 7946 0000' },
      ...{ organizationName: 'The reading room', purpose: 'To read together' },
    },
    decode: decodeCreatePage,
    run: withUsers(createPage),
    encode: encodePageRequested,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'PATCH',
    path: '/rooms/pages',
    name: 'updatePage',
    summary: 'Change a page',
    description: 'What is left out or null stays as it is.',
    decode: decodeUpdatePage,
    run: withUsers(updateGroup),
    encode: encodeUpdated,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/rooms/page/:url',
    name: 'getPageByUrl',
    summary: 'A page, by its subdomain',
    decode: decodeUrl('PAGE'),
    run: withUsers(getGroup),
    encode: encodeProfile,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/rooms/group/:url',
    name: 'getGroupByUrl',
    summary: 'A group, by its url',
    decode: decodeUrl('GROUP'),
    run: withUsers(getGroup),
    encode: encodeProfile,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/rooms/:id',
    name: 'getRoom',
    summary: 'A group or page, by its number',
    decode: decodeRoomId,
    run: withUsers(getGroup),
    encode: encodeProfile,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
];
