import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const ISSUER = 'https://id.example.org/realms/town';
// Where Apollo Sandbox is reachable, GraphiQL is not bundled, which takes its time.
const server = await startServer({ sandboxReachable: async () => true });
const production = await startServer({ env: { NODE_ENV: 'production' } });
const withIssuer = await startServer({ env: { NODE_ENV: 'production', OIDC_ISSUER: ISSUER } });
afterAll(() => Promise.all([server, production, withIssuer].map(({ stop }) => stop())));

const BROWSERS = [
  ['Chrome', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
  ['Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ['whoever wants HTML', 'text/html'],
  ['whoever prefers HTML', 'application/json;q=0.5, text/html'],
] as const;
const CLIENTS = [
  ['curl', '*/*'],
  ['axios', 'application/json, text/plain, */*'],
  ['a GraphQL client', 'application/graphql-response+json, application/json'],
  ["Java's HttpURLConnection", 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'],
  ['whoever prefers JSON', 'text/html;q=0.9, application/json'],
  ['whoever refuses HTML', 'application/json, text/html;q=0'],
  ['whoever sends too long a header', `text/html, ${'a/b, '.repeat(300)}c/d`],
  ['a picture on a page', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'],
] as const;
const [[, CHROMES_ACCEPT]] = BROWSERS;
const open = (url: string) => send(url, { headers: { accept: CHROMES_ACCEPT } });
const ask = (url: string, accept: string) => send(url, { headers: { accept } });
const typeOf = ({ headers }: { headers: Headers }) => headers.get('content-type');

const NOTHING = { error: 'There is nothing at this path.' };
const ROOMS_NOTHING = { message: 'There is nothing at this path', type: 'not_found', success: false };
const SELFCOMMUNITY_NOTHING = { errors: [{ code: 'not_found', message: expect.any(String) }] };
const GRAPHQL_PAGE = '<h1>GraphQL is served here</h1>';

describe('the address of the server', () => {
  it.each(BROWSERS)('is a page for %s', async (_who, accept) => {
    const answer = await ask(`${server.url}/`, accept);

    expect([answer.status, typeOf(answer)]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('<h1>Guildhall</h1>');
    expect(answer.body).toContain(`Version ${manifest.version}`);
  });

  it.each(CLIENTS)('has nothing for %s', async (_who, accept) => {
    const { status, body } = await ask(`${server.url}/`, accept);

    expect([status, body]).toEqual([404, NOTHING]);
  });

  it('takes one point from whoever asks, with or without a browser', async () => {
    const now = new Date();
    const own = await startServer({ env: { RATE_LIMIT: '100' }, now: () => now });
    onTestFinished(() => own.stop());
    const left = async (accept: string) => (await ask(own.url, accept)).headers.get('ratelimit-remaining');

    expect([await left('*/*'), await left(CHROMES_ACCEPT)]).toEqual(['99', '98']);
  });

  it.each([
    ['development', server],
    ['production', production],
  ])('leads to what is there, in %s', async (_where, { url }) => {
    const { body } = await open(`${url}/`);
    const paths = [...body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);

    expect(new Set(paths)).toEqual(new Set(['/', '/favicon.svg', '/graphql', '/docs', '/openapi.json', '/healthz']));
    for (const path of paths) expect([path, (await open(`${url}${path}`)).status]).toEqual([path, 200]);
  });

  it('says where tokens come from', async () => {
    const command = 'npm run -s token -- --user 7';

    expect((await open(server.url)).body).toContain(command);
    const { body } = await open(production.url);
    expect([body.includes(command), body.includes('Ask whoever runs it.')]).toEqual([false, true]);
    expect((await open(withIssuer.url)).body).toContain(`<code>${ISSUER}</code>`);
  });
});

describe('a path that leads nowhere', () => {
  const PATHS = ['/nowhere', '/v1/nowhere', '/quran-reflect/v1/rooms/a/b/c', '/api/v2/nowhere', '/media/none.webp'];

  it.each(PATHS)('is a page in a browser: %s', async (path) => {
    const answer = await open(`${server.url}${path}`);

    expect([answer.status, typeOf(answer)]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('<h1>Not found</h1>');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(CLIENTS)('is answered in the words of its door to %s', async (_who, accept) => {
    const bodies = await Promise.all(
      PATHS.slice(0, 4).map(async (path) => {
        const { status, body } = await ask(`${server.url}${path}`, accept);
        return [status, body];
      }),
    );

    const words = [NOTHING, ROOMS_NOTHING, ROOMS_NOTHING, SELFCOMMUNITY_NOTHING];
    expect(bodies).toEqual(words.map((body) => [404, body]));
  });

  it('is answered in the words of its door to what is sent by a page, or by no GET', async () => {
    const headers = { accept: CHROMES_ACCEPT };

    expect((await send(`${server.url}/v1/nowhere`, { headers, method: 'POST' })).body).toEqual(ROOMS_NOTHING);
    expect((await send(`${server.url}/v1/nowhere`)).body).toEqual(ROOMS_NOTHING);
  });

  it('says nothing of what was asked for', async () => {
    const { body } = await open(`${server.url}/%3Cscript%3Ealert(1)%3C/script%3E?q=%22%3E%3Cscript%3E`);

    expect(body).not.toMatch(/script|alert/);
  });
});

describe('what else goes wrong in a browser', () => {
  it('is a page where no door has words for it', async () => {
    const limited = await startServer({ env: { RATE_LIMIT: '1' } });
    onTestFinished(() => limited.stop());
    const answers = [await open(`${server.url}/%zz`), await open(limited.url), await open(`${limited.url}/docs`)];
    const retryAfter = answers[2]?.headers.get('retry-after');

    const shown = answers.map((answer) => [answer.status, typeOf(answer), /<h1>(.*)<\/h1>/.exec(answer.body)?.[1]]);
    expect(shown).toEqual([
      [400, 'text/html; charset=utf-8', 'Bad request'],
      [200, 'text/html; charset=utf-8', 'Guildhall'],
      [429, 'text/html; charset=utf-8', 'Too many requests'],
    ]);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  });

  it('stays JSON for others', async () => {
    const { status, body } = await send(`${server.url}/%zz`);

    expect([status, body]).toEqual([400, { error: 'This request cannot be read.' }]);
  });
});

describe('/graphql in production', () => {
  it('says in a browser that GraphQL is here, and its page is off', async () => {
    for (const query of ['', '?graphiql', '?sandbox']) {
      const { status, body } = await open(`${production.url}/graphql${query}`);
      expect([status, body.includes(GRAPHQL_PAGE)]).toEqual([200, true]);
    }
  });

  it('answers an operation that comes by GET, whatever is accepted', async () => {
    const { status, body } = await open(`${production.url}/graphql?query={__typename}`);

    expect([status, body]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it.each(CLIENTS.filter(([who]) => !who.includes('picture')))('is no page for %s', async (_who, accept) => {
    expect(typeOf(await ask(`${production.url}/graphql`, accept))).toMatch(/json/);
  });
});

describe('every page', async () => {
  const pages = await Promise.all(
    [server.url, `${server.url}/nowhere`, `${production.url}/graphql`, `${server.url}/invitation?room=3&token=a`].map(
      open,
    ),
  );

  it.each(pages)('runs nothing and asks no other host', ({ body, headers }) => {
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).not.toMatch(/<script|<iframe|\son\w+=|\sstyle=|url\(|@import|(src|href)="(?!\/[^/]|\/")/i);
  });

  it.each(pages)('has a language, a title and landmarks', ({ body }) => {
    for (const part of ['<html lang="en">', '<title>', '<header>', '<main>', 'name="viewport"']) {
      expect(body).toContain(part);
    }
    expect(body.match(/<h1>/g)).toHaveLength(1);
  });
});

/** The relative luminance of a colour, as WCAG has it. */
function luminance(color: string): number {
  const digits = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the colours of pages', async () => {
  const { body } = await open(server.url);
  const schemes = [...body.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, colors = '']) =>
      new Map([...colors.matchAll(/--(\w+): (#\w+)/g)].map(([, name = '', color = '']) => [name, color])),
  );

  it('are there in light and in dark', () => {
    expect(schemes).toHaveLength(2);
  });

  it.each(schemes)('can be read', (colors) => {
    for (const ground of ['ground', 'code']) {
      for (const text of ['text', 'soft', 'link']) {
        const [dark = 0, light = 0] = [ground, text].map((name) => luminance(colors.get(name) ?? '')).toSorted();
        expect((light + 0.05) / (dark + 0.05), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe('the icon', () => {
  it.each([
    ['/favicon.svg', 'image/svg+xml'],
    ['/favicon.ico', 'image/x-icon'],
  ])('is at %s, may be kept for a day, and takes no points', async (path, type) => {
    const { status, headers, body } = await send(`${server.url}${path}`);

    const names = ['content-type', 'cache-control', 'ratelimit-remaining'];
    expect([status, ...names.map((name) => headers.get(name))]).toEqual([200, type, 'public, max-age=86400', null]);
    expect(body).not.toBe('');
  });
});
