import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, it } from 'vitest';
import { type Answer, send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const url = `${server.url}/graphql`;

/** What clients send along with a GET: without it no page of another site can be told from them. */
const PREFLIGHT = { 'apollo-require-preflight': 'true' };

/** Three audits ask by GET as a browser would for any page, which CSRF prevention is there to refuse. */
function fetchAsClient(address: string, init: RequestInit = {}): Promise<Response> {
  const isGet = (init.method ?? 'GET') === 'GET';
  return fetch(address, isGet ? { ...init, headers: { ...PREFLIGHT, ...init.headers } } : init);
}

const AUDITS = serverAudits({ url, fetchFn: fetchAsClient });

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

describe('a request that a page of another site can make without being asked', () => {
  const QUERY = '{ __typename }';
  const post = (type: string, body = JSON.stringify({ query: QUERY })) =>
    send(url, { body, headers: { 'content-type': type } });
  const REQUESTS: Readonly<Record<string, () => Promise<Answer>>> = {
    'a GET': () => send(`${url}?query=${QUERY}`),
    'a GET with variables': () => send(`${url}?query=${QUERY}&variables={}`),
    'a GET of a form': () => send(`${url}?query=${QUERY}`, { headers: { 'content-type': 'text/plain' } }),
    'a GET with an empty header': () =>
      send(`${url}?query=${QUERY}`, { headers: { 'apollo-require-preflight': '', 'x-apollo-operation-name': '' } }),
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
