import type { Random } from '../torture/random.ts';
import type { Cast } from './cast.ts';
import type { Door, FuzzRequest, Header } from './requests.ts';

const CREATE = 'mutation ($i: CreateGroupInput!) { createGroup(input: $i) { userErrors { code } } }';
const WORDS = 'th he in er an re on at en nd a';
/** Texts and lists are of these sizes, in bytes: what may come in at the REST doors, and what at GraphQL's alone. */
const SIZES = [2_000, 14_000, 60_000, 240_000];
const LARGE_SIZES = [...SIZES, 1_000_000];
/** A query of more than this is refused before anything reads it. */
const MAX_QUERY = 3_500;
const ROOT_FIELDS = 10;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

interface DearDeps {
  readonly random: Random;
  readonly cast: Cast;
}

/** Requests that are small to make and that much can be done about: what they make others wait shows what is not bounded. */
export function dearMaker({ random, cast }: DearDeps): () => FuzzRequest {
  const size = () => random.pick(SIZES);
  const large = () => random.pick(LARGE_SIZES);
  const offset = () => random.pick(['9900', '10001', '100000', '999999999999999']);
  const text = (bytes: number) => random.pick(TEXTS)(bytes);

  const make = (door: Door, method: string, target: string, body: string | null, type: string): FuzzRequest => {
    const token = cast.token();
    const own: readonly Header[] = token === null ? [] : [['authorization', `Bearer ${token}`]];
    const headers: readonly Header[] = body === null ? own : [...own, ['content-type', type]];
    return { door, kind: 'dear', method, target, headers, body: body === null ? null : Buffer.from(body) };
  };
  const get = (door: Door, target: string) => make(door, 'GET', target, null, '');
  const graphql = (query: string, variables: object = {}) =>
    make('graphql', 'POST', '/graphql', JSON.stringify({ query, variables }), JSON_TYPE);
  const selfcommunity = (body: string, type = JSON_TYPE) => make('selfcommunity', 'POST', '/api/v2/group/', body, type);
  const rooms = (path: string, body: string) => make('rooms', 'POST', `/v1/rooms/${path}`, body, JSON_TYPE);
  const query = (bytes: number) => encodeURIComponent(text(Math.min(bytes, MAX_QUERY)));

  const makers: readonly (() => FuzzRequest)[] = [
    () => graphql(CREATE, { i: unknownFields(large() / 12) }),
    () => graphql(CREATE, { i: { name: text(large()), description: text(size()), privacy: 'PUBLIC' } }),
    () =>
      graphql(CREATE, { i: { name: cast.newName(), privacy: 'PUBLIC', inviteUserIds: repeated('VXNlcjox', size()) } }),
    () => graphql('{ viewer { id } }', { list: repeated(random.pick([{}, [], '', 1, null]), large()) }),
    () => graphql('query ($s: String!) { groups(filter: { search: $s }) { totalCount } }', { s: text(large()) }),
    () => graphql('query ($s: String!) { users(search: $s) { totalCount } }', { s: text(large()) }),
    () => graphql('query ($s: String!) { group(by: { slug: $s }) { id } }', { s: text(large()) }),
    () =>
      graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: repeated(random.pick(['a', {}]), size()) }),
    () => graphql(`${random.pick(['\n', '\r\n', ' ', ','].map((sign) => sign.repeat(large())))}${wrongFields(120)}`),
    () => graphql(rootFields(`groups(first: 0, filter: { search: "${WORDS}" }) { totalCount }`)),
    () => graphql(rootFields('groups(first: 100, filter: { kind: PAGE, search: "a" }) { nodes { id } totalCount }')),
    () => graphql(rootFields(`users(search: "e") { nodes { groups(first: 9) { totalCount } } totalCount }`)),
    () => make('graphql', 'POST', '/graphql', random.pick(['[', '{"a":']).repeat(large() / 5), JSON_TYPE),
    () => selfcommunity(JSON.stringify({ name: text(size() / 3), description: text(size() / 3), privacy: 'public' })),
    () => selfcommunity(JSON.stringify({ name: 'a', users: repeated(random.pick([{}, 1]), size()) })),
    () => selfcommunity(`name=${encodeURIComponent(text(size() / 6))}&privacy=public`, FORM_TYPE),
    () => selfcommunity(repeated('users=1', size()).join('&'), FORM_TYPE),
    () => rooms('groups', JSON.stringify({ name: text(size() / 3), description: text(size() / 3), url: text(9_000) })),
    () => rooms('pages', JSON.stringify({ name: 'a', url: 'a', purpose: text(size()), jobTitle: text(9_000) })),
    () => get('selfcommunity', `/api/v2/group/search/?search=${query(size())}&limit=100&offset=${offset()}`),
    () => get('selfcommunity', `/api/v2/group/${cast.groupId()}/subscribe/?limit=100&offset=${offset()}`),
    () => get('rooms', `/v1/rooms/search?query=${query(size())}&limit=100&page=${random.pick([1, 101, 1_000_000])}`),
    () => get('rooms', `/v1/rooms/${cast.groupId()}/members?limit=100&page=${random.pick([1, 101, 1_000_000])}`),
  ];
  return () => random.pick(makers)();
}

/** A text of about this many bytes. */
const TEXTS: readonly ((bytes: number) => string)[] = [
  // Quadratic to normalize: the marks of one class have to pass all of the other.
  (bytes) => `a${'\u0301'.repeat(bytes / 4)}${'\u0323'.repeat(bytes / 4)}`,
  (bytes) => '각'.normalize('NFD').repeat(bytes / 9),
  (bytes) => '\ufdfa'.repeat(bytes / 3),
  (bytes) => 'a '.repeat(bytes / 2),
  (bytes) => WORDS.repeat(bytes / WORDS.length),
  (bytes) => '\n'.repeat(bytes),
  (bytes) => '😀'.repeat(bytes / 4),
];

/** About so many bytes of JSON. */
function repeated<Value>(value: Value, bytes: number): Value[] {
  return Array(Math.floor(bytes / (JSON.stringify(value).length + 1))).fill(value);
}

function unknownFields(count: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
}

function wrongFields(count: number): string {
  return `{ viewer { ${Array.from({ length: count }, (_, index) => `f${index}`).join(' ')} } }`;
}

function rootFields(field: string): string {
  return `{ ${Array.from({ length: ROOT_FIELDS }, (_, index) => `a${index}: ${field}`).join(' ')} }`;
}
