import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startServer, type TestServer } from '../support/server.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Ask {
  readonly path?: string;
  readonly method?: string;
  /** The content type: JSON when left out, none when null. */
  readonly type?: string | null;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string | number>>;
}

type DoorName = 'SelfCommunity' | 'rooms' | 'gateway' | 'GraphQL';

interface Door {
  /** Where this door's answers stand in an `Expected`. */
  readonly column: 0 | 1 | 2;
  readonly path: string;
  /** What creates a good group, but for these fields. */
  readonly create: (fields: Fields) => unknown;
}

/** Status and codes at SelfCommunity's door, the rooms door and GraphQL's. */
type Expected = readonly [string, string, string];

const unused = () => `group-${crypto.randomUUID()}`;
const CREATE = `mutation ($input: CreateGroupInput!) {
  createGroup(input: $input) { group { databaseId } userErrors { code field } }
}`;
const createRoom = (fields: Fields) => ({ name: unused(), url: unused(), public: true, ...fields });
const DOORS: Readonly<Record<DoorName, Door>> = {
  SelfCommunity: {
    column: 0,
    path: '/api/v2/group/',
    create: (fields) => ({ name: unused(), privacy: 'public', ...fields }),
  },
  rooms: { column: 1, path: '/v1/rooms/groups', create: createRoom },
  gateway: { column: 1, path: '/quran-reflect/v1/rooms/groups', create: createRoom },
  GraphQL: {
    column: 2,
    path: '/graphql',
    create: (fields) => ({ query: CREATE, variables: { input: { name: unused(), privacy: 'PUBLIC', ...fields } } }),
  },
};
const DOOR_NAMES = Object.keys(DOORS) as DoorName[];

const coded = z.strictObject({ code: z.string(), message: z.string().min(1) });
const aboutField = z.strictObject({ field: z.string(), messages: z.array(coded).min(1) });
const fieldCodes = z.object({ error: z.object({ details: z.record(z.string(), z.string()) }) });

const extensions = z.strictObject({ code: z.string(), validationErrorCode: z.string().optional() });

/** The envelope of each door, exactly, as the list of what it says. */
const ENVELOPES = [
  z
    .strictObject({ errors: z.array(z.union([coded, aboutField])).min(1) })
    .transform(({ errors }) =>
      errors.map((error) => ('code' in error ? error.code : `${error.field}:${error.messages[0]?.code}`)),
    ),
  z
    .strictObject({
      message: z.string().min(1),
      type: z.string(),
      success: z.literal(false),
      details: fieldCodes.optional(),
    })
    .transform(({ type, details }) =>
      details ? Object.entries(details.error.details).map(([field, code]) => `${field}:${code}`) : [type],
    ),
  z
    .object({ errors: z.array(z.object({ message: z.string().min(1), extensions })).min(1) })
    .transform(({ errors }) => [...new Set(errors.map(({ extensions }) => extensions.code))]),
] as const;

interface Answer {
  readonly status: number;
  readonly allow: string | undefined;
  readonly text: string;
}

