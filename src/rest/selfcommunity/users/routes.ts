import { getUser, getViewer } from '../../../domain/operations/get-user.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeNothing, decodeUserId } from './decode.ts';
import { encodeFound, encodeMe } from './encode.ts';

export const userRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/user/me/', decode: decodeNothing, run: getViewer, encode: encodeMe }),
  route({ method: 'GET', path: '/user/:id/', decode: decodeUserId, run: getUser, encode: encodeFound }),
];
