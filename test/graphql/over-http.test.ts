import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, it } from 'vitest';
import { type Answer, type RequestOptions, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const APP = 'https://app.example.org';
const NEWER_ALONE = 'application/graphql-response+json';
const server = await startServer({ env: { CORS_ORIGINS: APP } });
afterAll(() => server.stop());
const url = `${server.url}/graphql`;

const AUDITS = serverAudits({ url, fetchFn: fetch });

describe('GraphQL over HTTP', () => {
  it('is audited in 61 points', () => {
    const levels = AUDITS.map(({ name }) => name.split(' ')[0]);
    const count = (level: string) => levels.filter((one) => one === level).length;

    expect([count('MUST'), count('SHOULD'), count('MAY'), levels.length]).toEqual([13, 23, 25, 61]);
  });

  it.each(AUDITS)('passes audit $id: $name', async ({ fn }) => {
    const { status, ...rest } = await fn();

    expect({ status, reason: 'reason' in rest ? rest.reason : null }).toEqual({ status: 'ok', reason: null });
  });
});

const QUERY = '{ __typename }';
const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  send(`${url}?${new URLSearchParams(parameters)}`, { headers });
const CREATE = 'mutation { createGroup(input: { name: "Got", privacy: PUBLIC }) { userErrors { code } } }';

describe('a request that a page of another site can make without being asked', () => {
  /** Not by `fetch`, which says by itself that its mode is `cors`. */
  const browse = async (mode: string): Promise<Answer> => {
    const asked = request(`${url}?${new URLSearchParams({ query: QUERY })}`, { headers: { 'sec-fetch-mode': mode } });
    const [response] = await once(asked.end(), 'response');
    return { status: response.statusCode, headers: new Headers(), body: await json(response) };
  };
  const post = (type: string, body = JSON.stringify({ query: QUERY })) =>
    send(url, { body, headers: { 'content-type': type } });
  const REQUESTS: Readonly<Record<string, () => Promise<Answer>>> = {
    'a GET of an image': () => browse('no-cors'),
    'a GET of a link': () => browse('navigate'),
    'a GET of a script': () => get({ query: QUERY }, { origin: 'https://elsewhere.example.org' }),
    'a GET of a page without an origin': () => get({ query: QUERY }, { origin: 'null', 'sec-fetch-mode': 'cors' }),
    'a POST of text': () => post('text/plain'),
    'a POST of a form': () =>
      post('application/x-www-form-urlencoded', new URLSearchParams({ query: QUERY }).toString()),
    'a POST of parts': () => post('multipart/form-data; boundary=b'),
    'a POST of text that says it is JSON': () => post('text/plain; application/json'),
    'a POST of no type': () => send(url, { body: new TextEncoder().encode(JSON.stringify({ query: QUERY })) }),
  };

  it.each(Object.keys(REQUESTS))('is refused: %s', async (what) => {
    const { status, body } = (await REQUESTS[what]?.()) ?? {};

    expect([400, 415]).toContain(status);
    expect(body).not.toHaveProperty('data');
    expect(body.errors).toHaveLength(1);
  });
});

describe('a GET of a query', () => {
  it.each<Record<string, string>>([{}, { 'content-type': 'text/plain' }, { origin: APP }, { origin: server.url }])(
    'is answered with the headers %j',
    async (headers) => {
      const { status, body } = await get({ query: QUERY, variables: '{}' }, headers);

      expect([status, body]).toEqual([200, { data: { __typename: 'Query' } }]);
    },
  );

  it.each([NEWER_ALONE, 'application/json'])('is answered alike each time that it comes, as %s', async (accept) => {
    const query = `query Found($first: Int) { groups(first: $first) { totalCount } } # ${accept}`;
    const told = [];
    for (let time = 0; time < 4; time += 1) {
      const { status, headers, body } = await get({ query, variables: '{"first":1}' }, { accept });
      const each = ['x-request-id', 'date'];
      told.push({ status, body, headers: [...headers].filter(([name]) => !each.includes(name)) });
    }

    expect(told[0]).toMatchObject({ status: 200, body: { data: { groups: { totalCount: 0 } } } });
    expect(told.slice(1)).toEqual(Array(3).fill(told[0]));
  });

  it('is 405 with another kind of operation, and says what to use, however often that has come', async () => {
    const token = await server.token(1);
    const query = 'mutation { leaveGroup(input: { groupId: "R3JvdXA6MQ==" }) { userErrors { code } } }';
    for (let time = 0; time < 3; time += 1) await send(url, { json: { query }, token });

    const { status, headers, body } = await send(`${url}?${new URLSearchParams({ query })}`, { token });

    expect([status, headers.get('allow'), body.data]).toEqual([405, 'POST', undefined]);
  });
});

describe('the media type of an answer', () => {
  const JSON_TYPE = 'application/json; charset=utf-8';
  const NEWER = 'application/graphql-response+json; charset=utf-8';

  it.each([
    ['*/*', JSON_TYPE],
    ['application/*;q=0.5', JSON_TYPE],
    ['application/json, application/graphql-response+json', JSON_TYPE],
    ['application/graphql-response+json, application/json', NEWER],
    ['application/graphql-response+json,application/json;q=0.9', NEWER],
    ['application/json;q=0.8, application/graphql-response+json;q=0.9', NEWER],
    ['Application/GraphQL-Response+JSON', NEWER],
    ['application/graphql-response+json; charset=utf-8', NEWER],
    ['application/graphql-response+json;q=0, */*', JSON_TYPE],
    ['application/json;q=0, */*', NEWER],
  ])('goes by what is accepted: %s', async (accept, type) => {
    const status = type === NEWER ? 400 : 200;
    const wrong = await send(url, { json: { query: '{ nope }' }, headers: { accept } });
    const right = await send(url, { json: { query: QUERY }, headers: { accept } });

    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([status, type]);
    expect([right.status, right.headers.get('content-type')]).toEqual([200, type]);
  });

  it('is JSON where the header is too long to be worth reading', async () => {
    const accept = `application/graphql-response+json, ${'a/b,'.repeat(3_000)}`;
    const { status, headers } = await send(url, { json: { query: QUERY }, headers: { accept } });

    expect([status, headers.get('content-type')]).toEqual([200, JSON_TYPE]);
  });

  it('that nobody can give is refused before anything is done', async () => {
    const json = { query: CREATE };
    const refused = await send(url, { json, token: await server.token(1), headers: { accept: 'image/png' } });
    const found = await send(url, { json: { query: '{ groups { nodes { name } } }' } });

    expect([refused.status, found.body.data.groups.nodes]).toEqual([406, []]);
  });

  it.each<[number, RequestOptions]>([
    [401, { json: { query: QUERY }, headers: { authorization: 'Bearer nonsense' } }],
    [405, { method: 'PUT', json: {} }],
    [413, { json: { query: `{ __typename } #${'x'.repeat(70_000)}` } }],
    [413, { json: { query: 'x'.repeat(9_000_000) } }],
    [415, { body: QUERY }],
  ])('of a refusal with the status %i goes by it, too', async (expected, options) => {
    for (const type of [NEWER, JSON_TYPE]) {
      const answer = await send(url, { ...options, headers: { ...options.headers, accept: type } });

      expect([answer.status, answer.headers.get('content-type')]).toEqual([expected, type]);
      expect(answer.body.errors[0].extensions).toHaveProperty('code');
    }
  });
});

describe('a parameter that is empty or null', () => {
  const NAMED = 'query A { __typename }';

  it.each([
    { operationName: '', variables: '', extensions: '' },
    { variables: 'null', extensions: 'null' },
    { documentId: '', operationName: '' },
  ])('is absent from a GET: %j', async (parameters) => {
    const { status, body } = await get({ query: NAMED, ...parameters }, { accept: NEWER_ALONE });

    expect([status, body]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it.each([
    { operationName: '' },
    { operationName: null, variables: null, extensions: null },
    { documentId: null, operationName: '' },
  ])('is absent from a POST, each time that it comes: %j', async (parameters) => {
    for (let time = 0; time < 4; time += 1) {
      const json = { query: NAMED, ...parameters };
      const { status, body } = await send(url, { json, headers: { accept: NEWER_ALONE } });

      expect([status, body]).toEqual([200, { data: { __typename: 'Query' } }]);
    }
  });

  it('leaves the query to its hash', async () => {
    const sha256Hash = createHash('sha256').update(NAMED).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await send(url, { json: { query: NAMED, extensions } });

    const posted = await send(url, { json: { query: '', extensions } });
    const got = await get({ query: '', extensions: JSON.stringify(extensions) });

    expect([posted.body, got.body]).toEqual(Array(2).fill({ data: { __typename: 'Query' } }));
  });

  it('does not say which of two operations is meant', async () => {
    const query = 'query A { __typename } query B { __typename }';
    const { body } = await send(url, { json: { query, operationName: '' } });

    expect(body.errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
  });
});
