import type { CountedList } from '../relay/connections.ts';
import type { Resolvers } from '../types.generated.ts';
import { Group, Membership } from './group.ts';
import { Mutation } from './mutation.ts';
import { PageRequest } from './page-request.ts';
import { Query } from './query.ts';
import { scalars } from './scalars.ts';
import { User } from './user.ts';

const connection = { totalCount: async (list: CountedList) => (await list.count()).count };
/** The connection of a list that can be searched. */
const searchable = {
  ...connection,
  totalCountIsExact: async (list: CountedList) => (await list.count()).isExact,
};

export const resolvers: Resolvers = {
  Query,
  Mutation,
  Node: { __resolveType: (node) => ('username' in node ? 'User' : 'Group') },
  Group,
  GroupConnection: searchable,
  Membership,
  MembershipConnection: connection,
  PageRequest,
  PageRequestConnection: connection,
  User,
  UserConnection: searchable,
  ...scalars,
};
