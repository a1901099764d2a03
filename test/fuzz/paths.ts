import type { Random } from '../torture/random.ts';
import { changedText } from './mutate.ts';
import type { Values } from './values.ts';

const PARTS: readonly string[] = [
  '..',
  '.',
  '',
  '%2e%2e',
  '%2E%2e%2f',
  '..%2f..',
  '%2f',
  '%5c',
  '\\',
  '%00',
  '%',
  '%%',
  '%zz',
  '%C3%28',
  '%ED%A0%80',
  '%FF',
  '%c0%ae',
  '%25',
  '%2525',
  '%u0041',
  '%0d%0ax: y',
  '%E2%80%AE',
  '%F0%9F%98%80',
  ':id',
  ':',
  '*',
  '{id}',
  ';a=b',
  '~',
  '@',
  '$&',
  '+',
  '%20',
  ' ',
  '0',
  '-1',
  '01',
  '1e3',
  '1.0',
  '0x1',
  '999999999999999',
  '9999999999999999',
  '9'.repeat(300),
  '%31',
  '\xb2',
  '%D9%A3',
  'null',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'search',
  'me',
  'user',
  'groups',
  'accept',
  'a'.repeat(4000),
  'a'.repeat(9000),
  'é',
  '\xff',
  '\x7f',
  'graphql',
  'media',
  'default-big.webp',
  'media/..%2f..%2fguildhall.db',
  'media/%2e%2e/guildhall.db',
  'docs',
  'healthz',
  'metrics',
];

const PATHS: readonly string[] = [
  '/',
  '//',
  '/healthz',
  '/readyz',
  '/metrics',
  '/docs',
  '/openapi.json',
  '/graphql',
  '/graphql/',
  '/graphql/x',
  '/graphqlx',
  '*',
  '/media/',
  '/media/default-big.webp',
  '/media/..',
  '/media/../guildhall.db',
  '/media/%2e%2e/guildhall.db',
  '/media//',
  '/media/a.webp',
  '/media/default-big.webp%00',
  '/media/..%2fguildhall.db',
  '/media/%',
  '/media/.env',
  '/media/default-big.webp/',
  '/media/a%5c..%5cb',
  '/api/v2',
  '/api/v2/',
  '/api/v2/nothing',
  '/api/v2/group',
  '/api/v2//group/',
  '/v1',
  '/v1/',
  '/v1/rooms',
  '/v1/rooms/',
  '/quran-reflect',
  'http://evil.example.org/graphql',
  'https://[',
  '//evil.example.org/graphql',
  '/?',
  '/#',
  '/graphql#a',
  '/api/v2/group/#?a',
  '?a',
  '',
  '/api/v2/group/%',
  '/v1/rooms/%ff',
  '/graphql/%',
  '/%',
  '/docs/%2e%2e',
  '/graphql?sandbox',
  '/graphql?graphiql',
  '/graphql/assets/x',
];

const QUERY_NAMES = [
  'limit',
  'offset',
  'page',
  'search',
  'query',
  'name',
  'sortBy',
  'roomType',
  'user',
  'token',
  'graphiql',
  'sandbox',
];
const QUERY_VALUES = [
  '',
  '0',
  '-1',
  '1e9',
  '9'.repeat(400),
  'NaN',
  '%',
  '%00',
  '%FF',
  '%ED%A0%80',
  '100',
  '101',
  '1.5',
  '%F0%9F%98%80',
  '%22',
  '[]',
  '2147483648',
  '9007199254740993',
  '%E2%80%AE',
  '*',
  '%25',
  'NAME',
  'group',
  '\xff',
];

/** Another path and query to the same or to another place; one byte a character. */
export function mutateTarget(target: string, random: Random, values: Values): string {
  const base = random.chance(0.25) ? random.pick(PATHS) : target;
  const [path = '', query = ''] = base.split(/\?(.*)/s, 2);
  const choice = random.below(8);
  const newPath =
    choice < 4 ? changedPath(path, random) : choice === 4 ? bytes(changedText(path, random, values)) : path;
  const newQuery = random.chance(0.6) ? changedQuery(query, random, values) : query;
  return `${newPath}${newQuery && '?'}${newQuery}`.slice(0, 60_000).replace(/[\r\n]/g, '%0a');
}

function changedPath(path: string, random: Random): string {
  const parts = path.split('/');
  const at = random.below(parts.length + 1);
  const changes: readonly (() => string[])[] = [
    () => parts.with(Math.min(at, parts.length - 1), random.pick(PARTS)),
    () => parts.toSpliced(at, 0, random.pick(PARTS)),
    () => parts.toSpliced(at, 1),
    () => parts.map((part) => (random.chance(0.5) ? part : encoded(part, random))),
    () => [...parts, ...Array.from({ length: random.pick([1, 50, 3000]) }, () => 'a')],
  ];
  return random.pick(changes)().join('/');
}

/** Percent-encodes what need not be. */
function encoded(part: string, random: Random): string {
  return [...part]
    .map((char) => (random.chance(0.4) ? `%${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char))
    .join('');
}

function changedQuery(query: string, random: Random, values: Values): string {
  const name = () => (random.chance(0.8) ? random.pick(QUERY_NAMES) : bytes(values.text()));
  const value = () =>
    random.chance(0.7) ? random.pick(QUERY_VALUES) : encodeURIComponent(values.text().toWellFormed());
  const more = Array.from({ length: random.chance(0.03) ? 3000 : 1 + random.below(3) }, () => `${name()}=${value()}`);
  return [query, ...more].filter(Boolean).join(random.chance(0.1) ? ';' : '&');
}

function bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
