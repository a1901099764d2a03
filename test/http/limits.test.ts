import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { graphql, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
let moment = Date.now();
const limited = await startServer({ env: { RATE_LIMIT: '60' }, now: () => new Date(moment) });
const slow = await startServer({
  env: { HEADERS_TIMEOUT_SECONDS: '1', REQUEST_TIMEOUT_SECONDS: '2', IDLE_TIMEOUT_SECONDS: '2' },
});
const narrow = await startServer({ env: { MAX_BODIES_MIB: '16' } });
afterAll(() => Promise.all([server, limited, slow, narrow].map((one) => one.stop())));

describe('an operation', () => {
  it.each([
    [
      'deep',
      '{ groups { nodes { members { nodes { user { groups { nodes { members { nodes { user { groups { nodes { id } } } } } } } } } } } } }',
      'This is 13 fields deep; at most 12 are allowed.',
    ],
    [
      'full of aliases',
      `{ viewer { ${Array.from({ length: 16 }, (_, n) => `a${n}: id`).join(' ')} } }`,
      'This has 16 aliases; at most 15 are allowed.',
    ],
    [
      'full of directives',
      `{ viewer { id ${'@include(if: true) @skip(if: false) '.repeat(1)} ${Array.from({ length: 11 }, () => 'username @include(if: true) @skip(if: false)').join(' ')} } }`,
      'This has 24 directives; at most 20 are allowed.',
    ],
    [
      'wide at the root',
      `{ ${'viewer { id } '.repeat(11)} }`,
      'This asks for 11 fields at the root; at most 10 are allowed.',
    ],
    [
      'full of objects of one name',
      `{ viewer { ${'groups { nodes { id } } '.repeat(101)} } }`,
      'This has "groups" 101 times; at most 100 are allowed.',
    ],
    [
      'full of introspections',
      '{ a: __schema { types { name } } b: __schema { types { name } } ...F } fragment F on Query { c: __schema { types { name } } }',
      'This asks for __schema 3 times; at most 2 are allowed.',
    ],
    [
      'full of aliases in a fragment that is spread again',
      `query { viewer { ...F } b: viewer { ...F } } fragment F on User { ${Array.from({ length: 8 }, (_, n) => `a${n}: id`).join(' ')} }`,
      'This has 17 aliases; at most 15 are allowed.',
    ],
  ])('that is too %s is refused with what it asked for', async (_what, query, message) => {
    server.statements.length = 0;
    const { status, body } = await graphql(server.url, query);

    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors.map((error: { message: string }) => error.message)).toContain(message);
    expect(server.statements).toEqual([]);
  });

  it('of too many tokens is refused', async () => {
    const { status, body } = await graphql(server.url, `{ viewer { ${'id '.repeat(2_000)} } }`);

    expect([status, body.errors[0].message]).toEqual([200, expect.stringContaining('2000')]);
  });

  it('of too many comments is refused, since each takes as much memory as a token', async () => {
    const query = (comments: number) => `{ __typename }${'#\n'.repeat(comments)}`;

    const [enough, tooMany] = [await graphql(server.url, query(2_000)), await graphql(server.url, query(2_001))];

    expect([enough.status, enough.body]).toEqual([200, { data: { __typename: 'Query' } }]);
    expect(tooMany.status).toBe(413);
    expect(tooMany.body.errors[0].message).toBe(
      'The request is too large. It has 2001 comments; at most 2000 are allowed.',
    );
  });

  it('that asks for the schema as tools do is answered', async () => {
    const { status } = await graphql(
      server.url,
      `{ __schema { types { fields { args { type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } } }`,
    );

    expect(status).toBe(200);
  });

  it('of spreads that go in circles is refused by what is wrong with it', async () => {
    const { status, body } = await graphql(
      server.url,
      '{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }',
    );

    expect([status, body.errors[0].message]).toEqual([200, expect.stringContaining('Cannot spread fragment')]);
  });
});

