import { createGroup } from '../../domain/operations/create-group.ts';
import { getGroup } from '../../domain/operations/get-group.ts';
import { listOwnGroups } from '../../domain/operations/list-own-groups.ts';
import { pageWithUsers, withUsers } from '../../domain/operations/view-groups.ts';
import { bearerCredentials } from '../../http/credentials.ts';
import { type Dialect, route } from '../dialect.ts';
import { decodeCreate, decodeGroupId, decodeOwnGroups } from './decode.ts';
import { encodeCreated, encodeFound, encodeGroupPage } from './encode.ts';
import { encodeFault, encodeRefusal } from './errors.ts';

/**
 * SelfCommunity's group API, version 2. Not served yet: all of it but creating a group,
 * reading one, and the caller's own. Never served: payments, feeds and notifications.
 */
export const selfCommunity: Dialect = {
  name: 'selfcommunity',
  prefixes: ['/api/v2'],
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  withoutToken: null,
  credentials: bearerCredentials,
  encodeRefusal,
  encodeFault,
  routes: [
    route({
      method: 'POST',
      path: '/group/',
      decode: decodeCreate,
      run: withUsers(createGroup),
      encode: encodeCreated,
    }),
    route({
      method: 'GET',
      path: '/group/',
      decode: decodeOwnGroups,
      run: pageWithUsers(listOwnGroups),
      encode: encodeGroupPage,
    }),
    route({
      method: 'GET',
      path: '/group/:id/',
      decode: decodeGroupId,
      run: withUsers(getGroup),
      encode: encodeFound,
    }),
  ],
};
