import type { IncomingHttpHeaders } from 'node:http';
import DataLoader from 'dataloader';
import { type Data, type GroupRow, type NewGroup, openData, type UserRow } from './data.ts';
import { cursor, endOf, globalId, moment } from './json.ts';
import { readSettings } from './settings.ts';
import { viewerReader } from './viewer.ts';

/** The part of schema.graphql that the workloads ask for; the scalars are handed through as they are. */
export const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar SafeInt
  scalar URL
  enum GroupPrivacy { PUBLIC PRIVATE }
  enum SubscriptionStatus { SUBSCRIBED INVITED REQUESTED }
  enum UserErrorCode { INVALID UNIQUE }
  type Query {
    group(by: GroupBy!): Group
    groups(filter: GroupFilter, first: Int): GroupConnection!
  }
  type Mutation { createGroup(input: CreateGroupInput!): CreateGroupPayload! }
  input GroupBy { databaseId: SafeInt! }
  input GroupFilter { search: String }
  input CreateGroupInput { name: String! description: String privacy: GroupPrivacy! visible: Boolean }
  type CreateGroupPayload { group: Group userErrors: [UserError!]! }
  type UserError { code: UserErrorCode! field: [String!] message: String! }
  type Group {
    id: ID!
    databaseId: SafeInt!
    name: String!
    slug: String!
    description: String!
    privacy: GroupPrivacy!
    visible: Boolean!
    subscribersCount: Int!
    createdAt: DateTime!
    createdBy: User!
    managedBy: User!
    members(first: Int): MembershipConnection
  }
  type User { id: ID! username: String! realName: String! avatarUrl: URL }
  type Membership { user: User! status: SubscriptionStatus! since: DateTime! }
  type GroupConnection { nodes: [Group!]! pageInfo: PageInfo! }
  type MembershipConnection { nodes: [Membership!]! pageInfo: PageInfo! totalCount: Int! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`;

export interface Context {
  readonly viewerId: number;
  readonly users: DataLoader<number, User | null>;
}

export type User = ReturnType<typeof userOf>;
export type Group = ReturnType<typeof groupOf>;
export type Member = { readonly userId: number };

const settings = readSettings();
export const { port, transport } = settings;
const data = openData(settings);
const readViewer = viewerReader(settings.secret);

/** Null for a bad token. */
export async function contextOf(headers: IncomingHttpHeaders): Promise<Context | null> {
  const viewerId = await readViewer(headers);
  return viewerId === null ? null : { viewerId, users: userLoader(data) };
}

function userLoader({ users }: Data): DataLoader<number, User | null> {
  return new DataLoader(async (ids) => {
    const found = users(ids);
    return ids.map((id) => {
      const row = found.get(id);
      return row ? userOf(row) : null;
    });
  });
}

function userOf({ id, username, real_name, avatar_url }: UserRow) {
  return { id: globalId('User', id), username, realName: real_name, avatarUrl: avatar_url };
}

/** With the names of the schema, so that only what has to be looked up needs a resolver. */
function groupOf(row: GroupRow) {
  return {
    id: globalId('Group', row.id),
    databaseId: row.id,
    name: row.name,
    slug: row.slug,
    description: row.description,
    privacy: row.privacy,
    visible: row.visible === 1,
    subscribersCount: row.subscribers_count,
    createdAt: moment(row.created_at),
    createdById: row.created_by_id,
    managedById: row.managed_by_id,
    mayListMembers: row.privacy === 'PUBLIC' || row.status === 'SUBSCRIBED',
  };
}

interface PageArguments {
  readonly first?: number | null;
  readonly filter?: { readonly search?: string | null } | null;
}

const pageSize = (first: number | null | undefined): number => Math.min(Math.max(first ?? 20, 0), 100);

export const rootResolvers = {
  Query: {
    group: (_root: unknown, { by }: { readonly by: { readonly databaseId: number } }, { viewerId }: Context) => {
      const found = data.group(viewerId, by.databaseId);
      return found && groupOf(found);
    },
    groups: async (_root: unknown, { filter, first }: PageArguments, { viewerId }: Context) => {
      const size = pageSize(first);
      const search = filter?.search;
      const found = search ? await data.search(viewerId, search, size + 1) : data.groups(viewerId, size + 1);
      const rows = found.slice(0, size);
      const last = rows.at(-1);
      return {
        nodes: rows.map(groupOf),
        pageInfo: { hasNextPage: found.length > size, endCursor: last ? endOf(last) : null },
      };
    },
  },
  Mutation: {
    createGroup: async (_root: unknown, { input }: { readonly input: NewGroup }, { viewerId }: Context) => {
      const created = await data.createGroup(viewerId, input);
      if (!('reason' in created)) return { group: groupOf(created), userErrors: [] };
      const { field, reason } = created;
      const code = reason === 'unique' ? 'UNIQUE' : 'INVALID';
      return { group: null, userErrors: [{ code, field: [field], message: `The ${field} cannot be taken.` }] };
    },
  },
  Group: {
    members: (group: Group, { first }: PageArguments) => {
      if (!group.mayListMembers) return null;
      const size = pageSize(first);
      const found = data.members(group.databaseId, size + 1);
      const rows = found.slice(0, size);
      const last = rows.at(-1);
      return {
        totalCount: group.subscribersCount,
        nodes: rows.map(({ user_id, status, since }) => ({ userId: user_id, status, since: moment(since) })),
        pageInfo: {
          hasNextPage: found.length > size,
          endCursor: last ? cursor('SINCE', last.since, last.user_id) : null,
        },
      };
    },
  },
};

export const resolvers = {
  ...rootResolvers,
  Group: {
    ...rootResolvers.Group,
    createdBy: (group: Group, _args: unknown, { users }: Context) => users.load(group.createdById),
    managedBy: (group: Group, _args: unknown, { users }: Context) => users.load(group.managedById),
  },
  Membership: {
    user: (member: Member, _args: unknown, { users }: Context) => users.load(member.userId),
  },
};
