import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { SECRET } from '../support/server.ts';

const server = await startOwnProcess({ LOG_LEVEL: 'trace' });
afterAll(() => server.remove());

const line = z.looseObject({
  msg: z.string(),
  reqId: z.string(),
  door: z.string(),
  operation: z.string(),
  user: z.number().nullable(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  ms: z.number(),
  statements: z.number(),
});

describe('the log', () => {
  it('has one line for each request, and holds no token, body or private address', async () => {
    const { url } = server;
    const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
    const secrets = {
      path: 'token-in-a-path',
      query: 'token-in-a-query',
      body: 'words-in-a-body',
      bad: 'bad-token-in-a-header',
      id: 'no id\u00e9',
    };

    await send(`${url}/v1/rooms/group/chess/accept/${secrets.path}`, { token });
    await send(`${url}/v1/rooms/1/accept-invite?token=${secrets.query}`, { token });
    await send(`${url}/api/v2/group/`, { token, json: { name: secrets.body, privacy: 'public' } });
    await send(`${url}/api/v2/group/`, { token: secrets.bad });
    await send(`${url}/graphql`, {
      token,
      headers: { 'x-request-id': 'mine-1' },
      json: { query: 'query Mine { groups { totalCount } }' },
    });
    await send(`${url}/v1/rooms/%ff`, { token });
    await send(`${url}/nowhere`, { headers: { 'x-request-id': 'not one of ours' } });
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });

    const output = server.output();
    for (const secret of [...Object.values(secrets), token, SECRET]) expect(output).not.toContain(secret);
    const requests = output
      .split('\n')
      .filter((text) => text.startsWith('{'))
      .filter((text) => text.includes('"msg":"request"'))
      .map((text) => line.parse(JSON.parse(text)))
      .map(({ door, operation, user, method, path, status }) => [door, operation, user, method, path, status]);
    expect(requests).toEqual([
      ['rooms', 'GET /v1/rooms/group/:url/accept/:token', 1, 'GET', '/v1/rooms/group/chess/accept/...', 400],
      ['rooms', 'GET /v1/rooms/:id/accept-invite', 1, 'GET', '/v1/rooms/1/accept-invite', 400],
      ['selfcommunity', 'POST /api/v2/group/', 1, 'POST', '/api/v2/group/', 201],
      ['selfcommunity', 'GET /api/v2/group/', null, 'GET', '/api/v2/group/', 401],
      ['graphql', 'query groups', 1, 'POST', '/graphql', 200],
      ['rooms', 'none', null, 'GET', '/v1/rooms/%ff', 400],
      ['none', 'none', null, 'GET', '/nowhere', 404],
    ]);
    expect(output).toContain('"reqId":"mine-1"');
    const messages = output
      .trim()
      .split('\n')
      .map((text) => z.object({ msg: z.string() }).parse(JSON.parse(text)).msg)
      .filter((message) => message !== 'request');
    expect(messages).toEqual([expect.stringMatching(/^Server listening at http:/), 'ending', 'ended']);
    expect(output).toContain('"signal":"SIGTERM"');
    expect(output).toContain('"operationName":"Mine"');
    expect(output).not.toContain('not one of ours');
  });

  it.each([
    ['warns once, in production, that audiences are not checked', {}, 1],
    ['warns of nothing where they are', { OIDC_AUDIENCE: 'guildhall' }, 0],
    ['warns of nothing outside production', { NODE_ENV: 'development' }, 0],
  ])('%s', async (_what, settings, warnings) => {
    const warned = await startOwnProcess({
      NODE_ENV: 'production',
      OIDC_ISSUER: 'http://127.0.0.1:9',
      ...settings,
    });
    await send(`${warned.url}/healthz`);
    await warned.end('SIGTERM');

    expect(warned.output().split('OIDC_AUDIENCE is not set')).toHaveLength(warnings + 1);
    await warned.remove();
  });

  it('loses and breaks no line, however many there are at once and whatever is in them, and cuts long paths', async () => {
    const busy = await startOwnProcess({ LOG_LEVEL: 'info' });
    const paths = Array.from({ length: 600 }, (_, index) => `/nowhere/${index}/${'\u00fc'.repeat(index % 700)}`);
    for (const some of Array.from({ length: 6 }, (_, index) => paths.slice(index * 100, (index + 1) * 100))) {
      await Promise.all(some.map((path) => send(`${busy.url}${path}`)));
    }
    await busy.end('SIGTERM');

    const logged = busy
      .output()
      .split('\n')
      .filter((text) => text.includes('"msg":"request"'))
      .map((text) => line.parse(JSON.parse(text)).path);
    expect(logged.sort()).toEqual(paths.map((path) => encodeURI(path).slice(0, 256)).sort());
    await busy.remove();
  });
});
