import { z } from 'zod';
import { readFeed } from '../../../domain/operations/read-feed.ts';
import { refuse } from '../../../domain/result.ts';
import { allows } from '../../../domain/viewer.ts';
import { type Route, route, type WireRequest } from '../../dialect.ts';
import { fieldReader } from '../../field-reader.ts';
import { roomIdIn } from '../ids.ts';
import { encodePage, POST_PAGES, readSlice } from '../pages.ts';

/** Guildhall keeps no posts: every room's list of them is empty, and there is none whose privacy could change. */
export const postRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/rooms/:id/posts',
    decode: decodePosts,
    run: readFeed,
    encode: encodePage<never>(POST_PAGES, () => null),
  }),
  route({
    method: 'PATCH',
    path: '/rooms/:id/posts/:postId/privacy',
    decode: () => ({ ok: true, value: null }),
    run: async (_deps, viewer) =>
      viewer !== null && !allows(viewer, 'room.posts.update')
        ? refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.posts.update' })
        : refuse({ code: 'NOT_FOUND', kind: 'post' }),
    encode: () => ({ status: 404, body: null }),
  }),
];

function decodePosts(request: WireRequest) {
  const groupId = roomIdIn(request);
  if (!groupId.ok) return groupId;
  const reader = fieldReader();
  readSlice(request, POST_PAGES, reader);
  reader.read('orderBy', request.query.get('sortBy'), z.enum(['latest', 'popular']));
  if (reader.unreadable.length > 0) return refuse({ code: 'INVALID', fields: reader.unreadable });
  return { ok: true, value: { groupId: groupId.value } } as const;
}
