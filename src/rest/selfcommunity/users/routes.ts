import type { Deps } from '../../../domain/deps.ts';
import { getUser, getViewer } from '../../../domain/operations/get-user.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import { USER, withProfiles } from '../../../domain/steps/with-profiles.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeNothing, decodeUserId } from './decode.ts';
import { encodeFound, encodeMe } from './encode.ts';
import { encodeNobody, encodePermission } from './encode-caller.ts';

export const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/user/me/',
    name: 'getMe',
    summary: 'The user of the token',
    decode: decodeNothing,
    run: withProfiles(getViewer, USER),
    encode: encodeMe,
    refuses: [],
  }),
  route({
    method: 'GET',
    path: '/user/:id/',
    name: 'getUser',
    summary: 'A user',
    anonymous: true,
    decode: decodeUserId,
    run: withProfiles(getUser, USER),
    encode: encodeFound,
    refuses: ['INSUFFICIENT_SCOPE', 'NOT_FOUND'],
  }),
  route({
    method: 'GET',
    path: '/user/me/permission/',
    name: 'getPermission',
    summary: 'What the caller may do',
    decode: decodeNothing,
    run: needsToken,
    encode: encodePermission,
    refuses: [],
  }),
  route({
    method: 'GET',
    path: '/user/hidden_users_id/',
    name: 'listHiddenUsers',
    summary: 'The numbers of the users whom the caller has hidden: none, as Guildhall hides nobody from anybody',
    decode: decodeNothing,
    run: needsToken,
    encode: encodeNobody,
    refuses: [],
  }),
];

async function needsToken(_deps: Deps, viewer: Viewer | null): Promise<Result<null>> {
  return viewer === null ? refuse({ code: 'UNAUTHENTICATED' }) : ok(null);
}
