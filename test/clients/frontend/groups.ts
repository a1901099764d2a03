import type { ApolloClient } from '@apollo/client';
import { graphql } from './generated/gql.ts';
import type { CreateGroupInput, GroupCardFragment } from './generated/graphql.ts';

graphql(`
  fragment GroupCard on Group {
    id
    name
    slug
    description
    privacy
    subscribersCount
    createdAt
    image(size: BIG)
    managedBy {
      username
    }
    viewerRole
  }
`);

const createGroupMutation = graphql(`
  mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) {
      group {
        ...GroupCard
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

const groupsQuery = graphql(`
  query Groups($search: String, $after: String) {
    groups(filter: { search: $search }, first: 10, after: $after) {
      nodes {
        ...GroupCard
      }
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The new group's card, or the form's messages by field. */
export async function submitGroup(client: ApolloClient, input: CreateGroupInput) {
  const { data } = await client.mutate({ mutation: createGroupMutation, variables: { input } });
  const payload = data?.createGroup;
  const messages = (payload?.userErrors ?? []).map(({ field, code }) => `${field?.join('.') ?? ''}: ${code}`);
  return { card: payload?.group ? cardText(payload.group) : null, messages };
}

/** One tap for a usual kind of group. */
export function startClub(client: ApolloClient, topic: string) {
  return submitGroup(client, { name: `${topic} club`, privacy: 'PUBLIC' });
}

export async function listGroups(client: ApolloClient, search: string | null) {
  const { data } = await client.query({ query: groupsQuery, variables: { search } });
  return { cards: (data?.groups.nodes ?? []).map(cardText), total: data?.groups.totalCount ?? 0 };
}

function cardText(group: GroupCardFragment): string {
  const role = group.viewerRole === 'MANAGER' ? ' (yours)' : '';
  return `${group.name.toUpperCase()}${role}, ${group.privacy.toLowerCase()}, ${group.subscribersCount.toFixed(0)} in it, by ${group.managedBy.username}: ${group.description.trim()}`;
}
