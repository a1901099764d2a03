import { bearerCredentials } from '../../http/credentials.ts';
import type { Dialect } from '../dialect.ts';
import { encodeFault, encodeRefusal, refusal } from './errors.ts';
import { groupRoutes } from './groups/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { userRoutes } from './users/routes.ts';

/**
 * SelfCommunity's group API, version 2, whole, and of its user API what tells an app who it is.
 * Left out: payments and notifications; and posts, so that every feed is empty.
 */
export const selfCommunity: Dialect = {
  name: 'selfcommunity',
  title: 'SelfCommunity',
  prefixes: ['/api/v2'],
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  needsToken: false,
  credentials: bearerCredentials,
  tokenHeaders: [['authorization']],
  refusal,
  encodeRefusal,
  encodeFault,
  routes: { groups: groupRoutes, members: memberRoutes, users: userRoutes },
};
