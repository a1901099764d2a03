import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { loggedPath } from '../../src/telemetry/logged-path.ts';
import { startOwnProcess } from '../support/processes.ts';

const SECRET = 'hRk3-secret_token';
const PREFIXES = ['/v1', '/quran-reflect/v1'];
const SPELLINGS = [
  `/rooms/group/x/accept/${SECRET}`,
  `/rooms/page/x/accept/${SECRET}/`,
  `/rooms/group/x/%61ccept/${SECRET}`,
  `/rooms/group/x/%61%63%63%65%70%74/${SECRET}`,
  `/rooms/group/x/ACCEPT/${SECRET}`,
  `/rooms/group/x/%41ccept/${SECRET}`,
  `/rooms/group/x/acce%5At%0/%61cCept/${SECRET}`,
  `/rooms/group/x/%2561ccept/${SECRET}`,
  `/rooms/group/x/%252561ccept/${SECRET}`,
  `/rooms/group/x%2Faccept%2F${SECRET}`,
  `/rooms/group/x%2faccept%252f${SECRET}`,
  `/rooms/group/%FF/%61ccept/${SECRET}`,
  `/rooms/group/x/accept/${SECRET}%FF`,
  `/rooms/group/x/accept%FF${SECRET}`,
  `/rooms/group/x/accept/%zz/${SECRET}`,
  `//rooms//group//x//accept//${SECRET}`,
  `/rooms/group/x/accept\\${SECRET}`,
  `/rooms/group/x/./accept/../accept/${SECRET}`,
  `/rooms/3/accept-invite?token=${SECRET}`,
  `/rooms/3/accept-invite?TOKEN=${SECRET}&token=${SECRET}`,
  `/rooms/3/accept-invite?%74oken=${SECRET}`,
  `/rooms/3/accept-invite%3Ftoken=${SECRET}`,
  `/rooms/3/accept-invite%253ftoken=${SECRET}`,
  `/rooms/3/reject-invite%3Ftoken=${SECRET}`,
  `/rooms/3/accept-invite;token=${SECRET}`,
  `/rooms/3/accept-invite#token=${SECRET}`,
  `/rooms/group/x/accept?token=${SECRET}`,
];
const URLS = PREFIXES.flatMap((prefix) => SPELLINGS.map((spelling) => prefix + spelling));

describe('the path that is logged', () => {
  it.each(URLS)('holds no token: %s', (url) => {
    expect(loggedPath(url)).not.toContain(SECRET);
    expect(loggedPath(`http://user:${SECRET}@example.org${url}`)).not.toContain(SECRET);
  });

  it.each([
    ['/v1/rooms/group/x/%61ccept/a', '/v1/rooms/group/x/accept/...'],
    ['/v1/rooms/group/a%20b/accept/a', '/v1/rooms/group/a b/accept/...'],
    ['http://example.org/v1/rooms/3?a=b', '/v1/rooms/3'],
    ['/api/v2/group/%C3%BC/', '/api/v2/group/%C3%BC/'],
    ['/api/v2/group/accepted-papers/feed/', '/api/v2/group/accepted-papers/feed/'],
    ['/v1/rooms/group/we-accept/members', '/v1/rooms/group/we-accept/members'],
    ['/v1/rooms/3/accept-invite?token=a', '/v1/rooms/3/accept-invite'],
    ['*', '*'],
    ['', ''],
  ])('tells as much as it may: %s is %s', (url, logged) => {
    expect(loggedPath(url)).toBe(logged);
  });

  it.each(['%25'.repeat(30_000), '/accept'.repeat(20_000), '%'.repeat(90_000), `a:${'/'.repeat(90_000)}`])(
    'is found at once, whatever a path is made of',
    (url) => {
      const before = process.cpuUsage();

      loggedPath(url);

      expect(process.cpuUsage(before).user).toBeLessThan(500_000);
    },
  );
});

describe('a log of everything', async () => {
  const server = await startOwnProcess({ LOG_LEVEL: 'trace' });
  afterAll(() => server.remove());

  it('holds no token of any address that was asked for, nor of the page that led there', async () => {
    const { hostname, port } = new URL(server.url);
    const asked = URLS.flatMap((url) => [url, `http://${hostname}:${port}${url}`]);
    for (const url of asked) {
      const socket = connect(Number(port), hostname);
      const referer = `${server.url}${PREFIXES[0]}${SPELLINGS[0]}`;
      socket.end(`GET ${url} HTTP/1.1\r\nHost: ${hostname}\r\nReferer: ${referer}\r\nConnection: close\r\n\r\n`);
      await text(socket);
    }
    await server.end('SIGTERM');

    expect(server.output().split('"msg":"request"').length - 1).toBe(asked.length);
    expect(server.output()).not.toContain(SECRET);
  });
});
