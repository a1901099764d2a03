import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

const MULTIPART = 'multipart/form-data; boundary=B';
const URLENCODED = 'application/x-www-form-urlencoded';
const name = () => `group-${crypto.randomUUID()}`;
const parts = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).map(
    ([field, text]) => `--B\r\ncontent-disposition: form-data; name=${field}\r\n\r\n${text}\r\n`,
  );

const BODIES: readonly (readonly [string, string, () => string])[] = [
  ['/api/v2/group/', 'application/json', () => JSON.stringify({ name: name(), privacy: 'public' })],
  ['/api/v2/group/', URLENCODED, () => `name=${name()}&privacy=public`],
  ['/api/v2/group/', MULTIPART, () => `${parts({ name: name(), privacy: 'public' }).join('')}--B--`],
  ['/v1/rooms/groups', 'application/json', () => JSON.stringify({ name: name(), url: name() })],
  ['/quran-reflect/v1/rooms/groups', 'application/json', () => JSON.stringify({ name: name(), url: name() })],
  ['/graphql', 'application/json', () => JSON.stringify({ query: '{ viewer { username } }' })],
];

const ENCODINGS = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'gzip, identity': gzipSync,
  compress: Buffer.from,
} as const;

describe.each(BODIES)('a body at %s of the type %s', (path, type, make) => {
  const post = (body: Uint8Array, headers: Readonly<Record<string, string>>) =>
    send(`${server.url}${path}`, {
      token,
      headers: { 'content-type': type, ...headers },
      body: Uint8Array.from(body),
    });

  it.each(Object.entries(ENCODINGS))(
    'is refused as what is encoded by %s, and told what is not',
    async (encoding, encode) => {
      const { status, headers, body } = await post(encode(make()), { 'content-encoding': encoding });

      expect([status, headers.get('accept-encoding')]).toEqual([415, 'identity']);
      expect(JSON.stringify(body)).toMatch(/unsupported_media_type/i);
    },
  );

  it.each(['identity', 'Identity', '', 'identity, identity'])('is read when its encoding is "%s"', async (encoding) => {
    const { status, body } = await post(Buffer.from(make()), { 'content-encoding': encoding });

    expect(status).toBeLessThan(300);
    expect(body.errors).toBeUndefined();
  });
});

const JSON_BODIES = BODIES.filter(([, type]) => type === 'application/json');

describe.each(JSON_BODIES)('JSON at %s, %s', (path, _type, make) => {
  const post = (charset: string) =>
    send(`${server.url}${path}`, {
      token,
      headers: { 'content-type': `application/json; charset=${charset}` },
      body: make(),
    });

  it.each(['utf-8', 'UTF8', '"utf-8"', 'us-ascii'])('is read as %s', async (charset) => {
    expect((await post(charset)).status).toBeLessThan(300);
  });

  it.each(['ISO-8859-1', 'utf-16le', 'nope'])('is refused as %s', async (charset) => {
    const { status, headers } = await post(charset);

    expect([status, headers.get('accept-encoding')]).toEqual([415, null]);
  });
});