/** Such as `400 name:blank`: the status, and the codes of a refusal, which must be in the door's own envelope. */
function summary(door: DoorName, answer: Answer): string {
  const body = JSON.parse(answer.text);
  const isRefusal = answer.status >= 400 || body.errors !== undefined || body.success === false;
  const userErrors: { code: string; field: string[] }[] = body.data?.createGroup?.userErrors ?? [];
  const codes = isRefusal
    ? ENVELOPES[DOORS[door].column].parse(body)
    : userErrors.map(({ code, field }) => `${field.join('.')}:${code}`);
  return [answer.status, ...codes].join(' ');
}

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);
const DEEP = nested(40_000);
const BAD_UTF8 = Buffer.from([0xc3, 0x28]);
const part = (name: string, content: string | Buffer, more = '') =>
  Buffer.concat([
    Buffer.from(`--B\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
const file = (bytes: number) => part('picture', Buffer.alloc(bytes), '; filename="a.png"');
const form = (...parts: readonly Buffer[]) => Buffer.concat([...parts, Buffer.from('--B--\r\n')]);
const good = () => [part('name', unused()), part('privacy', 'public')];
const TEN_MB = Buffer.alloc(10 * 1024 * 1024, ' ');
const MULTIPART = 'multipart/form-data; boundary=B';
const URLENCODED = 'application/x-www-form-urlencoded';

const MALFORMED: Expected = ['400 parse_error', '400 invalid_request', '400 BAD_REQUEST'];
const EMPTY: Expected = ['400 name:required privacy:required', '400 name:MISSING url:MISSING', '400 BAD_REQUEST'];
const TOO_LARGE: Expected = ['413 too_large', '413 payload_too_large', '413 PAYLOAD_TOO_LARGE'];
const TYPE = '415 unsupported_media_type';
const UNSUPPORTED: Expected = [TYPE, TYPE, '415 UNSUPPORTED_MEDIA_TYPE'];
const NOT_ALLOWED: Expected = ['405 method_not_allowed', '405 method_not_allowed', '405 METHOD_NOT_ALLOWED'];
const json = (body: string | Buffer): Ask => ({ body });

const BODIES: readonly (readonly [string, Ask, Expected])[] = [
  ['broken JSON', json('{"name": '), MALFORMED],
  ['a JSON array', json('[]'), MALFORMED],
  ['a batch of operations', json('[{"query":"{viewer{id}}"}]'), MALFORMED],
  ['a JSON string', json('"name"'), MALFORMED],
  ['a JSON number', json('1'), MALFORMED],
  ['a JSON null', json('null'), EMPTY],
  ['an empty JSON object', json('{}'), EMPTY],
  ['an empty body said to be JSON', json(''), EMPTY],
  ['no body and no type', { type: null }, EMPTY],
  ['JSON of 40,000 levels', json(DEEP), MALFORMED],
  ['JSON of 40,000 levels that ends early', json('['.repeat(40_000)), MALFORMED],
  ['JSON of 100,000 levels', json(nested(100_000)), TOO_LARGE],
  ['JSON of 100,000 texts without a comma', json('""'.repeat(100_000)), TOO_LARGE],
  ['JSON with __proto__', json('{"__proto__":{"name":"a"}}'), MALFORMED],
  ['JSON with constructor.prototype', json('{"constructor":{"prototype":{"name":"a"}}}'), MALFORMED],
  ['JSON with an escaped __proto__ inside', json('{"a":[{"\\u005f_proto__":1}]}'), MALFORMED],
  ['JSON that is no UTF-8', json(Buffer.concat([Buffer.from('{"name":"'), BAD_UTF8, Buffer.from('"}')])), MALFORMED],
  ['10 MB', json(TEN_MB), TOO_LARGE],
  ['10 MB of a stated length', { body: TEN_MB, headers: { 'content-length': TEN_MB.length } }, TOO_LARGE],
  ['a body without a type', { type: null, body: '{}' }, UNSUPPORTED],
  ['a type that nobody knows', { type: 'application/x-nothing', body: '{}' }, UNSUPPORTED],
  ['a type that is none', { type: ';;;', body: '{}' }, UNSUPPORTED],
  ['text, as a page of another site could send it', { type: 'text/plain', body: '{"query":"{a}"}' }, UNSUPPORTED],
];

/** What SelfCommunity's door makes of forms; the others read none. */
const FORMS: readonly (readonly [string, string, string | Buffer, string])[] = [
  ['a form that is no UTF-8', URLENCODED, 'name=%FF', MALFORMED[0]],
  ['a form with a lone percent sign', URLENCODED, 'name=%', MALFORMED[0]],
  ['a form of 9 MB', URLENCODED, `name=${'a'.repeat(9_000_000)}`, TOO_LARGE[0]],
  ['a form of 30,000 fields', URLENCODED, 'a&'.repeat(30_000), TOO_LARGE[0]],
  ['a form with __proto__', URLENCODED, '__proto__=a&constructor=b&__proto__[name]=c', EMPTY[0]],
  ['multipart without a boundary', 'multipart/form-data', form(...good()), MALFORMED[0]],
  ['multipart that ends after a part', MULTIPART, Buffer.concat(good()), MALFORMED[0]],
  ['multipart that ends inside a part', MULTIPART, part('name', 'a').subarray(0, -3), MALFORMED[0]],
  ['multipart that is none', MULTIPART, 'hello', MALFORMED[0]],
  ['multipart without parts', MULTIPART, form(), EMPTY[0]],
  ['multipart with __proto__', MULTIPART, form(part('__proto__', 'a'), ...good()), MALFORMED[0]],
  ['multipart with constructor', MULTIPART, form(part('constructor', 'a'), ...good()), MALFORMED[0]],
  ['multipart text that is no UTF-8', MULTIPART, form(part('name', BAD_UTF8)), MALFORMED[0]],
  ['a multipart text of 70 kB', MULTIPART, form(part('name', 'a'.repeat(70_000))), TOO_LARGE[0]],
  ['1,001 multipart parts', MULTIPART, form(...Array(1001).fill(part('name', 'a'))), TOO_LARGE[0]],
  ['28 MB of multipart', MULTIPART, form(...Array(4).fill(file(7 * 1024 * 1024))), TOO_LARGE[0]],
];

const NO_TEXT = [1, true, {}, ['a']];
const NO_IMAGE = [1, true, {}, ['a'], 'a', 'http://127.0.0.1/a.png', 'data:image/png;base64,@@', 'data:text/plain,a'];
const UNCLEAN = ['a\u0000b', 'a\nb', '\u0007', '\ud800', 'a\udfffb', 'a\u2028b'];
const INVISIBLE = ['', '   ', '\u200b'];

/** What a field is answered with when it holds one of these values. */
const FIELDS: readonly (readonly [DoorName, string, readonly unknown[], string])[] = [
  ['SelfCommunity', 'name', [...NO_TEXT, ...UNCLEAN], '400 name:invalid'],
  ['SelfCommunity', 'name', INVISIBLE, '400 name:blank'],
  ['SelfCommunity', 'name', [null, undefined], '400 name:required'],
  ['SelfCommunity', 'slug', [...NO_TEXT, '\ud800', 'a b', 'search'], '400 slug:invalid'],
  ['SelfCommunity', 'description', [...NO_TEXT, '\ud800', '\u0000'], '400 description:invalid'],
  ['SelfCommunity', 'color', [...NO_TEXT, 'red', '#12'], '400 color:invalid'],
  ['SelfCommunity', 'privacy', [...NO_TEXT, 'PUBLIC', 'open'], '400 privacy:invalid_choice'],
  ['SelfCommunity', 'privacy', [null, undefined, ''], '400 privacy:required'],
  ['SelfCommunity', 'visible', [2, 'yes!', {}, [true]], '400 visible:invalid'],
  ['SelfCommunity', 'invite_users', ['a', true, {}, [1.5], [-1], ['1e9'], [{}], [[[1]]]], '400 invite_users:invalid'],
  ['SelfCommunity', 'invite_users', [999, [0], ['998', 999]], '400 invite_users:does_not_exist'],
  ['SelfCommunity', 'image_original', NO_IMAGE, '400 image_original:invalid'],
  ['SelfCommunity', 'emotional_image_original', NO_IMAGE, '400 emotional_image_original:invalid'],
  ['rooms', 'name', [...NO_TEXT, ...UNCLEAN], '400 name:INVALID'],
  ['rooms', 'name', INVISIBLE, '400 name:MIN_LENGTH'],
  ['rooms', 'name', [null, undefined], '400 name:MISSING'],
  ['rooms', 'url', [...NO_TEXT, '\ud800', 'a b', 'search'], '400 url:INVALID'],
  ['rooms', 'url', [null, undefined], '400 url:MISSING'],
  ['rooms', 'description', [...NO_TEXT, '\ud800', '\u0000'], '400 description:INVALID'],
  ['rooms', 'public', [1, 'true', {}, [true]], '400 public:INVALID'],
  ['rooms', 'hideFollowJoinButton', [1, 'true', {}, [true]], '400 hideFollowJoinButton:INVALID'],
  ['GraphQL', 'name', [...NO_TEXT, null, undefined], '200 BAD_USER_INPUT'],
  ['GraphQL', 'name', UNCLEAN, '200 name:INVALID'],
  ['GraphQL', 'name', INVISIBLE, '200 name:BLANK'],
  ['GraphQL', 'slug', ['\ud800', 'a b', 'search'], '200 slug:INVALID'],
  ['GraphQL', 'description', ['\ud800', '\u0000'], '200 description:INVALID'],
  ['GraphQL', 'privacy', [...NO_TEXT, 'public', null, undefined], '200 BAD_USER_INPUT'],
  ['GraphQL', 'color', ['red', '#12', '', '#'.repeat(100_000)], '200 color:INVALID'],
  ['GraphQL', 'country', ['XX', '', 'ß', 'ıt', 'x'.repeat(100_000)], '200 country:INVALID'],
  ['GraphQL', 'inviteUserIds', [{}, [null], [true], [['a']]], '200 BAD_USER_INPUT'],
  ['GraphQL', 'inviteUserIds', ['a', 1, ['R3JvdXA6MQ==']], '200 inviteUserIds.0:DOES_NOT_EXIST'],
  ['GraphQL', 'image', NO_IMAGE.filter((value) => typeof value === 'string'), '200 image:INVALID'],
  ['GraphQL', 'idempotencyKey', [''], '200 idempotencyKey:BLANK'],
  ['GraphQL', 'idempotencyKey', ['k'.repeat(256)], '200 idempotencyKey:MAX_LENGTH'],
  ['GraphQL', 'unknown', [1], '200 BAD_USER_INPUT'],
  ...['slug', 'description', 'idempotencyKey', 'visible', 'hideJoinButton'].map(
    (name) => ['GraphQL', name, [1, {}, ['a']], '200 BAD_USER_INPUT'] as const,
  ),
  ...['color', 'country', 'image', 'coverImage'].map(
    (name) => ['GraphQL', name, NO_TEXT, '200 BAD_USER_INPUT'] as const,
  ),
];

const DEEP_FIELDS: readonly (readonly [DoorName, string, string])[] = [
  ['SelfCommunity', 'name', '400 name:invalid'],
  ['SelfCommunity', 'invite_users', '400 invite_users:invalid'],
  ['SelfCommunity', 'image_original', '400 image_original:invalid'],
  ['SelfCommunity', 'unknown', '201'],
  ['rooms', 'url', '400 url:INVALID'],
  ['rooms', 'public', '400 public:INVALID'],
  ['rooms', 'unknown', '201'],
  ...['name', 'color', 'country', 'inviteUserIds', 'image', 'unknown'].map(
    (name) => ['GraphQL', name, '200 BAD_USER_INPUT'] as const,
  ),
];

const IDS = ['abc', '0', '-1', '1e9', '99999999999999999999', '9007199254740993', '1.5', '%00', '1;', '%F0%9F%98%80'];
const PATHS: readonly (readonly [DoorName, string, string])[] = [
  ...IDS.map((id) => ['SelfCommunity', `/api/v2/group/${id}/`, '404 not_found'] as const),
  ...IDS.map((id) => ['rooms', `/v1/rooms/${id}`, '404 not_found'] as const),
  ...IDS.map((id) => ['gateway', `/quran-reflect/v1/rooms/group/${id}`, '404 not_found'] as const),
  ...['/api/v2', '/api/v2/', '/api/v2/groups/', '/api/v2/group/1/2/', '/api/v2/../v2/group/'].map(
    (path) => ['SelfCommunity', path, '404 not_found'] as const,
  ),
  ...['/v1', '/v1/rooms', '/v1/rooms/1/2', '/v1/__proto__'].map((path) => ['rooms', path, '404 not_found'] as const),
  ['gateway', '/quran-reflect/v1/nothing', '404 not_found'],
  ['SelfCommunity', '/api/v2/group/%FF/', '400 parse_error'],
  ['rooms', '/v1/rooms/%FF', '400 invalid_request'],
  ['gateway', '/quran-reflect/v1/rooms/group/%E0%A4%A', '400 invalid_request'],
  ['SelfCommunity', `/api/v2/group/?${'a=b&'.repeat(3_000)}`, '200'],
  ['SelfCommunity', '/api/v2/group/?search=%FF&limit=%FF&offset=%', '200'],
  ['SelfCommunity', '/api/v2/group/?limit=-1&offset=1e9', '200'],
  ['SelfCommunity', '/api/v2/group/?limit=999999999999999&offset=999999999999999', '200'],
  ['SelfCommunity', `/api/v2/group/?search=${encodeURIComponent('" OR NEAR(\u0000 *')}`, '200'],
  ['GraphQL', '/graphql?query={viewer{id}}', '200'],
  ['GraphQL', '/graphql?variables={}', '400 BAD_REQUEST'],
];

const METHODS: readonly (readonly [DoorName, string, string, readonly string[]])[] = [
  ['SelfCommunity', '/api/v2/group/', 'GET, POST, HEAD, OPTIONS', ['PUT', 'PATCH', 'DELETE', 'TRACE']],
  ['SelfCommunity', '/api/v2/group/1/', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS', ['POST', 'TRACE']],
  ['rooms', '/v1/rooms/groups', 'POST, PATCH, OPTIONS', ['GET', 'PUT', 'DELETE', 'TRACE']],
  ['rooms', '/v1/rooms/1', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
  ['rooms', '/v1/rooms/1/accept-invite', 'GET, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
  ['gateway', '/quran-reflect/v1/rooms/group/a', 'GET, HEAD, OPTIONS', ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE']],
  ['GraphQL', '/graphql', 'GET, POST, OPTIONS', ['PUT', 'PATCH', 'DELETE', 'TRACE']],
];

const GROUP = 'query ($by: GroupBy!) { group(by: $by) { id } }';
const NODE = 'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const cursor = (...content: readonly unknown[]) => Buffer.from(JSON.stringify(content)).toString('base64url');
const LITERALS = '{} | {id: "a", slug: "b"} | {slug: null} | {id: null, slug: "a"} | {no: 1} | null | "a" | []'.split(
  ' | ',
);
const VALUES = [{}, { id: 'a', slug: 'b' }, { slug: null }, { id: null, slug: 'a' }, { no: 1 }, null, 'a', 1, [], true];
const SLICES = ['first: -1', 'first: 101', 'last: -1', 'last: 101', 'first: 1, last: 1', 'after: ""', 'before: "%"'];
const CURSORS = [cursor('CREATED_AT', 1, 1), cursor('NAME', null, 1), cursor('NAME', 'a', 0.5), cursor(), 'garbage'];
const NODE_IDS = ['', 'a', '\u0000', ...['Group:0', 'Group:-1', 'Group:9007199254740993', 'Query:1'].map(btoa)];
const NUMBERS = ['abc', 1.5, '7', 1e20, 2 ** 53, true];
const MISSPELT = ['{grups{totalCount}}', '{groups(orderBy:{field:NAM}){totalCount}}', '{viewer}'];
const MISSPELT_INPUT = { name: 'a', privacy: 'PUBLI', nam: 'a' };
const ask = (query: unknown, variables?: unknown, more: Fields = {}) => ({ query, variables, ...more });

const OPERATIONS: readonly (readonly [string, readonly Fields[], string])[] = [
  ['5,000 levels', [ask(nested(5_000, '{a', '}'))], '200 GRAPHQL_PARSE_FAILED'],
  ['a literal of 5,000 levels', [ask(`{ node(id: ${nested(5_000)}) { id } }`)], '200 GRAPHQL_PARSE_FAILED'],
  ['5,000 tokens', [ask(`{ ${'__typename '.repeat(5_000)} }`)], '200 GRAPHQL_PARSE_FAILED'],
  ['a document of a megabyte', [ask(`{ ${'__typename '.repeat(100_000)} }`)], '413 PAYLOAD_TOO_LARGE'],
  ['no GraphQL', ['{', ' ', '\ud800', '{viewer{id}}\u0000'].map((text) => ask(text)), '200 GRAPHQL_PARSE_FAILED'],
  ['fragments in a circle', [ask('{...a} fragment a on Query {...a}')], '200 GRAPHQL_VALIDATION_FAILED'],
  ['a query that is no text', [1, null, {}, [], true, ''].map((query) => ask(query)), '400 BAD_REQUEST'],
  ['variables of the wrong kind', ['a', 1, [], true, ''].map((value) => ask(GROUP, value)), '400 BAD_REQUEST'],
  ['extensions of the wrong kind', ['a', 1, []].map((extensions) => ask(GROUP, {}, { extensions })), '400 BAD_REQUEST'],
  ['no such operation', [ask('{viewer{id}}', {}, { operationName: 'b' })], '200 OPERATION_RESOLUTION_FAILURE'],
  ['an operation named by no text', [ask('{viewer{id}}', {}, { operationName: 1 })], '400 BAD_REQUEST'],
  ['oneOf literals', LITERALS.map((by) => ask(`{ group(by: ${by}) { id } }`)), '200 GRAPHQL_VALIDATION_FAILED'],
  ['oneOf variables', VALUES.map((by) => ask(GROUP, { by })), '200 BAD_USER_INPUT'],
  ['numbers that are none', NUMBERS.map((databaseId) => ask(GROUP, { by: { databaseId } })), '200 BAD_USER_INPUT'],
  ['numbers of no group', [0, -1, 1e9].map((databaseId) => ask(GROUP, { by: { databaseId } })), '200'],
  ['node ids of nothing', NODE_IDS.map((id) => ask(NODE, { id })), '200'],
  ['a slug of nothing', ['', '\ud800', '\u0000'].map((slug) => ask(GROUP, { by: { slug } })), '200'],
  ['slices', SLICES.map((slice) => ask(`{ groups(${slice}) { totalCount } }`)), '200 BAD_USER_INPUT'],
  ['cursors', CURSORS.map((after) => ask(`{ groups(after: "${after}") { totalCount } }`)), '200 BAD_USER_INPUT'],
  ['101 ids', [ask(NODES, { ids: Array(101).fill('a') })], '200 BAD_USER_INPUT'],
  ['misspelt names', MISSPELT.map((text) => ask(text)), '200 GRAPHQL_VALIDATION_FAILED'],
  ['misspelt choices', [ask(CREATE, { input: MISSPELT_INPUT })], '200 BAD_USER_INPUT'],
];

/** Signs of the inside: stack traces, files, SQL, names of errors. */
const INSIDE =
  /\n +at |node_modules|\.[jt]s\b|file:\/\/|guildhall-|sqlite|\b(select|insert|update)\b .*\b(from|into|set)\b|TypeError/i;

describe.each(['development', 'production'])('input in %s', (environment) => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startServer({ env: { NODE_ENV: environment } });
    token = await server.token(1);
  });
  afterAll(() => server.stop());

  /** One exchange on a connection of its own, with the path and bytes exactly as given. */
  function exchange(
    door: DoorName,
    { path = DOORS[door].path, method = 'POST', type, body, headers }: Ask,
  ): Promise<Answer> {
    const { hostname, port } = new URL(server.url);
    const contentType = type === undefined ? 'application/json' : type;
    return new Promise((resolve, reject) => {
      const sent = request({
        hostname,
        port,
        path,
        method,
        agent: false,
        headers: {
          authorization: `Bearer ${token}`,
          ...(contentType !== null && { 'content-type': contentType }),
          ...headers,
        },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const { statusCode: status = 0, headers } = response;
        text(response).then((text) => resolve({ status, allow: headers.allow, text }), reject);
      });
      if (body !== undefined) sent.write(body);
      // A stated length that is longer than the body keeps the request open, as a slow client would.
      if (headers?.['content-length'] === undefined || Number(headers['content-length']) === body?.length) sent.end();
    });
  }

  async function answerTo(door: DoorName, ask: Ask): Promise<string> {
    const answer = await exchange(door, ask);
    expect(answer.text).not.toMatch(INSIDE);
    if (environment === 'production') expect(answer.text).not.toMatch(/did you mean|__schema"/i);
    return summary(door, answer);
  }

  const createAt = (door: DoorName, fields: Fields, headers = {}) =>
    answerTo(door, { body: JSON.stringify(DOORS[door].create(fields)), headers });

  describe.each(DOOR_NAMES)('at the door %s', (door) => {
    const { column } = DOORS[door];

    it.each(BODIES)('is refused when the body is %s', async (_what, ask, expected) => {
      expect(await answerTo(door, ask)).toBe(expected[column]);
    });

    it.each(FORMS)('is refused when the body is %s', async (_what, type, body, expected) => {
      expect(await answerTo(door, { type, body })).toBe(column === 0 ? expected : UNSUPPORTED[column]);
    });
  });

  it('is refused by its length before it has come', async () => {
    const ask = { type: MULTIPART, body: file(1), headers: { 'content-length': 25 * 1024 * 1024 } };

    expect(await answerTo('SelfCommunity', ask)).toBe(TOO_LARGE[0]);
  });

  it.each(FIELDS)(
    'is refused at the door %s in the field %s holding any of %j',
    async (door, name, values, expected) => {
      for (const value of values) expect([value, await createAt(door, { [name]: value })]).toEqual([value, expected]);
    },
  );

  it.each(DEEP_FIELDS)('is read at the door %s with 40,000 levels in the field %s', async (door, name, expected) => {
    const body = JSON.stringify(DOORS[door].create({ [name]: 'DEEP' })).replace('"DEEP"', DEEP);

    expect(await answerTo(door, { body })).toBe(expected);
  });

  it.each(['', 'k'.repeat(256)])('is refused in an Idempotency-Key of %j', async (key) => {
    const [code, word] = key === '' ? ['blank', 'MIN_LENGTH'] : ['max_length', 'MAX_LENGTH'];

    expect(await createAt('SelfCommunity', {}, { 'idempotency-key': key })).toBe(`400 idempotency_key:${code}`);
    expect(await createAt('rooms', {}, { 'idempotency-key': key })).toBe(`400 idempotencyKey:${word}`);
  });

  it.each(PATHS)('is refused at the door %s as the path %s', async (door, path, expected) => {
    expect(await answerTo(door, { method: 'GET', type: null, path })).toBe(expected);
  });

  it.each(METHODS)(
    'is refused at the door %s, where %s allows %s and no other method',
    async (door, path, allow, methods) => {
      for (const method of methods) {
        const answer = await exchange(door, { method, path, type: null });

        expect([method, summary(door, answer), answer.allow]).toEqual([method, NOT_ALLOWED[DOORS[door].column], allow]);
      }
    },
  );

  it.each(['/graphql/a', '/nothing', '/api', '/media/', '/healthz/a'])('finds nothing at %s', async (path) => {
    const { status, text } = await exchange('GraphQL', { method: 'GET', type: null, path });

    expect([status, JSON.parse(text)]).toEqual([404, { error: 'There is nothing at this path.' }]);
  });

  it('refuses 100 kB of query string', async () => {
    const { status } = await exchange('GraphQL', { method: 'GET', path: `/graphql?query=${'a'.repeat(100_000)}` });

    expect(status).toBe(431);
  });

  it('refuses a mutation by GET', async () => {
    const path = `/graphql?query=${encodeURIComponent('mutation { createGroup(input: {name: "a", privacy: PUBLIC}) { group { id } } }')}`;
    const answer = await exchange('GraphQL', { method: 'GET', path });

    expect([summary('GraphQL', answer), answer.allow]).toEqual(['405 BAD_REQUEST', 'POST']);
  });

  it.each(OPERATIONS)('is refused by GraphQL, or means nothing, when it is %s', async (_what, asks, expected) => {
    for (const ask of asks) {
      expect([ask, await answerTo('GraphQL', { body: JSON.stringify(ask) })]).toEqual([ask, expected]);
    }
  });

  it.each(['{ __schema { types { name } } }', '{ __type(name: "Query") { name } }'])(
    'answers %s in development alone',
    async (query) => {
      const expected = environment === 'production' ? '200 GRAPHQL_VALIDATION_FAILED' : '200';

      expect(await answerTo('GraphQL', { body: JSON.stringify({ query }) })).toBe(expected);
    },
  );

  it('leaves a server that still answers, and creates', async () => {
    expect((await exchange('GraphQL', { method: 'GET', path: '/healthz' })).text).toBe('{"status":"ok"}');
    expect(await Promise.all(DOOR_NAMES.map((door) => createAt(door, {})))).toEqual(['201', '201', '201', '200']);
  });
});
