import { type Dear, get, graphql, one, post, signed } from './dear.ts';

/** What is dear about them is their reading: points 1 to 4 of the issue. */
const MIB = 1_024 * 1_024;
const CREATE = 'mutation ($i: CreateGroupInput!) { createGroup(input: $i) { userErrors { code } } }';
const SELFCOMMUNITY = '/api/v2/group/';
const ROOMS = '/v1/rooms/groups';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const unknownFields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}_${'x'.repeat(24)}`, 1]));
const wrongFields = (count: number) => `{ viewer { ${Array.from({ length: count }, (_, n) => `f${n}`).join(' ')} } }`;

/** Quadratic to normalize: the marks of one class have to pass all of the other. */
export const marks = (bytes: number) => `plain a${'\u0301'.repeat(bytes / 4)}${'\u0323'.repeat(bytes / 4)}`;
const SEARCH = 'query ($s: String!) { groups(filter: { search: $s }) { totalCount } }';

const unknown: readonly Dear[] = [
  one(1, '200,000 unknown input fields, 8 MB', () => graphql(CREATE, { i: unknownFields(200_000) }), {
    onSmallHeap: true,
  }),
  one(1, '100,000 unknown input fields, 4 MB', () => graphql(CREATE, { i: unknownFields(100_000) }), {
    onSmallHeap: true,
  }),
  one(1, '5,000 unknown input fields', () => graphql(CREATE, { i: unknownFields(5_000) })),
  one(1, 'a field of a wrong type, 7 MB', () => graphql(CREATE, { i: { name: ['x'.repeat(7 * MIB)] } })),
  one(1, 'an unknown field with a name of 7 MB', () => graphql(CREATE, { i: { ['k'.repeat(7 * MIB)]: 1 } })),
  one(1, '40,000 wrong roles', () => {
    const query = 'query ($r: [MemberRole!]) { groups(filter: { viewerRole: $r }) { totalCount } }';
    return graphql(query, { r: Array(40_000).fill('NONE') });
  }),
  one(1, '16,000 objects as ids', () =>
    graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(16_000).fill({}) }),
  ),
  one(1, '40,000 variables that nobody declared', () => graphql('{ viewer { id } }', unknownFields(40_000))),
];

const lines: readonly Dear[] = [
  one(2, '4,000,000 line breaks before 120 wrong fields', () => graphql('\n'.repeat(4_000_000) + wrongFields(120))),
  one(2, '500,000 line breaks before 120 wrong fields', () => graphql('\n'.repeat(500_000) + wrongFields(120))),
  one(2, '60,000 line breaks before 120 wrong fields', () => graphql('\n'.repeat(60_000) + wrongFields(120))),
  one(2, '30,000 line breaks of two bytes', () => graphql('\r\n'.repeat(30_000) + wrongFields(120))),
  one(2, '4,000,000 blanks before a document', () => graphql(`${' '.repeat(4_000_000)}{ viewer { id } }`)),
  one(2, '500,000 line breaks in a block string', () =>
    graphql(`{ node(id: """${'\n x'.repeat(500_000)}""") { id } }`),
  ),
  one(2, '500,000 line breaks, then no document', () => graphql(`${'\n'.repeat(500_000)}{ ! }`)),
  one(2, '14,000 line breaks by GET', () =>
    get(`/graphql?query=${'%0A'.repeat(4_000)}${encodeURIComponent(wrongFields(120))}`),
  ),
  one(2, '1,000 line breaks between 120 wrong fields, each', () =>
    graphql(wrongFields(120).replaceAll(' f', `${'\n'.repeat(500)} f`)),
  ),
];

const combining: readonly Dear[] = [
  one(3, 'marks: groups(search:), 78 KiB', () => graphql(SEARCH, { s: marks(78 * 1_024) })),
  one(3, 'marks: groups(search:), 312 KiB', () => graphql(SEARCH, { s: marks(312 * 1_024) })),
  one(3, 'marks: users(search:), 100 KiB', (hall) =>
    signed(hall, graphql('query ($s: String!) { users(search: $s) { totalCount } }', { s: marks(100 * 1_024) })),
  ),
  one(3, 'marks: group(by: slug), 100 KiB', () =>
    graphql('query ($s: String!) { group(by: { slug: $s }) { id } }', { s: marks(100 * 1_024) }),
  ),
  one(3, 'marks: user(by: username), 100 KiB', () =>
    graphql('query ($s: String!) { user(by: { username: $s }) { id } }', { s: marks(100 * 1_024) }),
  ),
  ...(['name', 'description', 'slug', 'idempotencyKey'] as const).map((field) =>
    one(3, `marks: createGroup ${field}, 100 KiB`, (hall) =>
      signed(hall, graphql(CREATE, { i: { name: 'a', privacy: 'PUBLIC', [field]: marks(100 * 1_024) } })),
    ),
  ),
  one(3, 'marks: SelfCommunity name and description, 250 KiB', (hall) => {
    const body = { name: marks(125 * 1_024), description: marks(125 * 1_024), privacy: 'public' };
    return signed(hall, post(SELFCOMMUNITY, JSON.stringify(body)));
  }),
  one(3, 'marks: SelfCommunity form, 250 KiB', (hall) =>
    signed(hall, post(SELFCOMMUNITY, `name=${encodeURIComponent(marks(80 * 1_024))}&privacy=public`, FORM)),
  ),
  one(3, 'marks: rooms name and description, 250 KiB', (hall) =>
    signed(hall, post(ROOMS, JSON.stringify({ name: marks(125 * 1_024), description: marks(125 * 1_024), url: 'a' }))),
  ),
  one(3, 'marks: rooms page, purpose and more, 250 KiB', (hall) => {
    const texts = ['name', 'purpose', 'jobTitle', 'organizationName', 'additionalDetails'];
    const body = Object.fromEntries(texts.map((name) => [name, marks(49 * 1_024)]));
    return signed(hall, post('/v1/rooms/pages', JSON.stringify({ ...body, url: 'a', contactNumber: '1' })));
  }),
  one(3, 'marks: rooms search, 14 KiB', (hall) =>
    signed(hall, get(`/v1/rooms/search?query=${encodeURIComponent(marks(4_600))}`)),
  ),
  one(3, 'marks: SelfCommunity search, 14 KiB', () =>
    get(`/api/v2/group/search/?search=${encodeURIComponent(marks(4_600))}`),
  ),
];

/** As many JSON values as fit, each of `text`. */
const values = (text: string, bytes: number) =>
  `[${Array(Math.floor(bytes / (text.length + 1)))
    .fill(text)
    .join()}]`;
const withExtra = (extra: string) => `{"query":"{ viewer { id } }","variables":{"v":${extra}}}`;

const parsing: readonly Dear[] = [
  ...(
    [
      ['{}', 8],
      ['{}', 2],
      ['{"a":1}', 8],
      ['[]', 8],
      ['1', 8],
      ['1e9', 8],
      ['""', 8],
      ['null', 8],
      ['"\\u0061"', 8],
    ] as const
  ).map(([text, mib]) =>
    one(4, `JSON of ${mib} MiB: ${text}, ${text} ...`, () => post('/graphql', withExtra(values(text, mib * MIB - 99)))),
  ),
  one(4, 'JSON of 8 MiB: 4,000,000 lists in lists', () =>
    post('/graphql', withExtra(`${'['.repeat(4e6)}${']'.repeat(4e6)}`)),
  ),
  one(4, 'JSON of 8 MiB: objects in objects', () =>
    post('/graphql', withExtra(`${'{"a":'.repeat(1.3e6)}1${'}'.repeat(1.3e6)}`)),
  ),
  one(4, 'JSON of 8 MiB: one number', () => post('/graphql', withExtra('9'.repeat(8 * MIB - 99)))),
  one(4, 'JSON of 8 MiB: one text of escapes', () => post('/graphql', withExtra(`"${'\\u0000'.repeat(1.3e6)}"`))),
  one(4, 'JSON of 8 MiB: one text as a name', () =>
    graphql(CREATE, { i: { name: 'x'.repeat(8 * MIB - 999), privacy: 'PUBLIC' } }),
  ),
  one(4, 'JSON of 8 MiB: blanks', () => post('/graphql', `${' '.repeat(8 * MIB - 99)}{"query":"{ viewer { id } }"}`)),
  one(4, 'JSON of 8 MiB: the same name again', () => post('/graphql', `{${Array(800_000).fill('"query":1').join()}}`)),
  one(4, 'JSON of 8 MiB: 200,000 names', () => post('/graphql', withExtra(JSON.stringify(unknownFields(200_000))))),
  one(4, '8 MiB that are no UTF-8', () => post('/graphql', Buffer.alloc(8 * MIB - 9, 0xff))),
  one(4, '8 MiB of UTF-8 that ends amid a sign', () =>
    post('/graphql', Buffer.concat([Buffer.from(`{"query":"${'é'.repeat(4 * MIB - 99)}`), Buffer.from([0xc3])])),
  ),
  ...[SELFCOMMUNITY, ROOMS].map((path) =>
    one(4, `JSON of 256 KiB: {}, {} ... at ${path}`, (hall) =>
      signed(hall, post(path, `{"name":${values('{}', 250 * 1_024)}}`)),
    ),
  ),
  one(4, 'a form of 256 KiB: users=1&users=1 ...', (hall) =>
    signed(hall, post(SELFCOMMUNITY, Array(32_000).fill('users=1').join('&'), FORM)),
  ),
  one(4, 'a form of 256 KiB: 60,000 names', (hall) =>
    signed(hall, post(SELFCOMMUNITY, Array.from({ length: 40_000 }, (_, n) => `a${n}`).join('&'), FORM)),
  ),
  one(4, 'a form of 256 KiB: %61%61 ...', (hall) =>
    signed(hall, post(SELFCOMMUNITY, `name=${'%61'.repeat(87_000)}`, FORM)),
  ),
  ...(
    [
      ['plus signs', `name=${'+'.repeat(7.9 * MIB)}`],
      ['two-byte letters', `name=${'é'.repeat(3.9 * MIB)}`],
      ['escapes', `image_original=${'%41'.repeat(2.6 * MIB)}`],
      ['escapes in a name', `${'%41'.repeat(2.6 * MIB)}=a`],
      ['plain letters', `name=${'a'.repeat(7.9 * MIB)}`],
    ] as const
  ).map(([what, body]) =>
    one(4, `8 MB of ${what}, urlencoded`, (hall) => signed(hall, post(SELFCOMMUNITY, body, FORM))),
  ),
  one(4, '8 MB of UTF-16, urlencoded', (hall) =>
    signed(
      hall,
      post(SELFCOMMUNITY, Buffer.from(`name=${'+é'.repeat(1.9 * MIB)}`, 'utf16le'), {
        'content-type': `${FORM['content-type']}; charset=utf-16le`,
      }),
    ),
  ),
  one(4, 'multipart of 100,000 parts', (hall) => signed(hall, multipart(Array(100_000).fill('1')))),
  one(4, 'multipart: 30 texts of 64 KiB', (hall) => signed(hall, multipart(Array(30).fill('x'.repeat(65_000))))),
  one(4, 'multipart: boundaries that are none, 12 MB', (hall) =>
    signed(hall, multipart(['\r\n--boundar'.repeat(1_000_000)])),
  ),
  one(4, 'a query of 15,000 parameters', () => get(`/api/v2/group/search/?${'a&'.repeat(7_500)}`)),
  one(4, 'a query of 15 KiB of escapes', () => get(`/api/v2/group/search/?search=${'%F0%9F%98%80'.repeat(1_250)}`)),
  one(4, 'a cookie of 15 KiB', () => ({ ...get('/graphql'), headers: { cookie: 'a=b;'.repeat(3_800) } })),
  one(4, '1,900 headers', () => ({
    ...get('/api/v2/group/1/'),
    headers: Object.fromEntries(Array.from({ length: 1_900 }, (_, n) => [`x${n}`, ''])),
  })),
];

function multipart(texts: readonly string[]) {
  const parts = texts.map((text) => `--boundary\r\ncontent-disposition: form-data; name="name"\r\n\r\n${text}\r\n`);
  const headers = { 'content-type': 'multipart/form-data; boundary=boundary' };
  return post(SELFCOMMUNITY, `${parts.join('')}--boundary--\r\n`, headers);
}

export const dearBodies: readonly Dear[] = [...unknown, ...lines, ...combining, ...parsing];
