import { z } from 'zod';
import { readFeed } from '../../../domain/operations/read-feed.ts';
import { ok, refuse } from '../../../domain/result.ts';
import { allows } from '../../../domain/viewer.ts';
import { decoder, needed, optional } from '../../decoder.ts';
import { type Route, refusingRoute, route } from '../../dialect.ts';
import { fieldReader } from '../../field-reader.ts';
import { roomIdIn, roomParams } from '../ids.ts';
import { encodePage, POST_PAGES, pageQuery, readSlice } from '../pagination.ts';

const postQuery = { sortBy: optional(z.enum(['latest', 'popular'])), ...pageQuery(POST_PAGES) };

const decodePosts = decoder({ params: roomParams, query: postQuery }, (request) => {
  const groupId = roomIdIn(request);
  if (!groupId.ok) return groupId;
  const reader = fieldReader(postQuery, (name) => request.query.get(name));
  readSlice(POST_PAGES, reader);
  reader.read('orderBy', 'sortBy');
  if (reader.unreadable.length > 0) return refuse({ code: 'INVALID', fields: reader.unreadable });
  return ok({ groupId: groupId.value });
});

/** Guildhall keeps no posts: every room's list of them is empty, and there is none whose privacy could change. */
export const postRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/:id/posts',
    name: 'listPosts',
    summary: 'The posts in a room: none, as Guildhall keeps no posts',
    decode: decodePosts,
    run: readFeed,
    encode: encodePage('PostPage', POST_PAGES, z.never, (post: never) => post, []),
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
  refusingRoute({
    method: 'PATCH',
    path: '/rooms/:id/posts/:postId/privacy',
    name: 'changePostPrivacy',
    summary: 'Change who sees a post; there are none',
    params: { ...roomParams, postId: needed(z.string(), { example: '1' }) },
    refuse: (viewer) =>
      viewer !== null && !allows(viewer, 'room.posts.update')
        ? { code: 'INSUFFICIENT_SCOPE', scope: 'room.posts.update' }
        : { code: 'NOT_FOUND', kind: 'post' },
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
];
