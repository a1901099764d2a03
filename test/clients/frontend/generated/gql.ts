/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment GroupCard on Group {\n    id\n    name\n    slug\n    description\n    privacy\n    subscribersCount\n    createdAt\n    image(size: BIG)\n    managedBy {\n      username\n    }\n    viewerRole\n  }\n": typeof types.GroupCardFragmentDoc,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      group {\n        ...GroupCard\n      }\n      userErrors {\n        code\n        field\n        message\n      }\n    }\n  }\n": typeof types.CreateGroupDocument,
    "\n  query Groups($search: String, $after: String) {\n    groups(filter: { search: $search }, first: 10, after: $after) {\n      nodes {\n        ...GroupCard\n      }\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.GroupsDocument,
};
const documents: Documents = {
    "\n  fragment GroupCard on Group {\n    id\n    name\n    slug\n    description\n    privacy\n    subscribersCount\n    createdAt\n    image(size: BIG)\n    managedBy {\n      username\n    }\n    viewerRole\n  }\n": types.GroupCardFragmentDoc,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      group {\n        ...GroupCard\n      }\n      userErrors {\n        code\n        field\n        message\n      }\n    }\n  }\n": types.CreateGroupDocument,
    "\n  query Groups($search: String, $after: String) {\n    groups(filter: { search: $search }, first: 10, after: $after) {\n      nodes {\n        ...GroupCard\n      }\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.GroupsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment GroupCard on Group {\n    id\n    name\n    slug\n    description\n    privacy\n    subscribersCount\n    createdAt\n    image(size: BIG)\n    managedBy {\n      username\n    }\n    viewerRole\n  }\n"): (typeof documents)["\n  fragment GroupCard on Group {\n    id\n    name\n    slug\n    description\n    privacy\n    subscribersCount\n    createdAt\n    image(size: BIG)\n    managedBy {\n      username\n    }\n    viewerRole\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      group {\n        ...GroupCard\n      }\n      userErrors {\n        code\n        field\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      group {\n        ...GroupCard\n      }\n      userErrors {\n        code\n        field\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Groups($search: String, $after: String) {\n    groups(filter: { search: $search }, first: 10, after: $after) {\n      nodes {\n        ...GroupCard\n      }\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Groups($search: String, $after: String) {\n    groups(filter: { search: $search }, first: 10, after: $after) {\n      nodes {\n        ...GroupCard\n      }\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;