import { afterAll, describe, expect, it } from 'vitest';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const OWN = 'https://app.example.org';
const OTHER = 'https://elsewhere.example.org';
const production = { NODE_ENV: 'production' };
const some = await startServer({ env: { ...production, CORS_ORIGINS: OWN } });
const all = await startServer({ env: { ...production, CORS_ORIGINS: '*' } });
const none = await startServer({ env: production });
const development = await startServer();
afterAll(() => Promise.all([some, all, none, development].map((server) => server.stop())));

const EXPOSED =
  'Allow, ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-Id';

const PATHS = ['/graphql', '/api/v2/group/', '/v1/rooms/groups', '/nowhere'];

async function headersOf(url: string, origin: string | null, preflight = false) {
  const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' };
  const headers = { ...(origin !== null && { origin }), ...(preflight && asked) };
  const answer = await send(url, { method: preflight ? 'OPTIONS' : 'GET', headers });
  const read = (name: string) => answer.headers.get(name);
  return {
    status: answer.status,
    origin: read('access-control-allow-origin'),
    exposed: read('access-control-expose-headers'),
    methods: read('access-control-allow-methods'),
    allowed: read('access-control-allow-headers'),
    vary: (read('vary') ?? '').toLowerCase().split(/, */).filter(Boolean),
  };
}

describe.each(PATHS)('what a page may read of %s', (path) => {
  it('is all of it when the page has one of the origins, and nothing when it has another', async () => {
    expect(await headersOf(some.url + path, OWN)).toMatchObject({ origin: OWN, exposed: EXPOSED });
    expect(await headersOf(some.url + path, OTHER)).toMatchObject({ origin: null, exposed: null });
  });

  it('depends on the origin for whoever keeps the answer, even where none came with the request', async () => {
    for (const origin of [OWN, OTHER, null]) {
      expect((await headersOf(some.url + path, origin)).vary).toContain('origin');
      expect((await headersOf(all.url + path, origin)).vary).not.toContain('origin');
    }
  });

  it('is all of it for every page when all origins may, and nothing when none may', async () => {
    expect(await headersOf(all.url + path, OTHER)).toMatchObject({ origin: '*', exposed: EXPOSED });
    expect(await headersOf(all.url + path, null)).toMatchObject({ origin: '*', exposed: EXPOSED });
    expect(await headersOf(none.url + path, OTHER)).toMatchObject({ origin: null, exposed: null });
  });

  it('is said before, to whoever asks whether it may send something', async () => {
    const allowed = { status: 204, allowed: 'authorization', methods: 'GET, HEAD, POST, PUT, PATCH, DELETE' };
    expect(await headersOf(some.url + path, OWN, true)).toMatchObject({ ...allowed, origin: OWN });
    expect(await headersOf(all.url + path, OTHER, true)).toMatchObject({ ...allowed, origin: '*' });
    expect(await headersOf(some.url + path, OTHER, true)).toMatchObject({ status: 204, origin: null });
    expect(await headersOf(none.url + path, OWN, true)).toMatchObject({ status: 204, origin: null });
  });

  it.each([
    'http://localhost:5173',
    'http://localhost',
    'https://localhost:3000',
    'http://127.0.0.1:8080',
    'http://[::1]:3000',
  ])('is all of it outside production when the page is of this machine: %s', async (origin) => {
    for (const preflight of [false, true]) {
      const headers = await headersOf(development.url + path, origin, preflight);
      expect(headers).toMatchObject({ origin });
      expect(headers.vary).toContain('origin');
    }
    expect(await headersOf(development.url + path, origin)).toMatchObject({ exposed: EXPOSED });
    expect(await headersOf(none.url + path, origin)).toMatchObject({ origin: null, exposed: null });
  });

  it.each([
    'http://localhost.example.org',
    'http://localhost:5173.example.org',
    'https://example.org/?http://localhost:5173',
    'http://127.0.0.10',
    'http://192.168.1.5:5173',
    'null',
  ])('is nothing outside production when the page only seems to be of this machine: %s', async (origin) => {
    expect(await headersOf(development.url + path, origin)).toMatchObject({ origin: null, exposed: null });
    expect(await headersOf(development.url + path, origin, true)).toMatchObject({ origin: null });
  });
});
