/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a new group is to be. */
export type CreateGroupInput = {
  /** Its colour. SC: `color`. */
  color?: string | null | undefined;
  /** The country it is about. */
  country?: string | null | undefined;
  /** The cover; cut to 1920 by 1080. SC: `emotional_image_original`. */
  coverImage?: string | null | undefined;
  /** Which part of the cover matters, from 0 (top) to 100 (bottom); 50 when left out. SC: `emotional_image_position`. */
  coverImagePosition?: number | null | undefined;
  /** What the group is about, in at most 500 characters; "" when left out. SC and rooms: `description`. */
  description?: string | null | undefined;
  /** Whether clients should not offer to join; false when left out. Rooms: `hideFollowJoinButton`. */
  hideJoinButton?: boolean | null | undefined;
  /**
   * Makes the call safe to repeat, for 24 hours: with the same key and input the first answer comes again, and no
   * second group. People, counts and rights in it are those of now, and a group that the viewer may no longer see is
   * `NOT_FOUND`. At most 255 ASCII characters. REST: the header `Idempotency-Key`.
   */
  idempotencyKey?: string | null | undefined;
  /** The picture; cut to squares. SC: `image_original`. Rooms: `avatar`. */
  image?: string | null | undefined;
  /** Users to invite, at most 500, by global id. An unknown one refuses the whole call; the viewer is skipped. Scope: `room.invite`, too. SC: `invite_users`. */
  inviteUserIds?: Array<string | number> | null | undefined;
  /** What people call it: 1 to 50 characters, trimmed, without control characters and others that cannot be shown. It is claimed: no other group that claims its name may have it, whatever its case. Rooms claim none. SC and rooms: `name`. */
  name: string;
  /** Who may join. SC: `privacy`. Rooms: `public`. */
  privacy: GroupPrivacy;
  /** What names it in addresses: 1 to 50 of A-Z, a-z, 0-9, `-`, `_` and `.`, with a letter or digit; a page's is a label of a domain. Made from the name when left out. Unique, ignoring case. SC: `slug`. Rooms: `url`. */
  slug?: string | null | undefined;
  /** Whether strangers can find a private group; true when left out, and always true of a public one. SC: `visible`. */
  visible?: boolean | null | undefined;
};

/** Who may join a group. */
export type GroupPrivacy =
  /** Those who are invited, or whose request is accepted; only members see the members. */
  | 'PRIVATE'
  /** Anyone; and anyone may see it and its members. */
  | 'PUBLIC';

/** What a member is in a group. */
export type MemberRole =
  /** Helps the manager: may change the group and look after its members. */
  | 'ADMIN'
  /** The owner, one to a group. */
  | 'MANAGER'
  /** Nothing but a member. */
  | 'MEMBER';

/** What can be wrong with a call or one of its fields. */
export type UserErrorCode =
  /** A value is empty, or nothing of it can be seen. */
  | 'BLANK'
  /** The user that an id names does not exist. */
  | 'DOES_NOT_EXIST'
  /** The viewer may see the group, but not do this to it. */
  | 'FORBIDDEN'
  /** The idempotency key was used for a call with another input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The first call with this idempotency key has not ended yet. */
  | 'IDEMPOTENCY_IN_FLIGHT'
  /** The token does not have the scope for this. */
  | 'INSUFFICIENT_SCOPE'
  /** A value has not the right form, or is an image that cannot be read. */
  | 'INVALID'
  /** A value is none of those that can be chosen. */
  | 'INVALID_CHOICE'
  /** A value is too long, or a list holds too much. */
  | 'MAX_LENGTH'
  /** A value is too short. */
  | 'MIN_LENGTH'
  /** The user that an id names is not a member of the group, though perhaps invited to it, or waiting to be let in. */
  | 'NOT_A_MEMBER'
  /** What the call is about does not exist, or is hidden from the viewer. */
  | 'NOT_FOUND'
  /** A value is missing. */
  | 'REQUIRED'
  /** As many wait to be let into the group as may: ask again once some of them have been answered, or be invited. */
  | 'TOO_MANY_JOIN_REQUESTS'
  /** The call needs a token. */
  | 'UNAUTHENTICATED'
  /** Another group has this value already. */
  | 'UNIQUE';

export type GroupCardFragment = { __typename: 'Group', id: string, name: string, slug: string, description: string, privacy: GroupPrivacy, subscribersCount: number, createdAt: string, image: string | null, viewerRole: MemberRole | null, managedBy: { __typename: 'User', username: string } };

export type CreateGroupMutationVariables = Exact<{
  input: CreateGroupInput;
}>;


export type CreateGroupMutation = { __typename: 'Mutation', createGroup: { __typename: 'CreateGroupPayload', group: { __typename: 'Group', id: string, name: string, slug: string, description: string, privacy: GroupPrivacy, subscribersCount: number, createdAt: string, image: string | null, viewerRole: MemberRole | null, managedBy: { __typename: 'User', username: string } } | null, userErrors: Array<{ __typename: 'UserError', code: UserErrorCode, field: Array<string> | null, message: string }> } };

export type GroupsQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type GroupsQuery = { __typename: 'Query', groups: { __typename: 'GroupConnection', totalCount: number, nodes: Array<{ __typename: 'Group', id: string, name: string, slug: string, description: string, privacy: GroupPrivacy, subscribersCount: number, createdAt: string, image: string | null, viewerRole: MemberRole | null, managedBy: { __typename: 'User', username: string } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } };

export const GroupCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GroupCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Group"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"privacy"}},{"kind":"Field","name":{"kind":"Name","value":"subscribersCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"size"},"value":{"kind":"EnumValue","value":"BIG"}}]},{"kind":"Field","name":{"kind":"Name","value":"managedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<GroupCardFragment, unknown>;
export const CreateGroupDocument = {"__meta__":{"hash":"sha256:e9015516acf24f8f24e42ca9d34ca8790a8c676427071c2e0cc5fc8d54d5285d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateGroup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateGroupInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"createGroup"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GroupCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Group"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"privacy"}},{"kind":"Field","name":{"kind":"Name","value":"subscribersCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"size"},"value":{"kind":"EnumValue","value":"BIG"}}]},{"kind":"Field","name":{"kind":"Name","value":"managedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<CreateGroupMutation, CreateGroupMutationVariables>;
export const GroupsDocument = {"__meta__":{"hash":"sha256:146e602d2163871da948bfe9c25b4f4768039a19f81ec656ebb29c80c5825b72"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Groups"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GroupCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Group"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"privacy"}},{"kind":"Field","name":{"kind":"Name","value":"subscribersCount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"size"},"value":{"kind":"EnumValue","value":"BIG"}}]},{"kind":"Field","name":{"kind":"Name","value":"managedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewerRole"}}]}}]} as unknown as DocumentNode<GroupsQuery, GroupsQueryVariables>;