describe('a body', () => {
  it.each([
    [
      'JSON at the SelfCommunity door',
      '/api/v2/group/1/invite/',
      'application/json',
      JSON.stringify({ users: 'x'.repeat(270_000) }),
    ],
    [
      'a form at the SelfCommunity door',
      '/api/v2/group/1/invite/',
      'application/x-www-form-urlencoded',
      `users=${'x'.repeat(270_000)}`,
    ],
    ['JSON at the rooms door', '/v1/rooms/groups', 'application/json', JSON.stringify({ name: 'x'.repeat(270_000) })],
  ])('of more than 256 KiB is refused: %s', async (_what, path, type, body) => {
    const token = await server.token(1);
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });

    expect(response.status).toBe(413);
    expect(await response.text()).toContain(`It has ${body.length} bytes; at most 262144 are allowed.`);
  });

  it.each([
    [
      'JSON for GraphQL',
      '/graphql',
      'application/json',
      `{"query":"{viewer{id}}","variables":{"a":[${'1,'.repeat(50_000)}1]}}`,
    ],
    ['JSON at the SelfCommunity door', '/api/v2/group/', 'application/json', `[${'[],'.repeat(50_000)}[]]`],
    ['a form at the SelfCommunity door', '/api/v2/group/', 'application/x-www-form-urlencoded', 'a=1&'.repeat(25_000)],
    ['JSON at the rooms door', '/v1/rooms/groups', 'application/json', `{${'"a":1,'.repeat(25_000)}"a":1}`],
  ])('of more than 50,000 names and values is refused: %s', async (_what, path, type, body) => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await server.token(1)}`, 'content-type': type },
      body,
    });

    expect(response.status).toBe(413);
    expect(await response.text()).toContain('It has more than 50000 names and values.');
  });

  it('of long texts is read, whatever stands in them', async () => {
    const text = '{[,:"\\'.repeat(500_000);

    const { status, body } = await graphql(
      server.url,
      'query ($a: String!) { viewer { id } group(by: {slug: $a}) { id } }',
      {
        variables: { a: text },
      },
    );
    expect([status, body.data]).toEqual([200, { viewer: null, group: null }]);
  });

  it('of more than 32 parts is refused', async () => {
    const form = new FormData();
    for (let part = 0; part < 33; part += 1) form.set(`field${part}`, 'x');
    const token = await server.token(1);
    const response = await fetch(`${server.url}/api/v2/group/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });

    expect(response.status).toBe(413);
    expect(await response.text()).toContain('It has more than 32 parts.');
  });
});

