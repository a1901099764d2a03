import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { requireSpeed } from '../../src/http/least-speed.ts';
import { answerOneByOne } from '../../src/http/pipelining.ts';
import { TurnResponse } from '../../src/http/turn-response.ts';

const MIB = 2 ** 20;
const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A connection that reads nothing by itself. */
async function asked(server: Server, text = REQUEST): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  closing.push(() => socket.destroy());
  socket.on('error', () => undefined).pause();
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

describe('an answer that its reader leaves unread', () => {
  async function start(mebibytes: number, waitingBytes: number, seconds = 1) {
    const answer = Buffer.alloc(mebibytes * MIB, 'a');
    const server = createServer({ ServerResponse: TurnResponse }, (_request, response) => response.end(answer));
    const open = new Set<Socket>();
    requireSpeed(server, { bytesPerSecond: 65_536, seconds, waitingBytes });
    server.on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    return { server, open };
  }

  it('is cut, whatever else is sent on the connection', async () => {
    const { server, open } = await start(32, 512 * MIB);
    const socket = await asked(server);
    await expect.poll(() => open.size).toBe(1);
    const drip = setInterval(() => socket.write('\r\n'), 100);

    await expect.poll(() => open.size).toBe(0);
    clearInterval(drip);
  });

  it('goes on while it is read at the least speed', async () => {
    const { server } = await start(32, 512 * MIB);
    const socket = await asked(server);
    let read = 0;
    for await (const part of socket) {
      const steps = Math.floor(read / MIB);
      read += part.length;
      if (Math.floor(read / MIB) > steps) await wait(200);
      if (read > 32 * MIB) break;
    }

    expect(read).toBeGreaterThan(32 * MIB);
  });

  it('is cut first when more wait than may, and it has waited for longest', async () => {
    const { server, open } = await start(32, 80 * MIB, 300);
    for (let count = 0; count < 2; count += 1) await asked(server);
    await expect.poll(() => open.size).toBe(2);
    const [first, second] = open;
    await wait(1_500);
    const third = await asked(server);

    await expect.poll(() => first?.destroyed).toBe(true);
    expect(second?.destroyed).toBe(false);
    expect(third.destroyed).toBe(false);
  });
});

describe('requests that are sent one behind the other', () => {
  it('are answered one by one, as their answers are read', async () => {
    const app = Fastify();
    closing.push(() => app.close());
    answerOneByOne(app);
    let begun = 0;
    app.get('/', async () => {
      begun += 1;
      return Buffer.alloc(8 * MIB, 'a');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = await asked(app.server, REQUEST.repeat(6));
    await expect.poll(() => begun).toBeGreaterThan(0);
    await wait(500);
    expect(begun).toBeLessThan(3);

    let read = 0;
    for await (const part of socket) {
      read += part.length;
      if (read > 6 * 8 * MIB) break;
    }
    expect(begun).toBe(6);
  });
});
