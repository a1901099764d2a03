import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

const servers: TestServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(env: Readonly<Record<string, string>>): Promise<TestServer> {
  const server = await startServer({ env });
  servers.push(server);
  return server;
}

/** A connection from one of the addresses of this machine, once it stands. */
async function open({ url }: TestServer, from: string, text = ''): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

/** Text of what comes back, until the connection ends. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const part of socket.setEncoding('utf8')) text += part;
  return text;
}

const GET = 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
const KEPT = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n';
const isOpen = (socket: Socket) => !socket.resume().closed;
const openOnes = (all: readonly Socket[]) => all.filter(isOpen).length;

describe('connections', () => {
  it('of one address have a quarter of the places: one more closes the one that has been silent for longest', async () => {
    const server = await start({ MAX_CONNECTIONS: '16' });
    const silent: Socket[] = [];
    for (let count = 0; count < 20; count += 1) silent.push(await open(server, '127.0.0.2'));

    await expect.poll(() => openOnes(silent)).toBe(4);
    expect(silent.slice(-4).every(isOpen)).toBe(true);
    expect(await answerOf(await open(server, '127.0.0.1', GET))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('are closed in the order of their silence when all places are taken', async () => {
    const server = await start({ MAX_CONNECTIONS: '4' });
    const used = await open(server, '127.0.0.2');
    const others: Socket[] = [];
    for (const last of [3, 4, 5]) others.push(await open(server, `127.0.0.${last}`));
    used.write(KEPT);
    await once(used, 'data');
    // Until it has been noticed that something came of the first one.
    await wait(2_500);

    expect(await answerOf(await open(server, '127.0.0.6', GET))).toMatch(/^HTTP\/1\.1 200 /);
    await expect.poll(() => others.map(isOpen)).toEqual([false, true, true]);
    expect(isOpen(used)).toBe(true);
  });

  it('of a trusted proxy may take all places', async () => {
    const server = await start({ MAX_CONNECTIONS: '16', TRUST_PROXY: '127.0.0.2' });
    const proxied: Socket[] = [];
    for (let count = 0; count < 12; count += 1) proxied.push(await open(server, '127.0.0.2'));
    const others: Socket[] = [];
    for (let count = 0; count < 6; count += 1) others.push(await open(server, '127.0.0.3'));

    await expect.poll(() => openOnes(others)).toBe(4);
    expect(openOnes(proxied)).toBe(12);
  });
});

describe('a body that comes too slowly', () => {
  const head = (length: number) =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  it.each([100, 8_000_000])('is answered with 408 and cut when it is %d bytes long', async (length) => {
    const server = await start({ MIN_SPEED_SECONDS: '1' });
    const socket = await open(server, '127.0.0.1', head(length));
    const drip = setInterval(() => socket.write(' '), 100);

    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
  });

  it('is read when it is as fast as it must be', async () => {
    const server = await start({ MIN_SPEED_SECONDS: '1' });
    const body = `{"query":"{ viewer { id } }"${' '.repeat(24 * 1024)}}`;
    const socket = await open(
      server,
      '127.0.0.1',
      head(body.length).replace('host: x', 'host: x\r\nconnection: close'),
    );
    const answer = answerOf(socket);
    for (let at = 0; at < body.length; at += 2_048) {
      socket.write(body.slice(at, at + 2_048));
      await wait(250);
    }

    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
