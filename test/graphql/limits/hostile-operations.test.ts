import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, graphql, send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer({ env: { GRAPHQL_MAX_ANSWER_MIB: '1' } });
const brief = await startServer({ env: { GRAPHQL_MAX_DOCUMENT_KIB: '1' } });
/** Takes longer documents than a server does of itself. */
const patient = await startServer({ env: { GRAPHQL_MAX_TOKENS: '100000', GRAPHQL_MAX_DOCUMENT_KIB: '1024' } });
afterAll(() => Promise.all([server, brief, patient].map((one) => one.stop())));

const SECRET_VALUE = 'a value that is nobody’s business';
const CREATE = 'mutation ($i: CreateGroupInput!) { createGroup(input: $i) { userErrors { code } } }';

function messagesOf({ body }: Answer): string[] {
  return body.errors.map(({ message }: { message: string }) => message);
}

function expectFewAndShort(answer: Answer): void {
  const messages = messagesOf(answer);
  expect(answer.body.data).toBeUndefined();
  expect(messages.length).toBeGreaterThan(0);
  expect(messages.length).toBeLessThanOrEqual(5);
  for (const message of messages) expect(message.length).toBeLessThanOrEqual(300);
}

describe('wrong variables are refused in at most five errors of at most 300 characters, without their values', () => {
  const many = (item: unknown) => Array.from({ length: 10_000 }, () => item);
  const unknown = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, SECRET_VALUE]));
  const ids = 'query ($i: [ID!]!) { nodes(ids: $i) { id } }';
  const filter = 'query ($i: GroupFilter) { groups(filter: $i) { totalCount } }';

  it.each<[string, string, unknown]>([
    ['unknown fields', CREATE, unknown],
    ['an unknown field with a long name', CREATE, { [SECRET_VALUE.repeat(10_000)]: 1 }],
    ['a list of wrong items', ids, many({ [SECRET_VALUE]: SECRET_VALUE })],
    ['a list of lists', ids, many([SECRET_VALUE])],
    ['null in a list', ids, many(null)],
    ['a list of wrong enum values', filter, { viewerRole: many(SECRET_VALUE) }],
    ['a long enum value', filter, { kind: SECRET_VALUE.repeat(10_000) }],
    ['an object for an enum', filter, { kind: { SECRET_VALUE } }],
    ['an object for text', filter, { search: { SECRET_VALUE } }],
    ['a wrong colour', CREATE, { name: 'A', privacy: 'PUBLIC', color: { SECRET_VALUE } }],
    ['a wrong country', CREATE, { name: 'A', privacy: 'PUBLIC', country: [SECRET_VALUE.repeat(10_000)] }],
    ['text for a whole number', 'query ($i: Int) { groups(first: $i) { totalCount } }', SECRET_VALUE.repeat(10_000)],
    ['text for a large number', 'query ($i: SafeInt!) { group(by: { databaseId: $i }) { id } }', SECRET_VALUE],
    ['text for an object', CREATE, SECRET_VALUE],
    ['two ways to name a group', 'query ($i: GroupBy!) { group(by: $i) { id } }', { id: SECRET_VALUE, slug: null }],
  ])('%s', async (_what, query, i) => {
    for (const _time of ['first', 'second', 'third']) {
      const answer = await graphql(server.url, query, { variables: { i } });

      expectFewAndShort(answer);
      expect(answer.status).toBe(200);
      expect(answer.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
      expect(
        messagesOf(answer)
          .join()
          .replace(/Field "[^"]*" is not/, ''),
      ).not.toContain(SECRET_VALUE.slice(0, 20));
    }
  });

  it('and that there are more is said by the last one', async () => {
    const answer = await graphql(server.url, CREATE, {
      variables: { i: { name: 'A', privacy: 'PUBLIC', ...unknown } },
    });

    expect(messagesOf(answer)).toEqual([
      ...[0, 1, 2, 3].map(
        (index) => `Variable "$i" got invalid value; Field "k${index}" is not defined by type "CreateGroupInput".`,
      ),
      'Too many errors processing variables, error limit reached. Execution aborted.',
    ]);
  });

  it('with 400 in the newer media type', async () => {
    const headers = { accept: 'application/graphql-response+json' };

    expect((await graphql(server.url, CREATE, { headers, variables: {} })).status).toBe(400);
  });
});

describe('a wrong document is refused in at most five errors of at most 300 characters', () => {
  const long = 'n'.repeat(30_000);

  it.each([
    ['of unknown fields', `{ viewer { ${Array.from({ length: 120 }, (_, index) => `f${index}`).join(' ')} } }`],
    [
      'after many lines',
      `${'\n'.repeat(60_000)}{ viewer { ${Array.from({ length: 120 }, (_, n) => `f${n}`).join(' ')} } }`,
    ],
    ['with long names', `{ viewer { ${long} } ${long}a }`],
    ['with a long literal', `{ groups(filter: "${long}") { totalCount } }`],
    ['with a long variable', `query ($${long}: Nope) { viewer { id } }`],
    ['that cannot be read', `{ viewer { id } } "${long}"`],
  ])('%s', async (_what, query) => {
    expectFewAndShort(await graphql(server.url, query));
  });

  it('also for an operation that it does not have', async () => {
    const json = { query: 'query A { viewer { id } } query B { viewer { id } }', operationName: 'n'.repeat(100_000) };

    expectFewAndShort(await send(`${server.url}/graphql`, { json }));
  });

  it('with one argument given many times', async () => {
    const query = `${'\n'.repeat(50_000)}{ groups(${'first: 1 '.repeat(650)}) { totalCount } }`;

    expectFewAndShort(await graphql(server.url, query));
  });
});

