import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { PAGE_STYLE } from '../../../src/rest/openapi/html.ts';
import { send } from '../../support/requests.ts';
import { addresses, document } from '../../support/rest-contract.ts';
import { startServer } from '../../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
/** HTML as it is read. */
const text = (html: string) => html.replace(/&#(\d+);/g, (_code, number) => String.fromCharCode(number));

function colour(name: string, scheme: 'light' | 'dark'): string {
  const [, light = '', dark = ''] =
    new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(PAGE_STYLE) ?? [];
  return scheme === 'light' ? light : dark;
}

/** As WCAG 2 computes it. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

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

    const missing = addresses.filter(({ address }) => !body.includes(`<code>${address}</code>`));
    expect(missing).toEqual([]);
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
    expect(body.split('<summary><b>').length - 1).toBe(operations.length);
  });

  it('leads to what is there', async () => {
    const { body } = await get('/docs');
    const targets = [...body.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);

    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((target) => !body.includes(`id="${target}"`))).toEqual([]);
  });

  it('leads to GraphQL', async () => {
    const { body } = await get('/docs');

    expect(body).toContain('<a href="/graphql"><code>/graphql</code></a>');
  });

  it('says where this server is', async () => {
    const known = await startServer({ env: { PUBLIC_URL: "https://it's.example.org/" } });
    onTestFinished(() => known.stop());
    const { body } = await send(`${known.url}/docs`);

    expect(text(body)).toContain("URL='https://it'\\''s.example.org'\nTOKEN=");
  });

  it.each(['light', 'dark'] as const)('can be read in the %s: text has a contrast of at least 4.5', (scheme) => {
    const texts = ['text', 'quiet', 'accent'].map((name) => colour(name, scheme));
    const backgrounds = ['back', 'soft'].map((name) => colour(name, scheme));

    const contrasts = texts.flatMap((one) => backgrounds.map((other) => contrast(one, other)));
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
  });

  it('runs nothing and asks nobody', async () => {
    const { body, headers } = await get('/docs');

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[\w+/=]+'$/,
    );
    expect(body).not.toMatch(/<script|<img|<link|<iframe|<[^>]*\s(on\w+|style|src)=|url\(|@import|href="?\w*:/i);
  });
});

describe('the calls of the page', () => {
  it('work as they are, one after another, in a new community', async () => {
    const community = await startServer();
    onTestFinished(() => community.stop());
    const { url } = community;
    await community.addUsers(7, 9);
    const token = await community.token(7);
    await send(`${url}/api/v2/group/`, { token, json: { name: 'First', privacy: 'public' } });
    const { body } = await send(`${url}/docs`);
    const calls = [...text(body).matchAll(/<div id="(\w+)">.*?<pre class="call">(.*?)<\/pre>/gs)];
    // What others are about is deleted last.
    const ordered = calls.toSorted(([, , one = ''], [, , other = '']) => rank(one) - rank(other));

    const script = ordered.map(([, id, call]) => `echo; printf '%s ' ${id}; ${call}`).join('\n');
    const { stdout } = await promisify(execFile)('sh', ['-c', `${STATUS_ONLY}\n${script}`], {
      env: { ...process.env, URL: url, TOKEN: token },
    });

    const answers = stdout.trim().split('\n');
    expect(answers.filter((line) => !/ 20[014]$/.test(line)).toSorted()).toEqual(REFUSED);
    expect(answers).toHaveLength(calls.length);
  });
});

const STATUS_ONLY = `curl() { command curl -s -o /dev/null -w '%{http_code}' "$@"; }`;

/** Groups are deleted after everything else, and whatever is in them before. */
function rank(call: string): number {
  if (!call.includes('-X DELETE')) return 0;
  return /group\/\d+\/"/.test(call) ? 2 : 1;
}

/**
 * What the caller cannot do for want of a mailed or private token, or of a signed one, as the manager, to who is no
 * member, or at all.
 */
const REFUSED = [
  'rooms_acceptByGroupToken 400',
  'rooms_acceptByPageToken 400',
  'rooms_acceptInvitation 400',
  'rooms_changeAdminAccess 400',
  'rooms_changePostPrivacy 404',
  'rooms_leave 403',
  'rooms_rejectInvitation 400',
  'rooms_unfollow 403',
  'selfcommunity_unsubscribe 403',
  'selfcommunity_verifyToken 401',
];
