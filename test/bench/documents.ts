/** What the workloads ask for, for each kind of GraphQL schema. */
interface Documents {
  readonly W1: string;
  readonly W2: string;
  readonly W3: string;
  readonly S: string;
  readonly M: string;
}

const USER = 'id username realName avatarUrl';
const GROUP = `id databaseId name slug description privacy visible subscribersCount createdAt
  createdBy { ${USER} } managedBy { ${USER} }`;
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

const graphql: Documents = {
  W1: `mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) { group { ${GROUP} } userErrors { code field message } }
  }`,
  W2: `query Groups($first: Int) { groups(first: $first) { nodes { ${GROUP} } ${PAGE_INFO} } }`,
  W3: `query Group($id: SafeInt!) { group(by: { databaseId: $id }) { ${GROUP} } }`,
  S: `query Search($first: Int, $filter: GroupFilter) {
    groups(first: $first, filter: $filter) { nodes { ${GROUP} } ${PAGE_INFO} }
  }`,
  M: `query Members($id: SafeInt!, $first: Int) {
    group(by: { databaseId: $id }) {
      id name members(first: $first) { totalCount nodes { status since user { ${USER} } } ${PAGE_INFO} }
    }
  }`,
};

const PG_GROUP = GROUP.replace('databaseId', 'databaseId: rowId')
  .replace('createdBy', 'createdBy: userByCreatedById')
  .replace('managedBy', 'managedBy: userByManagedById');

/** The same by the names that PostGraphile gives; it does not search, and counts members by counting them. */
const postgraphile: Omit<Documents, 'S'> = {
  W1: `mutation CreateGroup($input: MakeGroupInput!) { createGroup: makeGroup(input: $input) { group: result { ${PG_GROUP} } } }`,
  W2: `query Groups($first: Int) {
    groups: allGroups(first: $first, orderBy: [NAME_KEY_ASC, ROW_ID_ASC]) { nodes { ${PG_GROUP} } ${PAGE_INFO} }
  }`,
  W3: `query Group($id: Int!) { group: groupByRowId(rowId: $id) { ${PG_GROUP} } }`,
  M: `query Members($id: Int!, $first: Int) {
    group: groupByRowId(rowId: $id) {
      id name members: membershipsByGroupId(
        first: $first, condition: { status: SUBSCRIBED }, orderBy: [SINCE_ASC, USER_ID_ASC]
      ) { nodes { status since user: userByUserId { ${USER} } } ${PAGE_INFO} }
    }
  }`,
};

export const DOCUMENTS = { graphql, postgraphile: { ...postgraphile, S: '' } } satisfies Record<string, Documents>;

/** The same question in so many documents that no two are the same text: each has a name and an alias of its own. */
export function distinct(name: 'W2' | 'W3', count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    graphql[name].replace(/^query \w+/, `query Q${index}`).replace(/ (groups?)\(/, ` a${index}: $1(`),
  );
}
