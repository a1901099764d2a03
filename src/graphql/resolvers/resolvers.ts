import type { Counted } from '../connections.ts';
import type { Resolvers } from '../types.generated.ts';
import { Group, Membership } from './group.ts';
import { ImageData } from './image-data.ts';
import { Mutation } from './mutation.ts';
import { PageRequest } from './page-request.ts';
import { Query } from './query.ts';
import { scalars } from './scalars.ts';
import { User } from './user.ts';

const connection = { totalCount: (counted: Counted) => counted.count() };

export const resolvers: Resolvers = {
  Query,
  Mutation,
  Node: { __resolveType: (node) => ('username' in node ? 'User' : 'Group') },
  Group,
  GroupConnection: connection,
  Membership,
  MembershipConnection: connection,
  PageRequest,
  PageRequestConnection: connection,
  User,
  UserConnection: connection,
  ...scalars,
  ImageData,
};
