import { getUser, getViewer } from '../../../domain/operations/get-user.ts';
import { USER, withProfiles } from '../../../domain/steps/with-profiles.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeNothing, decodeUserId } from './decode.ts';
import { encodeFound, encodeMe } from './encode.ts';

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
];
