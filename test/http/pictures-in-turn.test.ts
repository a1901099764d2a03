import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataUrl, picture } from '../support/pictures.ts';
import { send } from '../support/requests.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let large: string;
beforeAll(async () => {
  server = await startServer();
  large = dataUrl(await picture('png', { width: 3_000, height: 3_000 }));
});
afterAll(() => server.stop());

const group = (name: string, image: string) => ({ name, privacy: 'public', image_original: image });

/** A whole request, on a connection of its own whose answer is not waited for. */
async function sendOnly(token: string, body: object): Promise<Socket> {
  const content = JSON.stringify(body);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const head = ['POST /api/v2/group/ HTTP/1.1', 'host: localhost', `authorization: Bearer ${token}`];
  const about = ['content-type: application/json', `content-length: ${Buffer.byteLength(content)}`];
  await new Promise((resolve) => socket.write(`${[...head, ...about].join('\r\n')}\r\n\r\n${content}`, resolve));
  return socket;
}

it('decodes no pictures for who has hung up, and those of others soon', async () => {
  const [one, other] = [await server.token(1), await server.token(2)];
  const sockets = await Promise.all(Array.from({ length: 16 }, (_, n) => sendOnly(one, group(`Left ${n}`, large))));
  for (const socket of sockets) socket.destroy();

  const { status } = await send(`${server.url}/api/v2/group/`, {
    token: other,
    json: group('Waits', dataUrl(await picture())),
  });

  const { body } = await send(`${server.url}/api/v2/group/search/?search=Left`, { token: other });
  expect(status).toBe(201);
  expect(body.count).toBeLessThanOrEqual(4);
});

/** Many more of one caller than there is room for. */
const CALLS = 120;

it('has room for so many pictures of one caller, and refuses more', async () => {
  const token = await server.token(3);
  const small = dataUrl(await picture());
  // The first ones take long, so that the others come before they are decoded.
  const json = (n: number) => group(`Many ${n}`, n < 6 ? large : small);

  const answers = await Promise.all(
    Array.from({ length: CALLS }, (_, n) => send(`${server.url}/api/v2/group/`, { token, json: json(n) })),
  );

  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 201).length).toBe(CALLS - refused.length);
  expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
});