describe('a document', () => {
  const ofBytes = (bytes: number) => `{ __typename } #${'é'.repeat((bytes - 16) / 2)}`;

  it('of 64 KiB is answered, and refused beyond, however it comes', async () => {
    const [enough, tooMuch] = [ofBytes(65_536), ofBytes(65_538)];
    const persisted = (query: string) => ({
      query,
      extensions: { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } },
    });

    const answers = [];
    for (const query of [enough, tooMuch]) {
      answers.push(await graphql(server.url, query));
      answers.push(await send(`${server.url}/graphql`, { json: persisted(query) }));
    }

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 413, 413]);
    expect(answers[3]?.body).toEqual({
      errors: [
        {
          message: 'The request is too large. It has 65538 bytes in its document; at most 65536 are allowed.',
          extensions: { code: 'PAYLOAD_TOO_LARGE' },
        },
      ],
    });
  });

  it('has the same limit by GET', async () => {
    const get = (query: string) => send(`${brief.url}/graphql?${new URLSearchParams({ query })}`);

    const answers = [await get(ofBytes(1_024)), await get(ofBytes(1_026))];

    expect(answers.map(({ status }) => status)).toEqual([200, 413]);
  });

  it('may be small while its variables are large', async () => {
    const variables = { search: 'x'.repeat(200_000) };
    const query = 'query ($search: String) { groups(filter: { search: $search }) { totalCount } }';

    expect((await graphql(brief.url, query, { variables })).status).toBe(200);
  });
});

describe('an answer', () => {
  const description = '😀'.repeat(500);
  const aliases = Array.from({ length: 15 }, (_, index) => `d${index}: description`).join(' ');

  beforeAll(async () => {
    const token = await server.token(1);
    for (let index = 0; index < 40; index += 1) {
      const i = { name: `Group ${index}`, privacy: index % 2 ? 'PRIVATE' : 'PUBLIC', description };
      await graphql(server.url, CREATE, { token, variables: { i } });
    }
  });

  it.each([
    ['of many texts', `query ($first: Int) { groups(first: $first) { nodes { ${aliases} } } }`, 40, 10],
    ['of long names', `query ($first: Int) { groups(first: $first) { nodes { ${'n'.repeat(60_000)}: id } } }`, 20, 10],
    [
      'of errors with long names in their paths',
      `query ($first: Int) { groups(first: $first, filter: { privacy: PRIVATE }) { nodes { ${'n'.repeat(60_000)}: members { totalCount } } } }`,
      20,
      5,
    ],
  ])('%s is refused beyond the limit', async (_what, query, many, few) => {
    for (const _time of ['first', 'second', 'third']) {
      const [large, small] = [
        await graphql(server.url, query, { variables: { first: many } }),
        await graphql(server.url, query, { variables: { first: few } }),
      ];

      expect([large.status, large.body]).toEqual([
        200,
        {
          errors: [
            {
              message: 'The answer has more than 1 MiB: ask for less at once.',
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        },
      ]);
      expect(small.body.data).toBeDefined();
    }
  });

  it('of a mutation is refused, too, once it was made', async () => {
    const token = await server.token(1);
    const query = `mutation ($i: CreateGroupInput!) {
      createGroup(input: $i) { group { createdBy { groups(first: 40) { nodes { ${aliases} } } } } } }`;

    const { body } = await graphql(server.url, query, { token, variables: { i: { name: 'Made', privacy: 'PUBLIC' } } });

    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const found = await graphql(server.url, '{ groups(filter: { search: "Made" }) { totalCount } }');
    expect(found.body.data).toEqual({ groups: { totalCount: 1 } });
  });
});

describe('fragments that lead from one to the next', () => {
  const chain = (length: number) =>
    Array.from(
      { length },
      (_, index) => `fragment F${index} on Query { ${index ? `...F${index - 1}` : 'viewer { id }'} }`,
    );

  it('are answered as long as the chain is short', async () => {
    const query = `{ ...F999 } ${chain(1_000).join(' ')}`;

    for (const _time of ['first', 'second', 'third']) {
      expect((await graphql(patient.url, query)).body).toEqual({ data: { viewer: null } });
    }
  });

  it('are refused before any rule follows a chain that its stack has no room for', async () => {
    const { status, body } = await graphql(patient.url, `{ ...F9999 } ${chain(10_000).join(' ')}`);

    expect([status, body.errors]).toEqual([
      200,
      [
        {
          message: 'This has 10000 fragments; at most 1000 are allowed.',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    ]);
  });
});
