import { FOLDING_VERSION } from '../../../src/domain/folding.ts';
import { BUSY_USER, CROWD, WRITER } from './data.ts';
import { type Dear, get, graphql, one, several, signed } from './dear.ts';

/** What is dear about them is what they ask the database for: points 8 and 10 of the issue. */
const WORDS = 'th he in er an re on at en nd a';

/** Ten fields at the root, the most that an operation may have; `#` is the number of each. */
const ten = (field: string) =>
  graphql(`{ ${Array.from({ length: 10 }, (_, n) => `a${n}: ${field.replaceAll('#', String(n))}`).join(' ')} }`);
const counted: readonly Dear[] = [
  one(8, 'ten counts of a search of ten words', () =>
    ten(`groups(first: 0, filter: { search: "${WORDS}" }) { totalCount }`),
  ),
  one(8, 'ten counts of ten different searches', () => {
    const searches = WORDS.split(' ').map((word) => WORDS.replace(word, ''));
    const field = (text: string, n: number) => `a${n}: groups(first: 0, filter: { search: "${text}" }) { totalCount }`;
    return graphql(`{ ${searches.slice(0, 10).map(field).join(' ')} }`);
  }),
  one(8, 'ten counts of a search of one letter', () => ten('groups(first: 0, filter: { search: "a" }) { totalCount }')),
  one(8, 'ten counts of a search of two letters', () =>
    ten('groups(first: 0, filter: { search: "th" }) { totalCount }'),
  ),
  one(8, 'ten counts of a search that finds nothing', () =>
    ten('groups(first: 0, filter: { search: "the the# the and ing xqzq" }) { totalCount }'),
  ),
  one(8, 'ten counts with filters', () =>
    ten('groups(first: 0, filter: { privacy: PRIVATE, kind: GROUP }) { totalCount }'),
  ),
  one(8, 'ten lists of pages, of which there are none', () =>
    ten('groups(first: 20, filter: { kind: PAGE }) { nodes { id } totalCount }'),
  ),
  one(8, 'ten lists of pages by activity', () =>
    ten(
      'groups(first: 20, filter: { kind: PAGE }, orderBy: { field: LATEST_ACTIVITY, direction: DESC }) { nodes { id } }',
    ),
  ),
  one(8, 'ten searches for pages', () =>
    ten('groups(first: 20, filter: { kind: PAGE, search: "the" }) { nodes { id } totalCount }'),
  ),
  ...['LATEST_ACTIVITY', 'CREATED_AT', 'SUBSCRIBERS_COUNT', 'NAME', 'RELEVANCE'].map((field) =>
    one(8, `ten searches by ${field}`, () =>
      ten(
        `groups(first: 20, filter: { search: "${WORDS}" }, orderBy: { field: ${field}, direction: DESC }) { nodes { id } }`,
      ),
    ),
  ),
  one(8, 'ten searches for a seldom word by LATEST_ACTIVITY', () =>
    ten(
      'groups(first: 20, filter: { search: "lantern granite" }, orderBy: { field: LATEST_ACTIVITY }) { nodes { id } }',
    ),
  ),
  one(8, 'ten searches of the last page', () => ten('groups(last: 20, filter: { search: "the" }) { nodes { id } }')),
  one(8, 'ten searches of 250 words', () =>
    ten(`groups(filter: { search: "${'th he in er '.repeat(60)}" }) { totalCount }`),
  ),
  one(8, 'ten counts of users found', (hall) => signed(hall, ten('users(first: 0, search: "a") { totalCount }'))),
  one(8, 'ten searches for users', (hall) =>
    signed(hall, ten('users(first: 20, search: "e a o#") { nodes { id } totalCount }')),
  ),
  one(8, 'ten searches for users of whom there are none', (hall) =>
    signed(hall, ten('users(search: "xqzq the#") { nodes { id } totalCount }')),
  ),
];

