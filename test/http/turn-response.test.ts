import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TurnResponse } from '../../src/http/turn-response.ts';

describe('a response', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: TurnResponse) => void;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    // As the server is started: see src/app.ts.
    const options = { ServerResponse: TurnResponse, optimizeEmptyRequests: true };
    server = createServer(options, (request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const bodyOf = async (path: string) => (await fetch(urlOf(path))).text();

  /** All of them, held until so many have come. */
  async function responses(
    count: number,
  ): Promise<{ readonly texts: Promise<string[]>; readonly held: TurnResponse[] }> {
    const held: TurnResponse[] = [];
    const all = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        if (held.push(response) === count) resolve();
      };
    });
    const texts = Promise.all(Array.from({ length: count }, (_, index) => bodyOf(`/${index}`)));
    await all;
    await nextTurn();
    return { texts, held };
  }

  const isWritten = (response: TurnResponse) => response.socket === null || response.socket.bytesWritten > 0;

  it('is ended at once, and leaves with the others of its turn', async () => {
    const { texts, held } = await responses(3);

    const [first, ...others] = held;
    first?.end('here');
    expect([first?.writableEnded, first && isWritten(first)]).toEqual([true, false]);
    for (const other of others) other.end('here');

    await nextTurn();
    expect(held.map(isWritten)).toEqual([true, true, true]);
    expect(await texts).toEqual(['here', 'here', 'here']);
  });

  it('does not wait for what takes longer than two milliseconds', async () => {
    const { texts, held } = await responses(3);
    const [first, second, third] = held;

    first?.end('first');
    const began = performance.now();
    while (performance.now() - began < 3);
    second?.end('second');
    expect([first, second].map((response) => response && isWritten(response))).toEqual([true, true]);

    third?.end('third');
    expect((await texts).sort()).toEqual(['first', 'second', 'third']);
  });

  it('leaves nothing on its connection when it is written before Node knows that its request has no body', async () => {
    const { texts, held } = await responses(1);
    let socket: Socket | null = null;
    let wasComplete = true;
    answer = (request, response) => {
      held[0]?.end('first');
      const began = performance.now();
      while (performance.now() - began < 3);
      socket = response.socket;
      wasComplete = request.complete;
      response.end('second');
    };

    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(client);
    const before = new Promise<number>((resolve) => {
      server.once('connection', (opened: Socket) => resolve(opened.listenerCount('close')));
    });
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(client, 'data');
    expect(wasComplete).toBe(false);
    expect((socket as Socket | null)?.listenerCount('close')).toBe(await before);
    expect(await texts).toEqual(['first']);
  });

  it('ends once, with whatever it is given, and tells when it has', async () => {
    let told = 0;
    answer = (_request, response) => {
      response.write('two ');
      response.end(Buffer.from('parts'), () => {
        told += 1;
      });
      response.end('more');
    };

    expect(await bodyOf('/')).toBe('two parts');
    await nextTurn();
    expect(told).toBe(1);
  });

  it('keeps the order of requests that came one behind the other', async () => {
    answer = (request, response) => response.end(request.url);
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.write(['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''));

    let text = '';
    for await (const part of socket.setEncoding('utf8')) {
      text += part;
      if (text.includes('/c')) break;
    }
    expect(text.match(/^\/[abc]/gm)).toEqual(['/a', '/b', '/c']);
  });

  it('that cannot be written is lost alone', async () => {
    const { texts, held } = await responses(2);
    const [wrong, right] = held;
    const settled = texts.catch(() => 'one is lost');
    const closed = wrong && once(wrong, 'close');

    wrong?.end(17);
    right?.end('here');
    await closed;

    expect(wrong?.errored).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(await settled).toBe('one is lost');
    expect(right?.writableFinished).toBe(true);
  });

  it('is nobody’s loss when whoever asked has gone', async () => {
    const arrived = new Promise<TurnResponse>((resolve) => {
      answer = (_request, response) => resolve(response);
    });
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    const response = await arrived;
    socket.destroy();
    await once(response, 'close');

    response.end('too late');
    await nextTurn();
    answer = (_request, another) => another.end('still here');
    expect(await bodyOf('/')).toBe('still here');
  });
});
