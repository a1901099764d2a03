import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlBundle } from '../../../src/graphql/explorer/bundle.ts';
import { send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const offline = await startServer({ sandboxReachable: async () => false });
const online = await startServer({ sandboxReachable: async () => true });
const production = await startServer({ env: { NODE_ENV: 'production' }, sandboxReachable: async () => true });
afterAll(() => Promise.all([offline, online, production].map((server) => server.stop())));

// Whoever opens GraphiQL first waits for this, longer than a busy server keeps a silent connection.
beforeAll(async () => void (await graphiqlBundle()));

const CHROMES_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const open = (url: string) => send(url, { headers: { accept: CHROMES_ACCEPT } });
const policyOf = ({ headers }: { headers: Headers }) => headers.get('content-security-policy')?.split('; ');
const filesOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);

describe('/graphql in a browser', () => {
  it('is GraphiQL where Apollo Sandbox cannot be reached, and Apollo Sandbox where it can', async () => {
    expect((await open(`${offline.url}/graphql`)).body).toContain('<title>Guildhall in GraphiQL</title>');
    expect((await open(`${online.url}/graphql`)).body).toContain('<title>Guildhall in Apollo Sandbox</title>');
  });

  it('is the one that is asked for', async () => {
    expect((await open(`${offline.url}/graphql?sandbox`)).body).toContain('in Apollo Sandbox</title>');
    expect((await open(`${online.url}/graphql?graphiql`)).body).toContain('in GraphiQL</title>');
  });

  it('is neither in production', async () => {
    for (const query of ['', '?graphiql', '?sandbox']) {
      const { status, body } = await open(`${production.url}/graphql${query}`);
      expect([status, body]).toEqual([200, expect.stringContaining('<h1>GraphQL is served here</h1>')]);
    }
    const { body } = await open(`${offline.url}/graphql`);
    for (const file of filesOf(body)) expect((await send(`${production.url}${file}`)).status).toBe(404);
  });

  it.each([undefined, '*/*', 'application/json', 'application/graphql-response+json, text/html;q=0.1'])(
    'answers queries of those who accept %s',
    async (accept) => {
      const answer = await send(`${online.url}/graphql?query={__typename}`, {
        headers: accept === undefined ? {} : { accept },
      });

      expect(answer.body).toEqual({ data: { __typename: 'Query' } });
    },
  );
});

describe('GraphiQL', () => {
  it('allows nothing from another host', async () => {
    const page = await open(`${offline.url}/graphql`);

    const nonce = /nonce="([^"]+)"/.exec(page.body)?.[1];
    expect(policyOf(page)).toEqual([
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      "worker-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'unsafe-inline'",
      'font-src data:',
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(page.body).not.toMatch(/https?:|"\/\//);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('has another nonce each time', async () => {
    const [one, other] = [await open(`${offline.url}/graphql`), await open(`${offline.url}/graphql`)];

    expect(policyOf(one)).not.toEqual(policyOf(other));
  });

  it('comes with files that a browser may keep for ever', async () => {
    const { body } = await open(`${offline.url}/graphql`);

    const files = await Promise.all(
      filesOf(body).map(async (path) => {
        const { status, headers } = await send(`${offline.url}${path}`);
        const wanted = ['content-type', 'content-encoding', 'cache-control', 'content-security-policy'];
        return [path.split('/').at(-1), status, ...wanted.map((name) => headers.get(name))];
      }),
    );
    const kept = ['gzip', 'public, max-age=31536000, immutable', "default-src 'none'"];
    expect(files).toEqual([
      ['graphiql.css', 200, 'text/css; charset=utf-8', ...kept],
      ['graphiql.js', 200, 'text/javascript; charset=utf-8', ...kept],
    ]);
  });

  it('comes uncompressed for those who want it so', async () => {
    const [style = ''] = filesOf((await open(`${offline.url}/graphql`)).body);

    const { headers, body } = await send(`${offline.url}${style}`, { headers: { 'accept-encoding': 'identity' } });
    expect(headers.get('content-encoding')).toBeNull();
    expect(body).toContain('.graphiql-container');
  });

  it('has no other files', async () => {
    const [style = ''] = filesOf((await open(`${offline.url}/graphql`)).body);
    const folder = style.replace(/[^/]+$/, '');

    const up = '%2e%2e%2f';
    for (const path of [
      `${folder}package.json`,
      `${folder}${up.repeat(4)}package.json`,
      `${folder}..%5cgraphiql.js`,
      `${folder}__proto__`,
      `/graphql/page/${up}/graphiql.js`,
      '/graphql/page/0000000000000000/graphiql.js',
      folder,
    ]) {
      expect([path, (await send(`${offline.url}${path}`)).status]).toEqual([path, 404]);
    }
  });
});

describe('Apollo Sandbox', () => {
  it('allows its own hosts, and no script but its own', async () => {
    const page = await open(`${online.url}/graphql`);

    expect(policyOf(page)).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^script-src 'sha256-[\w+/]{43}=' https:\/\/embeddable-sandbox\.cdn\.apollographql\.com$/),
      expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
      'frame-src https://sandbox.embed.apollographql.com',
      'img-src data: https://embeddable-explorer.cdn.apollographql.com',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });
});
