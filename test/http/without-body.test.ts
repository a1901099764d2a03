import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { community } from '../support/tokens.ts';

const server = await startServer();
afterAll(() => server.stop());
const { hostname, port } = new URL(server.url);
const token = await community();

/** The status of the answer to a request that has no body, and does not say so. */
async function statusOf(method: string, path: string, type: string): Promise<string | undefined> {
  const headers = ['Host: a.example', `Authorization: Bearer ${token}`, `Content-Type: ${type}`, 'Connection: close'];
  const socket = connect(Number(port), hostname);
  socket.write([`${method} ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
  return (await text(socket)).split(' ', 2)[1];
}

const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'];

describe.each(TYPES)('a request without a body that names the type %s', (type) => {
  it.each([
    ['POST', '/api/v2/group/', '400'],
    ['PATCH', '/api/v2/group/1/', '404'],
    ['GET', '/api/v2/group/', '200'],
    ['GET', '/v1/rooms/search', '200'],
  ])('is answered at once: %s %s', async (method, path, status) => {
    expect(await statusOf(method, path, type)).toBe(status);
  });
});

describe('a request without a body at a door that takes JSON alone', () => {
  it.each([
    ['POST', '/v1/rooms/groups', '400'],
    ['POST', '/graphql', '400'],
    ['GET', '/graphql?query={__typename}', '200'],
  ])('is answered at once: %s %s', async (method, path, status) => {
    expect(await statusOf(method, path, 'application/json')).toBe(status);
  });
});
