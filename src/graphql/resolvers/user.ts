import { pageGroupsOf } from '../../domain/operations/list-groups-of.ts';
import { valueOrThrow } from '../errors/top-level-error.ts';
import { connectionOf, decodeSlice, exactly } from '../relay/connections.ts';
import { encodeGlobalId } from '../relay/global-ids.ts';
import type { UserResolvers } from '../types.generated.ts';

export const User: UserResolvers = {
  id: (user) => encodeGlobalId('User', user.id),
  databaseId: (user) => user.id,
  bio: async (user, _args, { loaders }) => (await loaders.profile.load(user.id)).bio,
  website: async (user, _args, { loaders }) => (await loaders.profile.load(user.id)).website,
  groups: async (user, args, { deps, viewer, loaders }) => {
    const page = valueOrThrow(
      await pageGroupsOf(deps, viewer, { userId: user.id, slice: decodeSlice(args, 'NAME') }, (slice) =>
        loaders.groupsOf(slice).load(user.id),
      ),
    );
    const count = async () => exactly(await loaders.groupsOfCount.load(user.id));
    return connectionOf(page, 'NAME', ({ group, position }) => ({ node: group, position }), count);
  },
};
