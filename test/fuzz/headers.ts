import type { Random } from '../torture/random.ts';
import { changedText } from './mutate.ts';
import type { Header } from './requests.ts';
import type { Values } from './values.ts';

/** By name, what is sent in such a header; more than one is a choice. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  authorization: [
    'Bearer',
    'Bearer ',
    'bearer a.b.c',
    'Basic YTpi',
    'Bearer a b',
    'Bearer \xff',
    '',
    `Bearer ${'a'.repeat(9000)}`,
    'Bearer eyJhbGciOiJub25lIn0.e30.',
  ],
  'x-auth-token': ['', 'a', 'a.b.c', '\xe9', 'eyJhbGciOiJub25lIn0.e30.', ' '],
  'x-client-id': ['', 'one', '__proto__', '\xff', 'a'.repeat(5000)],
  'idempotency-key': ['', ' ', 'a', 'a'.repeat(255), 'a'.repeat(256), '\xe9', '__proto__', '"key"', '\t'],
  accept: [
    '',
    '*/*',
    'text/html',
    'application/graphql-response+json',
    'application/json;q=0',
    'multipart/mixed',
    ';;;',
    'a'.repeat(4000),
    '*/*;q=NaN',
    'text/html,application/xhtml+xml',
  ],
  'accept-encoding': ['gzip;q=x', 'br', '', 'identity;q=0'],
  'content-type': [
    '',
    ';',
    'application/json; charset=utf-7',
    'application/json;',
    'application/json, text/plain',
    'application/graphql',
    'text/plain',
    'application/graphql-response+json',
    'multipart/form-data',
    'application/x-www-form-urlencoded; charset=iso-8859-1',
    '__proto__',
    'application/JSON ; a="b',
    'a'.repeat(3000),
    '\xff/\xff',
    'application/vnd.api+json',
    'constructor',
  ],
  'content-encoding': ['gzip', 'br', 'identity', 'nope'],
  'content-length': ['0', '1', '999999', '-1', '1e3', '0x10', '18446744073709551617', '5, 5', '', '+5'],
  'transfer-encoding': ['chunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'xchunked', ' chunked', ''],
  host: [
    '',
    'a b',
    'evil.example.org',
    '[::1',
    '[::1]:99999',
    'a'.repeat(3000),
    'a@b',
    '\xff',
    '../..',
    'a:b:c',
    'x\'"<>',
  ],
  'x-request-id': ['', '\xff', 'a'.repeat(129), 'a b', '{"level":50}', '__proto__'],
  origin: ['null', 'http://evil.example.org', '\xff', 'file://'],
  'access-control-request-method': ['NOPE', 'POST', ''],
  'access-control-request-headers': ['a'.repeat(5000), '\xff', 'x, y'],
  range: ['bytes=0-', 'bytes=-1', 'bytes=5-1', 'bytes=0-0,1-1', 'lines=1', 'bytes=99999999999999999999-'],
  'if-none-match': ['*', '"a"', 'W/"'],
  'if-modified-since': ['never', '0', 'Sun, 99 Nov 9999 99:99:99 GMT'],
  expect: ['100-continue', 'nope', '200-ok'],
  upgrade: ['websocket', 'h2c'],
  connection: ['upgrade', 'keep-alive', 'close, content-length', 'x-request-id'],
  'x-forwarded-for': ['\xff', '1.2.3.4, __proto__', "' or 1"],
  'x-forwarded-proto': ['javascript', 'https, http'],
  'x-forwarded-host': ['evil.example.org', 'a b'],
  traceparent: ['00-00000000000000000000000000000000-0000000000000000-00', '00', 'ff-\xff'],
  'sec-fetch-mode': ['', 'cors', 'no-cors', 'navigate', 'NAVIGATE', 'same-origin, navigate'],
  'x-apollo-operation-name': ['', 'A', '\xff'],
  'x-http-method-override': ['DELETE', 'NOPE'],
  cookie: ['a=b', '=', '\xff', `${'a=b; '.repeat(500)}`],
  te: ['trailers'],
  trailer: ['content-length'],
};
const NAMES = Object.keys(ODD);
const NO_NAMES = [
  '',
  ' ',
  'a b',
  'x:y',
  '\xff',
  'content-length ',
  '__proto__',
  'constructor',
  'x'.repeat(3000),
  ' folded',
  'x\0',
];

/** Headers more, less, twice, or with other values. Some are none, as only a raw socket sends them. */
export function mutateHeaders(headers: readonly Header[], random: Random, values: Values): readonly Header[] {
  let result = headers;
  for (let left = 1 + random.below(3); left > 0; left -= 1) result = changedHeaders(result, random, values);
  return result;
}

function changedHeaders(headers: readonly Header[], random: Random, values: Values): readonly Header[] {
  const own = headers.length > 0 ? random.pick(headers) : (['accept', '*/*'] as const);
  const without = headers.filter((header) => header !== own);
  const choice = random.below(20);
  if (choice === 0) return without;
  if (choice === 1) return [...headers, own];
  if (choice === 2)
    return [
      ...headers,
      ...Array.from({ length: random.pick([50, 300, 2500]) }, (_, index): Header => [`x-${index}`, 'a']),
    ];
  if (choice === 3) return [...headers, ['x-long', 'a'.repeat(random.pick([8000, 17_000, 70_000]))]];
  if (choice === 4) return [...headers, [random.pick(NO_NAMES), 'a']];
  if (choice < 8) return [...without, [own[0], bytes(changedText(own[1], random, values))]];
  if (choice === 8) return [...headers, ['x-injected', bytes(values.text())]];
  if (choice === 9) return [...without, [own[0].toUpperCase(), own[1]]];
  const name = random.pick(NAMES);
  const value = random.pick(ODD[name] ?? ['']);
  const others = random.chance(0.8) ? headers.filter(([other]) => other !== name) : headers;
  return [...others, [name, value]];
}

/** Without line ends, most of which would only end the header. */
function bytes(text: string): string {
  return Buffer.from(text.replace(/\r\n/g, '\r')).toString('latin1').slice(0, 20_000);
}
