import { bearerCredentials } from '../../http/credentials.ts';
import type { Dialect } from '../dialect.ts';
import { encodeFault, encodeRefusal, refusal } from './errors.ts';
import { groupRoutes } from './groups/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { menuRoutes } from './menus/routes.ts';
import { preferenceRoutes } from './preferences/routes.ts';
import type { Taste } from './preferences/taste.ts';
import { settingsRoutes } from './settings/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { userRoutes } from './users/routes.ts';
import { webSocket } from './web-socket.ts';

/**
 * SelfCommunity's group API, version 2, whole, and of its other APIs what its React components ask for before they show
 * a group. `taste` is what the operator has chosen of its preferences.
 * Left out: payments; notifications, so that its websocket is silent; and posts, so that every feed is empty.
 */
export const selfCommunity = (taste: Taste): Dialect => ({
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
  webSocket,
  routes: {
    groups: groupRoutes,
    members: memberRoutes,
    users: userRoutes,
    settings: settingsRoutes,
    preferences: preferenceRoutes(taste),
    menus: menuRoutes,
    tokens: tokenRoutes,
  },
});
