import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const MEBIBYTE = 2 ** 20;
const server = await startServer();
const began = new Date();
const poor = await startServer({ env: { RATE_LIMIT: '1' }, now: () => began });
const folder = await mkdtemp(join(tmpdir(), 'guildhall-bodies-'));
const file = join(folder, 'body');
const large = Buffer.alloc(26 * MEBIBYTE, 'x');
await writeFile(file, large);
afterAll(async () => {
  await Promise.all([server.stop(), poor.stop(), rm(folder, { recursive: true })]);
});
const token = await server.token(1);
const spent = await poor.token(1);
await fetch(`${poor.url}/api/v2/user/me/`, { headers: { authorization: `Bearer ${spent}` } });

type Headers = Readonly<Record<string, string>>;
/** Milliseconds for which a server takes what is left of a body; then it cuts who is still sending. */
const TAKEN_MS = 5_000;

/** Gives the status, or what went wrong. */
type Client = (url: string, method: string, headers: Headers, body?: Buffer<ArrayBuffer>) => Promise<number | string>;

/** Writes all of the body before it looks at the answer, on a connection that is for one request alone. */
const nodeHttp: Client = (url, method, headers, body = large) =>
  new Promise((resolve) => {
    const sent = request(url, { method, headers: { ...headers, 'content-length': body.length }, agent: false });
    sent.on('error', ({ message }) => resolve(message));
    sent.on('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 'no status'));
    });
    sent.end(body);
  });
const withFetch: Client = (url, method, headers, body = large) =>
  fetch(url, { method, headers, body }).then(
    async (answer) => {
      await answer.text();
      return answer.status;
    },
    (cause) => String(cause.cause ?? cause),
  );
const curl: Client = (url, method, headers) =>
  new Promise((resolve) => {
    const given = Object.entries({ ...headers, expect: '' }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const options = ['-s', '-S', '-o', '/dev/null', '-w', '%{http_code}', '-X', method, '--data-binary', `@${file}`];
    execFile('curl', [...options, ...given, url], (failed, stdout, stderr) =>
      resolve(failed === null ? Number(stdout) : stderr),
    );
  });

/** What a client is told; null where it was too slow to be told anything, as on a busy machine. */
async function toldInTime(call: () => Promise<number | string>): Promise<number | string | null> {
  const asked = performance.now();
  const told = await call();
  return typeof told === 'number' || performance.now() - asked < TAKEN_MS ? told : null;
}

const signedIn = { authorization: `Bearer ${token}` };
const REFUSALS: [number, string, string, Headers][] = [
  [413, 'POST', '/graphql', { ...signedIn, 'content-type': 'application/json' }],
  [413, 'POST', '/api/v2/group/', { ...signedIn, 'content-type': 'application/json' }],
  [413, 'POST', '/api/v2/group/', { ...signedIn, 'content-type': 'multipart/form-data; boundary=x' }],
  [413, 'POST', '/v1/rooms/groups', { ...signedIn, 'content-type': 'application/json' }],
  [415, 'POST', '/v1/rooms/groups', { ...signedIn, 'content-type': 'image/png' }],
  [401, 'POST', '/graphql', { authorization: 'Bearer bad', 'content-type': 'application/json' }],
  [401, 'POST', '/api/v2/group/', { authorization: 'Bearer bad', 'content-type': 'application/json' }],
  [401, 'POST', '/v1/rooms/groups', { 'content-type': 'application/json' }],
  [404, 'POST', '/nowhere', { 'content-type': 'application/json' }],
  [404, 'POST', '/v1/nowhere', { ...signedIn, 'content-type': 'application/json' }],
  [405, 'PUT', '/graphql', { 'content-type': 'application/json' }],
  [405, 'PUT', '/api/v2/group/', { 'content-type': 'application/json' }],
  [429, 'POST', '/graphql', { authorization: `Bearer ${spent}`, 'content-type': 'application/json' }],
];

describe('a refusal reaches a client that is still sending', () => {
  it.each(REFUSALS)('%i to %s %s, with node:http, fetch and curl', async (status, method, path, headers) => {
    const { url } = status === 429 ? poor : server;
    const clients = [nodeHttp, nodeHttp, withFetch, curl];

    const told = await Promise.all(clients.map((client) => toldInTime(() => client(url + path, method, headers))));

    expect(new Set(told.filter((one) => one !== null))).toEqual(new Set([status]));
  });

  it.each([
    ['node:http', nodeHttp],
    ['fetch', withFetch],
  ])('of whom there are a hundred at once, with %s', async (_name, client) => {
    const url = `${server.url}/api/v2/group/1/subscribe/`;
    const headers = { ...signedIn, 'content-type': 'application/json' };

    const body = large.subarray(0, 2 * MEBIBYTE);
    const told = await Promise.all(
      Array.from({ length: 100 }, () => toldInTime(() => client(url, 'POST', headers, body))),
    );

    expect(new Set(told.filter((one) => one !== null))).toEqual(new Set([413]));
  });

  it('and one that never stops is cut', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).resume();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const head = 'POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    socket.write(`${head}content-length: ${2 ** 40}\r\n\r\n`);
    let sent = 0;
    while (!socket.destroyed && sent < 256) {
      sent += 1;
      if (!socket.write(large.subarray(0, MEBIBYTE))) {
        await Promise.race([closed, new Promise((drained) => socket.once('drain', drained)), wait(10_000)]);
      }
    }

    await closed;
    expect(sent).toBeLessThan(256);
  });
});

describe('all of a form counts', () => {
  const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n';
  const filling = 'x'.repeat(25 * MEBIBYTE);
  const asStream = (text: string) => new Blob([text]).stream();

  it.each([
    ['what is before the first boundary', `${filling}\r\n${part}--x--\r\n`],
    ['what is after the last', `${part}--x--\r\n${filling}`],
    [
      'the headers of a part',
      `--x\r\ncontent-disposition: form-data; name="a"\r\n${`a: b\r\n`.repeat(5 * MEBIBYTE)}\r\n`,
    ],
  ])('also %s, when no length is announced', async (_what, text) => {
    const response = await fetch(`${server.url}/api/v2/group/`, {
      method: 'POST',
      headers: { ...signedIn, 'content-type': 'multipart/form-data; boundary=x' },
      body: asStream(text),
      duplex: 'half',
    });

    expect(response.status).toBe(413);
  });
});
