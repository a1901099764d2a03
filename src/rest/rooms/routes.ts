import type { IncomingHttpHeaders } from 'node:http';
import { bearerCredentials, type PresentedCredentials } from '../../http/credentials.ts';
import type { Dialect } from '../dialect.ts';
import { encodeFault, encodeRefusal, refusal } from './errors.ts';
import { groupRoutes } from './groups/routes.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { listRoutes } from './lists/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { postRoutes } from './posts/routes.ts';
import { requestRoutes } from './requests/routes.ts';

/**
 * Quran Foundation's rooms, groups and pages. Left out: posts, so that every list of them is empty,
 * and the `mutualFollowers` of a profile.
 */
export const rooms: Dialect = {
  name: 'rooms',
  title: 'Rooms',
  // With and without the path of the vendor's gateway: its client can be pointed at either.
  prefixes: ['/v1', '/quran-reflect/v1'],
  bodyTypes: ['application/json'],
  needsToken: true,
  credentials,
  tokenHeaders: [['x-auth-token', 'x-client-id'], ['x-auth-token'], ['authorization']],
  refusal,
  encodeRefusal,
  encodeFault,
  routes: {
    'groups and pages': groupRoutes,
    lists: listRoutes,
    members: memberRoutes,
    invitations: invitationRoutes,
    'join requests': requestRoutes,
    posts: postRoutes,
  },
};

function credentials(headers: IncomingHttpHeaders): PresentedCredentials {
  const token = headers['x-auth-token'];
  const clientId = headers['x-client-id'];
  const presented =
    typeof token === 'string' ? bearerCredentials({ authorization: `Bearer ${token}` }) : bearerCredentials(headers);
  return presented.kind === 'token' && typeof clientId === 'string' ? { ...presented, clientId } : presented;
}
