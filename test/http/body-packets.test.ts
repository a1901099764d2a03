import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { hostname, port } = new URL(server.url);
const token = await server.token(1);

interface Body {
  readonly path: string;
  readonly type: string;
  readonly content: string;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data; boundary=B';
const part = (name: string, value: string) => `--B\r\ncontent-disposition: form-data; name=${name}\r\n\r\n${value}\r\n`;
const BODIES: readonly (readonly [string, (name: string) => Body])[] = [
  [
    'JSON over REST',
    (name) => ({ path: '/api/v2/group/', type: JSON_TYPE, content: JSON.stringify({ name, privacy: 'public' }) }),
  ],
  [
    'a urlencoded form',
    (name) => ({
      path: '/api/v2/group/',
      type: 'application/x-www-form-urlencoded',
      content: `name=${name}&privacy=public`,
    }),
  ],
  [
    'a multipart form',
    (name) => ({
      path: '/api/v2/group/',
      type: FORM_TYPE,
      content: `${part('name', name)}${part('privacy', 'public')}--B--`,
    }),
  ],
  [
    'GraphQL',
    (name) => ({
      path: '/graphql',
      type: JSON_TYPE,
      content: JSON.stringify({
        query: 'mutation ($name: String!) { createGroup(input: { name: $name, privacy: PUBLIC }) { group { name } } }',
        variables: { name },
      }),
    }),
  ],
];

function headOf({ path, type, content }: Body, ...more: readonly string[]): string {
  const headers = [`content-type: ${type}`, `content-length: ${content.length}`, `authorization: Bearer ${token}`];
  return [`POST ${path} HTTP/1.1`, 'host: x', ...headers, ...more, '', ''].join('\r\n');
}

/** Lets what was written leave in a packet of its own. */
const pause = () => wait(20);

const WAYS: Readonly<Record<string, (socket: Socket, body: Body) => Promise<void>>> = {
  async 'in one packet with its head'(socket, body) {
    socket.write(headOf(body) + body.content);
  },
  async 'in a packet of its own'(socket, body) {
    socket.write(headOf(body));
    await pause();
    socket.write(body.content);
  },
  async 'in two packets, the first with the head'(socket, body) {
    socket.write(headOf(body) + body.content.slice(0, 10));
    await pause();
    socket.write(body.content.slice(10));
  },
  async 'byte by byte'(socket, body) {
    for (const byte of headOf(body) + body.content) {
      await new Promise((written) => socket.write(byte, written));
    }
  },
  async 'once the server has asked for it'(socket, body) {
    socket.write(headOf(body, 'expect: 100-continue'));
    await new Promise((asked) => socket.once('readable', asked));
    socket.write(body.content);
  },
};

const LAST = 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';

/** What the server says on a connection on which this is done, and then one request more. */
async function answersTo(act: (socket: Socket) => Promise<void>) {
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  await act(socket);
  socket.write(LAST);
  const said = await text(socket);
  return { said, statuses: [...said.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)) };
}

describe.each(BODIES)('%s', (kind, make) => {
  const made = kind === 'GraphQL' ? 200 : 201;

  it.each(Object.entries(WAYS))('is read when it comes %s, and the connection goes on', async (_way, send) => {
    const name = crypto.randomUUID();

    const { said, statuses } = await answersTo((socket) => send(socket, make(name)));

    expect(statuses.filter((status) => status !== 100)).toEqual([made, 200]);
    expect(said).toContain(`"name":"${name}"`);
  });

  it('is read of each of three requests that come in one packet', async () => {
    const names = Array.from({ length: 3 }, () => crypto.randomUUID());
    const requests = names.map(make).map((body) => headOf(body) + body.content);

    const { said, statuses } = await answersTo(async (socket) => {
      socket.write(requests.join(''));
    });

    expect(statuses).toEqual([made, made, made, 200]);
    expect([...said.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name)).toEqual(names);
  });

  it('that never comes whole changes nothing, and the server goes on', async () => {
    const name = crypto.randomUUID();
    const body = make(name);
    const socket = connect({ port: Number(port), host: hostname });
    socket.write(headOf(body) + body.content.slice(0, -1));
    await pause();
    socket.destroy();

    const { statuses } = await answersTo(async (later) => {
      later.write(headOf(body) + body.content);
    });

    expect(statuses).toEqual([made, 200]);
  });
});

it('a body that is empty, and says so, is read as none', async () => {
  const body = { path: '/api/v2/group/', type: JSON_TYPE, content: '' };

  const { statuses } = await answersTo(async (socket) => {
    socket.write(headOf(body));
  });

  expect(statuses).toEqual([400, 200]);
});

it('a body in chunks that comes in one packet with its head is read', async () => {
  const name = crypto.randomUUID();
  const content = JSON.stringify({ name, privacy: 'public' });
  const head = headOf({ path: '/api/v2/group/', type: JSON_TYPE, content });

  const { said, statuses } = await answersTo(async (socket) => {
    const chunk = `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
    socket.write(head.replace(/content-length: \d+/, 'transfer-encoding: chunked') + chunk);
  });

  expect(statuses).toEqual([201, 200]);
  expect(said).toContain(`"name":"${name}"`);
});
