import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { SECRET, startServer, type TestServer } from '../support/server.ts';
import { community, seconds } from '../support/tokens.ts';
import { closing, exchange, handshake, openWebSocket, PATH, refusalOf, webSocketTo } from '../support/web-sockets.ts';

const servers: TestServer[] = [];
const webSockets: WebSocket[] = [];
afterEach(async () => {
  for (const webSocket of webSockets.splice(0)) webSocket.terminate();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await startServer({ env });
  servers.push(server);
  return server;
}

async function open(...given: Parameters<typeof openWebSocket>): Promise<WebSocket> {
  const webSocket = await openWebSocket(...given);
  webSockets.push(webSocket);
  return webSocket;
}

const isOpen = (webSocket: WebSocket) => webSocket.readyState === webSocket.OPEN;

describe('a websocket', () => {
  it('is closed when its token expires', async () => {
    const exp = seconds() + 3_600;
    const server = await startServer({ now: () => new Date(exp * 1_000 - 1_000) });
    servers.push(server);
    const asked = performance.now();
    const webSocket = await open(server.url, await community({ exp }));

    expect(await closing(webSocket)).toEqual({ code: 1008, reason: 'the token has expired' });
    // A timer may be some milliseconds early.
    expect(performance.now() - asked).toBeGreaterThan(990);
  });

  it('stays open with a token that is good for longer than a timer can wait', async () => {
    const server = await start();
    const webSocket = await open(server.url, await community({ exp: seconds() + 100 * 365 * 86_400 }));
    await wait(300);

    expect(isOpen(webSocket)).toBe(true);
  });

  it('is pinged, and dropped when it does not answer', async () => {
    const server = await start({ IDLE_TIMEOUT_SECONDS: '1' });
    const answering = await open(server.url, await server.token(1));
    const silent = await open(server.url, await server.token(2), { autoPong: false });

    expect(await closing(silent)).toEqual({ code: 1006, reason: '' });
    await Promise.all([once(answering, 'ping'), wait(2_000)]);
    expect(isOpen(answering)).toBe(true);
  });

  it.each([
    ['a message of more than a kilobyte', (webSocket: WebSocket) => webSocket.send('x'.repeat(1_025)), 1009],
    [
      'a message in more than 16 parts',
      (webSocket: WebSocket) => {
        for (let part = 0; part < 20; part += 1) webSocket.send('', { fin: false });
      },
      1008,
    ],
    [
      'more messages than it may',
      (webSocket: WebSocket) => {
        for (let message = 0; message < 300; message += 1) webSocket.send('x');
      },
      1006,
    ],
    [
      'more pings than it may',
      (webSocket: WebSocket) => {
        for (let ping = 0; ping < 300; ping += 1) webSocket.ping();
      },
      1006,
    ],
  ])('is closed when %s comes', async (_what, flood, code) => {
    // Ten a second of its idle time are allowed.
    const server = await start({ IDLE_TIMEOUT_SECONDS: '25' });
    const webSocket = await open(server.url, await server.token(1));
    const closed = closing(webSocket);
    flood(webSocket);

    expect((await closed).code).toBe(code);
    expect((await send(`${server.url}/healthz`)).status).toBe(200);
  });

  it('offers no compression', async () => {
    const server = await start();
    const webSocket = await open(server.url, await server.token(1), { perMessageDeflate: true });

    expect(webSocket.extensions).toBe('');
  });

  it('can be had by each user as often as the setting says, and again when one is closed', async () => {
    const server = await start({ MAX_WEBSOCKETS_PER_USER: '2' });
    const token = await server.token(1);
    const first = await open(server.url, token);
    await open(server.url, token);
    await open(server.url, await server.token(2));

    expect(await refusalOf(webSocketTo(server.url, token))).toEqual({
      status: 429,
      body: { errors: [{ code: 'throttled', message: 'You have 2 websockets open, and no more can be.' }] },
    });
    first.close();
    await expect
      .poll(async () => {
        const next = webSocketTo(server.url, token);
        webSockets.push(next);
        next.on('error', () => undefined);
        return new Promise((resolve) =>
          next.once('open', () => resolve('open')).once('close', () => resolve('refused')),
        );
      })
      .toBe('open');
  });

  it('counts as a connection, and leaves its place to a newer one where there is no other', async () => {
    const server = await start({ MAX_CONNECTIONS: '4' });
    const webSocket = await open(server.url, await server.token(1), { localAddress: '127.0.0.2' });
    const closed = closing(webSocket);
    const { hostname, port } = new URL(server.url);
    const other = connect({ host: hostname, port: Number(port), localAddress: '127.0.0.2' });

    expect((await closed).code).toBe(1006);
    other.destroy();
  });

  it('is closed with the server', async () => {
    const server = await startServer();
    const webSocket = await openWebSocket(server.url, await server.token(1));
    const closed = closing(webSocket);
    await server.stop();

    expect((await closed).code).toBe(1006);
  });
});

describe('a server that is told to end', () => {
  it('says goodbye to its websockets, opens no more, and ends with 0', async () => {
    const server = await startOwnProcess({ LOG_LEVEL: 'silent', DRAIN_SECONDS: '5', DRAIN_TIMEOUT_SECONDS: '250' });
    try {
      const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
      const webSocket = await openWebSocket(server.url, token);
      const closed = closing(webSocket);
      const ended = server.end('SIGTERM');

      expect(await closed).toEqual({ code: 1001, reason: 'the server is ending' });
      expect(await refusalOf(webSocketTo(server.url, token))).toEqual({
        status: 503,
        body: { errors: [{ code: 'unavailable', message: 'The server is about to restart. Try again in a moment.' }] },
      });
      expect(await ended).toEqual({ code: 0, signal: null });
    } finally {
      await server.remove();
    }
  });
});

describe('a request that asks for an upgrade', () => {
  it.each([
    ['without the header that asks for it', { upgrade: undefined, connection: 'close' }],
    ['to another protocol', { upgrade: 'h2c' }],
    ['of another version', { 'sec-websocket-version': '7' }],
    ['without a key', { 'sec-websocket-key': undefined }],
    ['with a key of the wrong length', { 'sec-websocket-key': 'dGhlIHNhbXBsZQ==' }],
    ['with a body', { 'content-length': '0' }],
  ])('%s is told what a websocket needs', async (_what, changed) => {
    const server = await start();
    const request = handshake(PATH, await server.token(1), { connection: 'Upgrade, close', ...changed });
    const answer = await exchange(server.url, request);

    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    expect(answer).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect(answer).toMatch(/"message":"This is a websocket\./);
  });

  it.each([
    ['/healthz', 'websocket', 200],
    ['/healthz', 'h2c', 200],
    ['/', 'websocket', 404],
    ['/graphql', 'websocket', 400],
    ['/api/v2/group/search/', 'websocket', 200],
    ['/ws/other', 'websocket', 404],
    ['/ws', 'websocket', 404],
  ])('at %s to %s is answered without one', async (path, upgrade, status) => {
    const server = await start();
    const request = handshake(path, 'x', {
      upgrade,
      connection: 'Upgrade, close',
      'sec-websocket-protocol': undefined,
    });

    expect(await exchange(server.url, request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('behind another request on its connection is answered after it, without an upgrade', async () => {
    const server = await start();
    const first = 'GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n';
    const second = handshake(PATH, await server.token(1), { connection: 'Upgrade, close' });
    const answers = await exchange(server.url, first + second);

    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 426']);
  });

  it('with two hosts is refused as unreadable', async () => {
    const server = await start();
    const answer = await exchange(server.url, handshake(PATH, await server.token(1), { Host: 'y' }));

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"parse_error"');
  });

  it('of a client that has gone meanwhile does no harm', async () => {
    const server = await start();
    const { hostname, port } = new URL(server.url);
    for (let count = 0; count < 50; count += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(handshake(PATH, await server.token(1)), () => socket.resetAndDestroy());
    }
    await wait(300);

    expect((await send(`${server.url}/healthz`)).status).toBe(200);
    await open(server.url, await server.token(1));
  });

  it('costs a point of its user, or of its address without a good token', async () => {
    const now = new Date();
    const server = await startServer({ env: { RATE_LIMIT: '2' }, now: () => now });
    servers.push(server);
    const token = await server.token(1);
    const statuses: unknown[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await refusalOf(webSocketTo(server.url, 'x'))).status);
    await open(server.url, token);
    await open(server.url, token);

    expect(statuses).toEqual([401, 401, 429]);
    expect((await refusalOf(webSocketTo(server.url, token))).status).toBe(429);
  });
});
