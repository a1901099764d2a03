import { afterAll, describe, expect, it } from 'vitest';
import { send } from '../../support/requests.ts';
import { document } from '../../support/rest-contract.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const get = (path: string, headers = {}) => send(`${server.url}${path}`, { headers });

describe.each([
  ['/openapi.json', 'application/json; charset=utf-8'],
  ['/docs', 'text/html; charset=utf-8'],
])('%s', (path, type) => {
  it('is for everybody, and can be kept as long as it does not change', async () => {
    const { status, headers, body } = await get(path);
    const etag = headers.get('etag') ?? '';

    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(headers.get('cache-control')).toBe('public, no-cache');
    expect(body).not.toBe('');
    const [same, among, other] = await Promise.all(
      [etag, `"a", W/${etag}`, '"a"'].map((known) => get(path, { 'if-none-match': known })),
    );
    expect([same?.status, same?.body, among?.status, other?.status]).toEqual([304, '', 304, 200]);
  });

  it('can be asked for by HEAD', async () => {
    const { status, body } = await send(`${server.url}${path}`, { method: 'HEAD' });

    expect([status, body]).toEqual([200, '']);
  });
});

describe('the document', () => {
  it('is that of the doors, in the version of the package', async () => {
    const { body } = await get('/openapi.json');

    expect(body).toEqual({ ...document, info: expect.objectContaining({ version: expect.stringMatching(/^\d/) }) });
  });
});

describe('the page', () => {
  it('shows every operation', async () => {
    const { body } = await get('/docs');

    const missing = Object.entries(document.paths).filter(([path]) => !body.includes(`<code>${path}</code>`));
    expect(missing).toEqual([]);
    expect(body.split('<summary><b>').length - 1).toBe(
      new Set(
        Object.values(document.paths).flatMap((methods) =>
          Object.values(methods).map(({ operationId }) => operationId.replace(/_\d+$/, '')),
        ),
      ).size,
    );
  });

  it('leads to what is there', async () => {
    const { body } = await get('/docs');
    const targets = [...body.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);

    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((target) => !body.includes(`id="${target}"`))).toEqual([]);
  });

  it('runs nothing and asks nobody', async () => {
    const { body, headers } = await get('/docs');

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[\w+/=]+'$/,
    );
    expect(body).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|src=|url\(|@import|https?:\/\//i);
  });
});
