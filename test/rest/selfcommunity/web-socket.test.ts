import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { chromiumPath, openTab, startChromium } from '../../support/chromium.ts';
import { startOwnProcess } from '../../support/processes.ts';
import { startServer } from '../../support/server.ts';
import { community, seconds } from '../../support/tokens.ts';
import { openWebSocket, PATH, refusalOf, webSocketTo } from '../../support/web-sockets.ts';

const { WSClient } = createRequire(import.meta.url)('@selfcommunity/utils');
/** What `@selfcommunity/react-core` gives the vendor's client. */
const HEARTBEAT = '--1a61c1de89b75ddfbb684b8d224ee3ae--';
const PROTOCOL = 'sec-websocket-protocol';
const BAD = 'This token is invalid or has expired.';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

describe('the websocket of the SelfCommunity door', () => {
  it('opens for a token in the sub-protocol, which it gives back, and says nothing', async () => {
    const webSocket = await openWebSocket(server.url, token);
    const said: string[] = [];
    webSocket.on('message', (message) => said.push(String(message)));
    for (const sent of ['hello', '{"type":"interaction"}', `${HEARTBEAT} `]) webSocket.send(sent);
    webSocket.send(HEARTBEAT, { binary: true });
    await wait(300);

    expect([webSocket.protocol, said]).toEqual([`__${token}`, []]);
    webSocket.terminate();
  });

  it('sends a heartbeat back', async () => {
    const webSocket = await openWebSocket(server.url, token);
    webSocket.send(HEARTBEAT);
    const [message, isBinary] = await once(webSocket, 'message');

    expect([String(message), isBinary]).toEqual([HEARTBEAT, false]);
    webSocket.terminate();
  });

  it('is connected to once by the vendor’s client, whose heartbeats it keeps answering', async () => {
    let connections = 0;
    const received: unknown[] = [];
    const client = new WSClient({
      uri: server.url.replace('http:', 'ws:') + PATH,
      heartbeatMsg: HEARTBEAT,
      protocols: [`__${token}`],
      connected: () => {
        connections += 1;
      },
      receiveMessage: (message: unknown) => received.push(message),
    });
    await expect.poll(() => client.isConnected()).toBe(true);
    // Twice as many as it would hang up after.
    for (let beat = 0; beat < 8; beat += 1) {
      client.sendHeartbeat();
      await wait(100);
    }

    expect([client.isConnected(), connections, received]).toEqual([true, 1, []]);
    client.close();
  });

  it.skipIf(chromiumPath === null)('opens in Chromium, which insists on the sub-protocol', async () => {
    const browser = await startChromium(chromiumPath ?? '');
    const { page, complaints } = await openTab(browser);
    const address = server.url.replace('http:', 'ws:') + PATH;
    const outcome = await page.evaluate(`new Promise((resolve) => {
      const webSocket = new WebSocket('${address}', ['__${token}']);
      webSocket.onopen = () => webSocket.send('${HEARTBEAT}');
      webSocket.onmessage = ({ data }) => resolve([webSocket.protocol, data]);
      webSocket.onclose = ({ code }) => resolve(code);
    })`);
    await browser.close();

    expect([outcome, complaints]).toEqual([[`__${token}`, HEARTBEAT], []]);
  });

  it.each([
    ['no token', {}, 'not_authenticated', 'Send a token to do this.'],
    ['another protocol', { [PROTOCOL]: 'graphql-ws' }, 'authentication_failed', BAD],
    ['two protocols', { [PROTOCOL]: `__${token}, __${token}` }, 'authentication_failed', BAD],
    ['a wrong token', { [PROTOCOL]: '__x.y.z' }, 'authentication_failed', BAD],
  ])('refuses %s in the words of the door', async (_what, headers, code, message) => {
    expect(await refusalOf(webSocketTo(server.url, null, { headers }))).toEqual({
      status: 401,
      body: { errors: [{ code, message }] },
    });
  });

  it('refuses tokens that have expired, are of another secret, or are no access tokens', async () => {
    const bad = [
      await community({ exp: seconds() - 1 }),
      await community({}, 'another secret that is long enough, too'),
      await community({ token_type: 'refresh' }),
    ];

    for (const one of bad) expect((await refusalOf(webSocketTo(server.url, one))).status).toBe(401);
  });

  it('reads no token but that of the sub-protocol', async () => {
    const refused = await refusalOf(webSocketTo(server.url, null, { headers: { authorization: `Bearer ${token}` } }));

    expect(refused.status).toBe(401);
  });
});

describe('the token of a websocket', () => {
  it('stands in no log and no metric, whether it is accepted or refused', async () => {
    const own = await startOwnProcess({ LOG_LEVEL: 'trace', MAX_WEBSOCKETS_PER_USER: '1' });
    try {
      const good = await community();
      const expired = await community({ exp: seconds() - 1 });
      const webSocket = await openWebSocket(own.url, good);
      webSocket.send(HEARTBEAT);
      await once(webSocket, 'message');
      const statuses = [
        (await refusalOf(webSocketTo(own.url, good))).status,
        (await refusalOf(webSocketTo(own.url, expired))).status,
      ];
      webSocket.send('x'.repeat(2_000));
      await once(webSocket, 'close');
      const metrics = await (await fetch(`${own.url}/metrics`)).text();
      await own.end();

      const lines = own
        .output()
        .split('\n')
        .filter((line) => line.includes('/ws/notify'));
      const logged = lines
        .map((line) => JSON.parse(line))
        .map(({ door, operation, user, path, status }) => ({ door, operation, user, path, status }));
      const seen = { door: 'selfcommunity', operation: 'GET /ws/notify', path: '/ws/notify' };
      expect(statuses).toEqual([429, 401]);
      expect(logged).toEqual([
        { ...seen, user: expect.any(Number), status: 101 },
        { ...seen, user: expect.any(Number), status: 429 },
        { ...seen, user: null, status: 401 },
      ]);
      expect(metrics).toContain('door="selfcommunity",operation="GET /ws/notify",status="101"');
      for (const secret of [good, expired].flatMap((one) => one.split('.').slice(1))) {
        expect(own.output()).not.toContain(secret);
        expect(metrics).not.toContain(secret);
      }
    } finally {
      await own.remove();
    }
  });
});