const listed: readonly Dear[] = [
  one(8, 'ten times the groups of one in 60,000', () =>
    ten(`user(by: { databaseId: ${BUSY_USER} }) { groups(first: 20) { nodes { id } totalCount } }`),
  ),
  one(8, 'ten times the last groups of one in 60,000', () =>
    ten(`user(by: { databaseId: ${BUSY_USER} }) { groups(last: 20) { nodes { id } totalCount } }`),
  ),
  one(8, 'ten times the own groups of one in 60,000', async (hall) =>
    signed(hall, ten('groups(filter: { viewerRole: [MEMBER] }) { nodes { id } totalCount }'), BUSY_USER),
  ),
  one(8, 'ten searches among the own 60,000 groups', async (hall) =>
    signed(hall, ten(`groups(filter: { viewerRole: [MEMBER], search: "the" }) { nodes { id } totalCount }`), BUSY_USER),
  ),
  one(8, 'ten times 100,000 members', () =>
    ten(`group(by: { databaseId: ${CROWD} }) { members(first: 100) { nodes { user { id } } totalCount } }`),
  ),
  one(8, 'members of the members of 50 groups', () =>
    graphql(
      '{ groups(first: 40) { nodes { members(first: 100) { nodes { user { groups(first: 1) { totalCount } } } } } } }',
    ),
  ),
  one(8, 'lists of 100 creators and their groups', () =>
    graphql(
      '{ groups(first: 100) { nodes { createdBy { groups(first: 90) { nodes { id managedBy { id } } totalCount } } } } }',
    ),
  ),
  one(8, '10,000 nodes by their ids', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => Buffer.from(`Group:${n * 19 + 1}`).toString('base64'));
    return graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Group { name managedBy { id } } } }', { ids });
  }),
  one(8, '200,000 ids', () =>
    graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(200_000).fill('a') }),
  ),
  one(8, 'an id of 7 MB', () => graphql('query ($id: ID!) { node(id: $id) { id } }', { id: 'A'.repeat(7e6) })),
  one(8, 'a cursor of 7 MB', () =>
    graphql('query ($after: String) { groups(after: $after) { nodes { id } } }', { after: 'W10='.repeat(1_750_000) }),
  ),
  one(8, 'ten long cursors', () =>
    ten(
      `groups(after: "${Buffer.from(JSON.stringify([`NAME ${FOLDING_VERSION}`, 'x'.repeat(600), 1])).toString('base64')}") { nodes { id } }`,
    ),
  ),
];

const rest: readonly Dear[] = [
  ...[
    '/api/v2/group/search/?limit=100&offset=999999999999999',
    '/api/v2/group/search/?limit=100&offset=180000',
    '/api/v2/group/search/?search=the&limit=100&offset=190000',
    '/api/v2/group/search/?search=the&limit=100&offset=9900',
    `/api/v2/group/search/?search=${encodeURIComponent(WORDS)}&limit=100`,
    `/api/v2/group/${CROWD}/subscribe/?limit=100&offset=99900`,
    `/api/v2/group/${CROWD}/subscribe/?limit=100&offset=999999999999999`,
    `/api/v2/user/${BUSY_USER}/groups/?limit=100&offset=59000`,
    `/api/v2/user/${BUSY_USER}/groups/?limit=100`,
  ].map((path) => one(8, `GET ${path}`, () => get(path))),
  ...[
    '/v1/rooms/search?query=the&page=2000&limit=100',
    '/v1/rooms/search?query=the&page=100&limit=100',
    `/v1/rooms/search?query=${encodeURIComponent(WORDS)}&limit=100`,
    '/v1/rooms/search?roomType=page&limit=100',
    '/v1/rooms/search?limit=100&page=1000000',
    `/v1/rooms/${CROWD}/members?limit=100&page=1000`,
    `/v1/rooms/${CROWD}/members?limit=100&page=1000000`,
  ].map((path) => one(8, `GET ${path}`, (hall) => signed(hall, get(path)))),
  ...[
    '/v1/rooms/joined-rooms?page=10000',
    '/v1/rooms/joined-rooms?query=the&sortBy=LATEST_ACTIVITY',
    '/v1/users/my-rooms?page=600&limit=100',
    '/api/v2/group/?limit=100&offset=59000',
    '/api/v2/group/?search=the&limit=100',
    '/api/v2/group/user/',
    `/api/v2/group/${CROWD}/invite/?search=a`,
    '/api/v2/user/group/groups_to_address_a_contribution/?limit=100&offset=59000',
  ].map((path) => one(8, `GET ${path}, of one in 60,000 groups`, (hall) => signed(hall, get(path), BUSY_USER))),
];

const longAliases = Array.from({ length: 15 }, (_, n) => `a${n}: description`).join(' ');
const longTexts = (each: number) =>
  graphql(`{ groups(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) {
    nodes { createdBy { groups(first: ${each}) { nodes { ${longAliases} } } } } } }`);

const large: readonly Dear[] = [
  one(10, 'an answer of 147 MB', () => longTexts(48), { onSmallHeap: true }),
  several(10, 'an answer of 147 MB, three at once', 3, () => longTexts(48), { onSmallHeap: true }),
  several(10, 'an answer of 12 MB, ten at once', 10, () => longTexts(4), { onSmallHeap: true }),
  one(
    10,
    'the longest texts of a user, by ten fields',
    () =>
      ten(
        `user(by: { databaseId: ${WRITER} }) { groups(first: 98) { nodes { description id createdBy { id username } } } }`,
      ),
    { onSmallHeap: true },
  ),
  one(10, '10,000 objects of many fields', () =>
    graphql(`{ groups(first: 100) { nodes { createdBy { groups(first: 98) { nodes {
      id databaseId kind name slug privacy visible active verified subscribersCount createdAt lastActivityAt
      viewerRole viewerSubscriptionStatus viewerCanAdminister image coverImage } } } } } }`),
  ),
];

export const dearReads: readonly Dear[] = [...counted, ...listed, ...rest, ...large];
