import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import { type ClientName, requestsOf, TRUSTED_DOCUMENTS } from '../client-requests.ts';
import { DOCUMENTS } from '../documents.ts';
import { headersOf, type Request } from '../workloads.ts';

const server = await startServer({ env: { TRUSTED_DOCUMENTS } });
afterAll(() => server.stop());

const recorded = async (client: ClientName): Promise<Request> => {
  const [request] = await requestsOf(client, [7]);
  if (request === undefined) throw new Error('nothing was recorded');
  return request;
};
const headerOf = ({ headers = [] }: Request, wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

describe('what is recorded of clients', () => {
  it('is what Apollo Client sends by POST, with its name, and with __typename in each selection', async () => {
    const request = await recorded('apollo');

    expect([request.method, request.path, headerOf(request, 'accept')]).toEqual([
      'POST',
      '/graphql',
      expect.stringContaining('application/graphql-response+json'),
    ]);
    expect(JSON.parse(request.body ?? '')).toEqual({
      operationName: 'Group',
      query: expect.stringContaining('__typename'),
      variables: { id: 7 },
      extensions: { clientLibrary: { name: '@apollo/client', version: expect.stringMatching(/^4\./) } },
    });
  });

  it('is what urql sends, by GET and by POST', async () => {
    const [get, post] = [await recorded('urqlGet'), await recorded('urqlPost')];

    expect([get.method, get.body, new URL(get.path, 'http://host').searchParams.get('variables')]).toEqual([
      'GET',
      undefined,
      '{"id":7}',
    ]);
    expect([post.method, JSON.parse(post.body ?? '').variables]).toEqual(['POST', { id: 7 }]);
  });

  it('is answered where the frontend is trusted, and has the headers of each user in their places', async () => {
    const request = await recorded('trusted');
    const { host } = new URL(server.url);
    const headers = headersOf(request, host, await server.token(7));
    const answer = await fetch(`${server.url}${request.path}`, {
      method: request.method,
      headers: headers.filter(([name]) => name.startsWith('a') || name === 'content-type') as [string, string][],
      ...(request.body !== undefined && { body: request.body }),
    });

    expect(request.body).not.toContain('query ');
    expect(headers.map(([name]) => name)).toEqual(request.headers?.map(([name]) => name));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { data: expect.objectContaining({ groups: expect.anything() }) },
    ]);
  });
});

describe('a request that nothing was recorded for', () => {
  it('has the headers that it needs', () => {
    const request = { method: 'POST', path: '/graphql', body: DOCUMENTS.graphql.W3 } as const;

    expect(headersOf(request, 'host:1', 'token').map(([name]) => name)).toEqual([
      'host',
      'authorization',
      'content-type',
      'content-length',
    ]);
  });
});
