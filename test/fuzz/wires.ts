import type { Random } from '../torture/random.ts';
import { mutateBytes } from './mutate.ts';
import { bytesOf, type FuzzRequest } from './requests.ts';

const NEXT = Buffer.from('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');

/** What no client sends: other bytes, other ends, other ways to tell the length. */
export function mutateWire(request: FuzzRequest, random: Random): FuzzRequest {
  const { headers, body } = request;
  const whole = bytesOf(request);
  const head = whole.subarray(0, whole.length - (body?.length ?? 0)).toString('latin1');
  const unframed = head.replace(/^content-length:.*\r\n/im, '');
  const withHeader = (line: string, content: Buffer) =>
    Buffer.concat([Buffer.from(unframed.replace(/\r\n\r\n$/, `\r\n${line}\r\n\r\n`), 'latin1'), content]);
  const content = body ?? Buffer.from('{}');

  const wires: readonly (() => Buffer)[] = [
    () => mutateBytes(whole, random),
    () => mutateBytes(whole, random),
    () => whole.subarray(0, random.below(whole.length)),
    () => Buffer.concat([whole, whole]),
    () => Buffer.concat([NEXT, whole, NEXT]),
    () => withHeader(`content-length: ${content.length + 1 + random.below(9)}`, content),
    () => withHeader(`content-length: ${random.below(content.length + 1)}`, content),
    () => withHeader('transfer-encoding: chunked', chunked(content, random)),
    () => withHeader('transfer-encoding: chunked', mutateBytes(chunked(content, random), random)),
    () => withHeader(`transfer-encoding: chunked\r\ncontent-length: ${content.length}`, chunked(content, random)),
    () => withHeader(`content-length: ${content.length}\r\ncontent-length: ${content.length + 1}`, content),
    () => Buffer.from(whole.toString('latin1').replace('HTTP/1.1', random.pick(VERSIONS)), 'latin1'),
    () => Buffer.from(whole.toString('latin1').replace(/^\S+/, random.pick(METHODS)), 'latin1'),
    () => Buffer.from(whole.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
    () => Buffer.concat([Buffer.from('\r\n\r\n'), whole]),
    () => Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256))),
  ];
  return { ...request, kind: 'bytes', headers, wire: random.pick(wires)() };
}

const VERSIONS = ['HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/9.9', 'http/1.1', 'HTTP/1.1 ', 'HTTP', ''];
export const METHODS = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PUT',
  'PATCH',
  'DELETE',
  'POST',
  'GET',
  'PROPFIND',
  'SEARCH',
  'QUERY',
  'MKCOL',
  'LOCK',
  'get',
  'NOPE',
  'PRI',
  'SOURCE',
  'ACL',
  'a'.repeat(200),
  '\0',
  'M-SEARCH',
  'PURGE',
  'UNLINK',
];

function chunked(content: Buffer, random: Random): Buffer {
  const chunks: Buffer[] = [];
  const size = 1 + random.below(random.chance(0.5) ? 9 : content.length + 1);
  // Only the first chunks of a long text are small.
  for (let at = 0; at < content.length; ) {
    const chunk = content.subarray(at, chunks.length < 50 ? at + size : content.length);
    const extension = random.chance(0.1) ? ';a="b"' : '';
    chunks.push(Buffer.from(`${chunk.length.toString(16)}${extension}\r\n`), chunk, Buffer.from('\r\n'));
    at += chunk.length;
  }
  const end = random.pick([
    '0\r\n\r\n',
    '0\r\n\r\n',
    '0\r\nx-trailer: a\r\n\r\n',
    '0\r\ncontent-length: 5\r\n\r\n',
    '',
    'ffffffffffffffff\r\n',
    '-1\r\n',
    'zz\r\n',
  ]);
  return Buffer.concat([...chunks, Buffer.from(end)]);
}
