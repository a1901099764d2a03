import { type Dear, get, graphql, one, signed } from './dear.ts';

/** What is dear about them is the document itself: its parsing, validation and compiling. */
const repeated = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join(' ');
const TYPE = '{ kind name fields { name args { name type { name } } type { name ofType { name ofType { name } } } } }';
const inDevelopment = { production: false };

export const dearDocuments: readonly Dear[] = [
  one(2, '650 fields inside each other', () => graphql(`${'{ a '.repeat(650)}${'}'.repeat(650)}`)),
  one(2, '1,900 lists inside each other', () => graphql(`{ node(id: ${'['.repeat(1_900)}`)),
  one(2, '200 fragments, each spread twice by the one before', () =>
    graphql(
      `{ ...F0 } ${repeated(200, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F200 on Query { viewer { id } }`,
    ),
  ),
  one(2, '300 fragments that nobody uses', () =>
    graphql(`{ viewer { id } } ${repeated(300, (n) => `fragment F${n} on User { id }`)}`),
  ),
  one(2, '2,000 fragments', () =>
    graphql(`{ viewer { id } } ${repeated(2_000, (n) => `fragment F${n} on User { id }`)}`),
  ),
  one(2, 'one field 1,900 times', () => graphql(`{ viewer { ${'id '.repeat(1_900)} } }`)),
  one(2, 'one field of arguments 180 times', () =>
    graphql(`{ viewer { id } ${'groups(first: 1) { nodes { id } } '.repeat(180)} }`),
  ),
  one(2, '130 different fields of one name', () =>
    graphql(`{ ${repeated(130, (n) => `groups(first: ${n}) { nodes { id } }`)} }`),
  ),
  one(2, '40 fragments that all overlap', () =>
    graphql(
      `{ ${repeated(40, (n) => `...F${n}`)} } ${repeated(40, (n) => `fragment F${n} on Query { viewer { id a: username groups { nodes { id b: name } } } ${repeated(5, (m) => `...F${(n + m) % 40 > n ? (n + m) % 40 : n}`).replaceAll(`...F${n}`, '')} }`)}`,
    ),
  ),
  one(2, '650 aliases', () => graphql(`{ ${repeated(650, (n) => `a${n}: __typename`)} }`)),
  one(2, '350 variables', () => graphql(`query (${repeated(350, (n) => `$v${n}: Int = 1`)}) { viewer { id } }`)),
  one(2, '900 directives', () => graphql(`{ viewer { id ${'@a '.repeat(900)} } }`)),
  one(2, '280 conditions', () => graphql(`{ viewer { id ${'@include(if: true) '.repeat(280)} } }`)),
  one(2, '150 operations', () => graphql(repeated(150, (n) => `query Q${n} { viewer { id groups { totalCount } } }`))),
  one(2, '1,900 comments', () => graphql(`${'#\n'.repeat(1_900)}{ viewer { id } }`)),
  one(2, 'a comment of 7 MB', () => graphql(`# ${'c'.repeat(7e6)}\n{ viewer { id } }`)),
  one(2, 'a name of 7 MB', () => graphql(`{ ${'n'.repeat(7e6)} }`)),
  one(2, 'a text of 7 MB in a document', () => graphql(`{ node(id: "${'x'.repeat(7e6)}") { id } }`)),
  one(2, 'a number of 7 MB in a document', () => graphql(`{ groups(first: ${'9'.repeat(7e6)}) { totalCount } }`)),
  one(
    2,
    '120 names that nearly are',
    () => graphql(`{ groups { nodes { ${repeated(120, (n) => `subscribersCoun${n}`)} } } }`),
    inDevelopment,
  ),
  one(2, 'a name of 7 MB that nearly is', () => graphql(`{ viewer${'r'.repeat(7e6)} }`), inDevelopment),
  one(
    2,
    'ten introspections',
    () => graphql(`{ ${repeated(10, (n) => `a${n}: __schema { types ${TYPE} }`)} }`),
    inDevelopment,
  ),
  one(
    2,
    'ten times one type',
    () => graphql(`{ ${repeated(10, (n) => `a${n}: __type(name: "Group") ${TYPE}`)} }`),
    inDevelopment,
  ),
  one(
    2,
    'types of types of types',
    () => graphql('{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }'),
    inDevelopment,
  ),
  one(2, 'a persisted query of 7 MB', () => {
    const { headers, method, path } = graphql('');
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    return {
      headers,
      method,
      path,
      body: Buffer.from(JSON.stringify({ query: `# ${'c'.repeat(7e6)}\n{ __typename }`, extensions })),
    };
  }),
  one(2, 'a document of 15 KiB by GET', () =>
    get(`/graphql?query=${encodeURIComponent(`{ ${'viewer { id } '.repeat(380)} }`)}`),
  ),
  one(2, '500 userIds', (hall) => signed(hall, toInvite(500))),
  one(2, '100,000 userIds', (hall) => signed(hall, toInvite(100_000))),
];

function toInvite(count: number) {
  const userIds = Array.from({ length: count }, (_, n) => Buffer.from(`User:${n + 1}`).toString('base64'));
  const query = 'mutation ($i: CreateGroupInput!) { createGroup(input: $i) { userErrors { code } } }';
  return graphql(query, { i: { name: `Invited ${count}`, privacy: 'PRIVATE', inviteUserIds: userIds } });
}