describe('a caller who asks too much', () => {
  it('is told to wait at every door, while others go on, and may go on later', async () => {
    const token = await limited.token(1);
    const ask = () => send(`${limited.url}/api/v2/user/me/`, { token });
    const first = await fetch(`${limited.url}/api/v2/user/me/`, { headers: { authorization: `Bearer ${token}` } });
    const statuses = [];
    for (let count = 0; count < 60; count += 1) statuses.push((await ask()).status);

    expect(Object.fromEntries([...first.headers].filter(([name]) => name.startsWith('ratelimit')))).toEqual({
      'ratelimit-limit': '60',
      'ratelimit-remaining': '59',
      'ratelimit-reset': '1',
    });
    expect(statuses.slice(0, 59)).toEqual(Array(59).fill(200));
    expect(statuses[59]).toBe(429);
    const refused = await Promise.all([
      fetch(`${limited.url}/api/v2/user/me/`, { headers: { authorization: `Bearer ${token}` } }),
      fetch(`${limited.url}/v1/rooms/1`, { headers: { authorization: `Bearer ${token}` } }),
      fetch(`${limited.url}/graphql?query={viewer{id}}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429]);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1', '1']);
    const bodies = await Promise.all(refused.map((response) => response.text()));
    for (const body of bodies) expect(body).toContain('60 points a minute, and this request costs 1. Try again in 1 s');
    expect((await send(`${limited.url}/api/v2/user/me/`, { token: await limited.token(2) })).status).toBe(200);

    moment += 2_000;
    expect((await ask()).status).toBe(200);
  });

  it('has to be able to pay for the objects that an operation asks for, and gets back what there is not', async () => {
    const token = await limited.token(3);
    const asked = async (members: number) => {
      const query = `{ groups(first: 100) { nodes { members(first: ${members}) { nodes { since } } } } }`;
      const { status, body } = await graphql(limited.url, query, { token });
      return [status, body.errors?.[0].extensions.code];
    };

    expect(await asked(10)).toEqual([200, undefined]);
    expect(await asked(10)).toEqual([200, undefined]);
    expect(await asked(20)).toEqual([429, 'RATE_LIMITED']);
  });

  it('who asks for what leads nowhere is told to wait at every door, and is known by address', async () => {
    const now = new Date();
    const poor = await startServer({ env: { RATE_LIMIT: '9', METRICS_TOKEN: 'x'.repeat(16) }, now: () => now });
    onTestFinished(() => poor.stop());
    const requests: [string, string][] = [
      ['GET', '/nowhere'],
      ['POST', '/media/nothing'],
      ['GET', '/%ff'],
      ['GET', '/api/v2/nowhere/'],
      ['PUT', '/api/v2/group/'],
      ['GET', '/v1/nowhere'],
      ['DELETE', '/graphql'],
      ['GET', '/metrics'],
      ['GET', '/openapi.json'],
    ];
    const ask = async () => {
      const statuses: number[] = [];
      for (const [method, path] of requests) statuses.push((await fetch(poor.url + path, { method })).status);
      return statuses;
    };

    expect(await ask()).toEqual([404, 404, 400, 404, 405, 404, 405, 401, 200]);
    expect(await ask()).toEqual(Array(9).fill(429));
    expect((await fetch(`${poor.url}/healthz`)).status).toBe(200);
    expect((await send(`${poor.url}/api/v2/user/me/`, { token: await poor.token(1) })).status).toBe(200);
  });

  it('sees in the refusal of what is too dear how much is left', async () => {
    const token = await limited.token(5);
    const refused = [
      await send(`${limited.url}/v1/rooms/search?query=a&roomType=page`, { token }),
      await graphql(limited.url, '{ groups(filter: { search: "a", kind: PAGE }) { totalCount } }', { token }),
    ];

    expect(refused.map(({ status, headers }) => [status, headers.get('ratelimit-remaining')])).toEqual([
      [429, '59'],
      [429, '58'],
    ]);
  });

  it('is known by address without a token, or with a bad one', async () => {
    const statuses = [];
    for (let count = 0; count < 61; count += 1) {
      statuses.push(
        (await send(`${limited.url}/graphql`, count % 2 ? { token: 'bad' } : { json: { query: '{ viewer { id } }' } }))
          .status,
      );
    }

    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([200, 401]));
    expect(statuses[60]).toBe(429);
  });
});

describe('what is held at once', () => {
  const open = (text = '', url = narrow.url) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(text);
    const answer = new Promise<string>((settle) => {
      let got = '';
      socket.setEncoding('utf8').on('data', (text) => {
        got += text;
      });
      socket.once('close', () => settle(got));
    });
    return { socket, answer };
  };
  const upload = (path: string, token: string, mebibytes: number) =>
    [
      `POST ${path} HTTP/1.1`,
      'host: x',
      'connection: close',
      `authorization: Bearer ${token}`,
      `content-type: ${path === '/api/v2/group/' ? 'multipart/form-data; boundary=x' : 'application/json'}`,
      `content-length: ${mebibytes * 2 ** 20}`,
      '\r\n',
    ].join('\r\n');

  /** A body that begins to come, of a caller who says that there will be eight megabytes. */
  const begun = async (user: number, mebibytes: number) => {
    const token = await narrow.token(user);
    const { socket, answer } = open(upload('/graphql', token, 8));
    await new Promise((sent) => socket.write(' '.repeat(Math.max(1, mebibytes * 2 ** 20)), sent));
    return { socket, answer };
  };
  /** A document is small, so that it is the variables that make a body large. */
  const large = { unused: 'x'.repeat(5 * 2 ** 20) };
  const statusOfLarge = async (token: string) =>
    (await graphql(narrow.url, '{ viewer { id } }', { token, variables: large })).status;

  it('is bodies of so many bytes: more are refused by each door in its words, until there is room again', async () => {
    const token = await narrow.token(1);
    const { socket } = await begun(1, 5);
    await expect.poll(() => statusOfLarge(token)).toBe(503);
    expect((await graphql(narrow.url, '{ viewer { id } }', { token })).status).toBe(200);

    for (const [path, words] of [
      ['/graphql', '"message":"The server is overloaded. Try again in a moment."'],
      ['/api/v2/group/', 'The server is overloaded. Try again in a moment.'],
      ['/v1/rooms/groups', '"The server is overloaded. Try again in a moment"'],
    ] as const) {
      const answer = await open(upload(path, token, 6)).answer;
      expect(answer).toMatch(/^HTTP\/1\.1 503 /);
      expect(answer).toMatch(/\r\nretry-after: 1\r\n/i);
      expect(answer).toContain(words);
    }
    expect((await graphql(narrow.url, '{ viewer { id } }', { token })).status).toBe(200);

    socket.destroy();
    await expect.poll(() => statusOfLarge(token)).toBe(200);
  });

  it('is what has come, and not what was announced', async () => {
    const callers = await Promise.all(Array.from({ length: 30 }, (_, n) => begun(20 + (n % 5), 0)));

    expect(await statusOfLarge(await narrow.token(1))).toBe(200);
    for (const { socket } of callers) socket.destroy();
  });

  it.each([
    ['JSON', '/graphql', ''],
    ['a form', '/api/v2/group/', '--x\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\n'],
  ])('is refused when it is full half-way through %s', async (_what, path, start) => {
    const token = await narrow.token(34);
    const others = await Promise.all([31, 32, 33].map((user) => begun(user, 5)));
    await expect.poll(() => statusOfLarge(token)).toBe(503);

    const { socket, answer } = open(upload(path, token, 6));
    socket.write(`${start}${' '.repeat(2 * 2 ** 20)}`);

    expect(await answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nconnection: close\r\n/i);
    for (const { socket } of others) socket.destroy();
    await expect.poll(() => statusOfLarge(token)).toBe(200);
  });

  it('is not what callers say who have gone before it was known who they are', async () => {
    for (let user = 10; user < 20; user += 1) {
      const { socket } = open(upload('/api/v2/group/', await narrow.token(user), 12));
      await once(socket, 'connect');
      await new Promise((sent) => socket.write('--x', sent));
      socket.destroy();
    }

    const token = await narrow.token(1);
    await expect.poll(() => statusOfLarge(token)).toBe(200);
  });

  it('of one caller is a quarter, so that there is room for others', async () => {
    const [one, other] = [await narrow.token(1), await narrow.token(2)];
    const { socket } = await begun(1, 5);
    await expect.poll(() => statusOfLarge(one)).toBe(503);
    expect(await statusOfLarge(other)).toBe(200);
    socket.destroy();
  });
});

describe('a client that is slow', () => {
  it.concurrent.each([
    ['to send its headers', 'GET /healthz HTTP/1.1\r\nhost: x\r\n'],
    [
      'to send its body',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    ],
    ['to ask anything', ''],
  ])('%s is cut off', async (_what, sent) => {
    const { hostname, port } = new URL(slow.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(sent);
    socket.resume();

    await new Promise((settle) => socket.once('close', settle));
  });
});
