import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { hostname, port } = new URL(server.url);

async function get(path: string, ...headers: readonly string[]): Promise<string> {
  const socket = connect(Number(port), hostname);
  socket.end(
    [`GET ${path} HTTP/1.1`, ...headers, 'Apollo-Require-Preflight: 1', 'Connection: close', '', ''].join('\r\n'),
  );
  return text(socket);
}

describe.each(['/api/v2/group/', '/v1/rooms/1', '/graphql?query={__typename}', '/healthz', '/nowhere', '/media/a'])(
  'a request of %s',
  (path) => {
    it.each([
      ['two Host headers', ['Host: a.example', 'Host: b.example']],
      ['the same Host twice', ['Host: a.example', 'HOST: a.example']],
      ['no Host', []],
    ])('is refused with %s', async (_what, headers) => {
      expect(await get(path, ...headers)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('is not refused with one Host', async () => {
      expect(await get(path, 'Host: a.example')).not.toMatch(/^HTTP\/1\.1 400 /);
    });
  },
);
