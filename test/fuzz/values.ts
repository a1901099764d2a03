import fc from 'fast-check';
import type { Random } from '../torture/random.ts';

const RAW = Symbol('JSON text');

/** Text that goes into JSON as it is, whether or not it is any. */
export interface Raw {
  readonly [RAW]: string;
}

export const raw = (text: string): Raw => ({ [RAW]: text });

const nested = (levels: number, open = '[', close = ']') => raw(open.repeat(levels) + close.repeat(levels));

const TEXTS: readonly string[] = [
  ...['', ' ', '\0', 'a\0b', '\n', '\r\nx-injected: yes', '\t', '\u007f', '\u0085', '\u2028', '\ufeff', '\uffff'],
  ...['\ud800', 'a\udfff', '\udfff\ud800', '\u{10ffff}', '\u202eabc\u202c', '\u200b', '\u00ad', '\u{e0041}', 'İ', 'ß'],
  ...[
    `a${'\u0301'.repeat(2000)}`,
    '\ufdfa'.repeat(60),
    '𝒳'.repeat(51),
    '👩‍👩‍👧‍👦'.repeat(9),
    '각'.normalize('NFD').repeat(30),
  ],
  ...['x'.repeat(51), 'x'.repeat(501), 'x'.repeat(70_000), 'é'.repeat(3000), ' '.repeat(5000), 'a b '.repeat(3000)],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON', '$ref'],
  ...['null', 'true', 'undefined', 'NaN', 'Infinity', '-0', '1e309', '0x10', '01', '1.5', '-1', '2147483648'],
  ...['9007199254740993', '999999999999999', '9'.repeat(400), '٣', '1 ', '+1', '1,2', '[1]', '{}'],
  ...[
    "'",
    '"',
    '`',
    '\\',
    '%',
    '_',
    '*',
    '^',
    '-',
    '()',
    '"a',
    'a*',
    'NEAR(a b)',
    'a AND',
    'OR',
    'name_key:a',
    '{a}: b',
  ],
  ...[
    "'; --",
    "' or 1=1 --",
    '$' + '{7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '../../../etc/hosts',
    '%2e%2e%2f',
    '%00',
  ],
  ...['http://127.0.0.1/', 'https://[::1', 'javascript:alert(1)', 'file:///etc/hosts', '//example.org', 'a@b', 'a@b@c'],
  ...[
    'a@example.org\r\nbcc: b@example.org',
    `${'a'.repeat(64)}@${'b.'.repeat(120)}org`,
    '"a b"@example.org',
    'é@例え.jp',
  ],
  ...['R3JvdXA6MQ==', 'R3JvdXA6MA==', 'R3JvdXA6MQ', 'VXNlcjox', 'R3JvdXA6OTk5OTk5OTk5OTk5OTk5OTk5', 'bnVsbA==', '='],
  ...[
    'W10=',
    'e30=',
    'WyJOQU1FIiwiYSIsMV0=',
    'eyJfX3Byb3RvX18iOnt9fQ==',
    '2026-01-01',
    '2026-13-45T99:99:99Z',
    '-000001-01-01',
  ],
  ...[
    'data:image/png;base64,',
    'data:image/png;base64,@@',
    'data:;base64,AAAA',
    'data:image/svg+xml,<svg/>',
    'data:image/*',
  ],
  ...[
    'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
    'search',
    'groups',
    'pages',
    'me',
    'user',
    'graphql',
    '#fff',
    '#12345',
    'ZZ',
    'it',
  ],
];

const NUMBERS: readonly string[] = [
  ...['0', '-0', '1', '-1', '0.5', '-0.0', '1e0', '1e2', '100', '101', '256', '500', '501', '65536'],
  ...[
    '2147483647',
    '2147483648',
    '-2147483649',
    '4294967296',
    '9007199254740991',
    '9007199254740993',
    '-9007199254740993',
  ],
  ...['1e15', '1e21', '1e308', '1e309', '-1e309', '1e-400', '5e-324', '18446744073709551616', '9'.repeat(400)],
];

/** What JSON has no place for. */
const NO_JSON: readonly string[] = [
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '0x10',
    '01',
    '1.',
    '.5',
    '+1',
    '1_000',
    "'a'",
    '"\\x41"',
    '"\\ud800"',
    '"\t"',
  ],
  ...['"\\u00"', '[1,]', '{"a":1,}', '{a:1}', '/* */1', '1 // one', '\ufeff1', '[', '{', '"', ']', ''],
];

const STRUCTURES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    [],
    {},
    [null],
    [[]],
    [[[1]]],
    { '': '' },
    { length: 5 },
    { length: 1e9 },
    { id: {} },
    [undefined],
  ],
  ...[
    nested(500),
    nested(5000),
    nested(40, '{"a":', '}'),
    nested(3000, '{"a":', '1}'.slice(1)),
    nested(20, '[{"a":', '}]'),
  ],
  ...['__proto__', 'constructor', 'toString', 'prototype'].flatMap((key) => [
    raw(`{"${key}":{"name":"a","isAdmin":true}}`),
    raw(`{"${key}":null}`),
    raw(`{"${key}":{"prototype":{"name":"a"}}}`),
  ]),
  ...[raw('{"toString":1,"valueOf":null}'), raw('{"then":true}'), raw('{"type":"Buffer","data":[1,2,3]}')],
  raw('{"a":1,"a":2,"a":{"a":3,"a":4}}'),
];

export interface Values {
  text(): string;
  /** A number as JSON spells it. */
  number(): Raw;
  any(): unknown;
}

/** Values at the edges of what can be sent; the same for the same seed. */
export function valuesOf(random: Random, seed: number): Values {
  const numRuns = 300;
  const binary = fc.sample(fc.string({ unit: 'binary', maxLength: 60 }), { seed, numRuns });
  const graphemes = fc.sample(fc.string({ unit: 'grapheme', maxLength: 60 }), { seed, numRuns });
  const json = fc.sample(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), { seed, numRuns });
  const text = () => random.pick(random.chance(0.7) ? TEXTS : random.chance(0.5) ? binary : graphemes);
  const number = () => raw(random.pick(NUMBERS));
  const makers: readonly (() => unknown)[] = [
    ...[text, text, number, () => random.pick(STRUCTURES), () => random.pick(json)],
    () => (random.chance(0.2) ? raw(random.pick(NO_JSON)) : text()),
    () => Array.from({ length: random.below(4) }, text),
  ];
  return { text, number, any: () => random.pick(makers)() };
}

const MAX_JSON_LENGTH = 16 * 1024 * 1024;

export function writeJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (isRaw(value)) return value[RAW];
  if (Array.isArray(value)) return `[${bounded(value).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join()}}`;
}

/** As many items as the server reads any of: mutated again and again, there would be more than a string can hold. */
function bounded(items: readonly unknown[]): string[] {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = writeJson(item);
    length += text.length;
    if (length > MAX_JSON_LENGTH) break;
    texts.push(text);
  }
  return texts;
}

export function isRaw(value: object): value is Raw {
  return RAW in value;
}
