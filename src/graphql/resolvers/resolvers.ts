import {
  CountryCodeResolver,
  DateTimeResolver,
  HexColorCodeResolver,
  SafeIntResolver,
  URLResolver,
} from 'graphql-scalars';
import type { Resolvers } from '../types.generated.ts';
import { createGroupResolver } from './create-group.ts';
import { Group, GroupConnection } from './group.ts';
import { ImageData } from './image-data.ts';
import { Query } from './query.ts';
import { User, UserConnection } from './user.ts';

export const resolvers: Resolvers = {
  Query,
  Mutation: { createGroup: createGroupResolver },
  Node: { __resolveType: (node) => ('username' in node ? 'User' : 'Group') },
  Group,
  GroupConnection,
  User,
  UserConnection,
  CountryCode: CountryCodeResolver,
  DateTime: DateTimeResolver,
  HexColorCode: HexColorCodeResolver,
  ImageData,
  SafeInt: SafeIntResolver,
  URL: URLResolver,
};
