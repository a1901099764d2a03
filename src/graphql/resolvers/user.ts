import { countUsers } from '../../domain/operations/list-users.ts';
import { valueOrThrow } from '../errors.ts';
import { encodeGlobalId } from '../global-ids.ts';
import type { UserConnectionResolvers, UserResolvers } from '../types.generated.ts';

export const User: UserResolvers = {
  id: (user) => encodeGlobalId('User', user.id),
  databaseId: (user) => user.id,
};

export const UserConnection: UserConnectionResolvers = {
  totalCount: async ({ search }, _args, { deps, viewer }) => valueOrThrow(await countUsers(deps, viewer, search)),
};
