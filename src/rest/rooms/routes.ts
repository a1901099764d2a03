import type { IncomingHttpHeaders } from 'node:http';
import { createGroup } from '../../domain/operations/create-group.ts';
import { getGroup } from '../../domain/operations/get-group.ts';
import { withUsers } from '../../domain/operations/view-groups.ts';
import { bearerCredentials, type PresentedCredentials } from '../../http/credentials.ts';
import { type Dialect, route } from '../dialect.ts';
import { decodeCreate, decodeGroupUrl, decodeRoomId } from './decode.ts';
import { encodeCreated, encodeProfile } from './encode.ts';
import { encodeFault, encodeRefusal } from './errors.ts';

/**
 * Quran Foundation's rooms. Not served yet: pages, and all of it but creating a group and
 * reading one. Never served: posts, and the `mutualFollowers` of a profile.
 */
export const rooms: Dialect = {
  name: 'rooms',
  // With and without the path of the vendor's gateway: its client can be pointed at either.
  prefixes: ['/v1', '/quran-reflect/v1'],
  bodyTypes: ['application/json'],
  withoutToken: { code: 'UNAUTHENTICATED' },
  credentials,
  encodeRefusal,
  encodeFault,
  routes: [
    route({
      method: 'POST',
      path: '/rooms/groups',
      decode: decodeCreate,
      run: withUsers(createGroup),
      encode: encodeCreated,
    }),
    route({
      method: 'GET',
      path: '/rooms/group/:url',
      decode: decodeGroupUrl,
      run: withUsers(getGroup),
      encode: encodeProfile,
    }),
    route({
      method: 'GET',
      path: '/rooms/:id',
      decode: decodeRoomId,
      run: withUsers(getGroup),
      encode: encodeProfile,
    }),
  ],
};

function credentials(headers: IncomingHttpHeaders): PresentedCredentials {
  const token = headers['x-auth-token'];
  const clientId = headers['x-client-id'];
  const presented =
    typeof token === 'string' ? bearerCredentials({ authorization: `Bearer ${token}` }) : bearerCredentials(headers);
  return presented.kind === 'token' && typeof clientId === 'string' ? { ...presented, clientId } : presented;
}
