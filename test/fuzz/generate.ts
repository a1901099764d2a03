import type { GraphQLSchema } from 'graphql';
import type { Random } from '../torture/random.ts';
import { bodyMaker } from './bodies.ts';
import { brokenDocument } from './broken-documents.ts';
import type { Pictures } from './broken-images.ts';
import type { Cast } from './cast.ts';
import { dearMaker } from './dear.ts';
import { type Asked, documentMaker } from './documents.ts';
import { mutateHeaders } from './headers.ts';
import { mutateBytes, treeMutator } from './mutate.ts';
import { mutateTarget } from './paths.ts';
import { bytesText, type FuzzRequest, type Header, type Kind } from './requests.ts';
import { type Document, restSeeds } from './seeds.ts';
import { type Values, valuesOf, writeJson } from './values.ts';
import { METHODS, mutateWire } from './wires.ts';

export interface GeneratorDeps {
  readonly random: Random;
  readonly seed: number;
  readonly cast: Cast;
  readonly pictures: Pictures;
  readonly schema: GraphQLSchema;
  readonly document: Document;
}

/** Longest text of which long lists are made. */
const SHORT = 1_000;
const LONGEST_QUERY = 12_000;
/** The part of the requests that are dear: they are larger than others, and take more time to make. */
const DEAR = 0.02;

/** Each more often than the next. */
const KINDS: readonly Kind[] = [
  'body',
  'body',
  'body',
  'document',
  'document',
  'document',
  'header',
  'header',
  'path',
  'path',
  'bytes',
  'bytes',
  'valid',
];

/** One request after the other; the same ones for the same seed. */
export function generator(deps: GeneratorDeps): () => FuzzRequest {
  const { random, seed, pictures } = deps;
  const values = valuesOf(random, seed);
  const urls = pictures.whole.map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  const rest = restMaker({ ...deps, values, urls });
  const graphql = graphqlMaker({ ...deps, values, urls });
  const dear = dearMaker(deps);

  return () => {
    if (random.chance(DEAR)) return dear();
    const kind = random.pick(KINDS);
    if (kind === 'document') return graphql(true);
    const isGraphQL = random.chance(0.25);
    const seedRequest = isGraphQL ? graphql(kind === 'body') : rest(kind === 'body');
    if (kind === 'valid' || kind === 'body') return seedRequest;
    if (kind === 'bytes') return mutateWire(seedRequest, random);
    if (kind === 'header') return { ...seedRequest, kind, headers: mutateHeaders(seedRequest.headers, random, values) };
    const method = random.chance(0.2)
      ? random.pick(METHODS.filter((name) => /^[A-Z-]{2,}$/.test(name) && name !== 'CONNECT'))
      : seedRequest.method;
    return { ...seedRequest, kind, method, target: mutateTarget(seedRequest.target, random, values) };
  };
}

interface MakerDeps extends GeneratorDeps {
  readonly values: Values;
  readonly urls: readonly string[];
}

function restMaker({ random, cast, document, pictures, urls, values }: MakerDeps): (mutated: boolean) => FuzzRequest {
  const nextSeed = restSeeds(document, { random, cast, pictures: urls });
  const makeBody = bodyMaker({ random, values, pictures });
  return (mutated) => {
    const seed = nextSeed();
    const { headers, body } = makeBody(seed, mutated);
    const query = new URLSearchParams(seed.query.map(([name, value]): [string, string] => [name, value])).toString();
    const key: readonly Header[] = seed.idempotencyKey === null ? [] : [['idempotency-key', seed.idempotencyKey]];
    return {
      door: seed.door,
      kind: mutated ? 'body' : 'valid',
      method: seed.method,
      body,
      target: `${seed.path}${query && '?'}${query}`,
      headers: [...tokenHeader(cast.token(), seed.door === 'rooms' && random.chance(0.5)), ...headers, ...key],
    };
  };
}

function tokenHeader(token: string | null, isOwn: boolean): readonly Header[] {
  if (token === null) return [];
  return [isOwn ? ['x-auth-token', token] : ['authorization', `Bearer ${token}`]];
}

function graphqlMaker({ random, cast, schema, pictures, urls, values }: MakerDeps): (mutated: boolean) => FuzzRequest {
  const nextDocument = documentMaker(schema, { random, cast, pictures: urls });
  const mutateTree = treeMutator(random, values);

  const broken = (asked: Asked): unknown => {
    const query = random.chance(0.45) ? brokenDocument(asked.query, random, values) : asked.query;
    const variables = random.chance(0.5) ? mutateTree(withBrokenImages(asked.variables, pictures)) : asked.variables;
    const extensions = random.chance(0.1) ? oddExtensions(random, values) : undefined;
    const whole = { query, variables, extensions, operationName: random.chance(0.1) ? values.any() : undefined };
    if (random.chance(0.05)) return Array(query.length > SHORT ? 2 : random.pick([1, 3, 2000])).fill(whole);
    return random.chance(0.15) ? mutateTree(whole) : whole;
  };

  return (mutated) => {
    const asked = nextDocument();
    const whole = mutated ? broken(asked) : asked;
    const token = tokenHeader(cast.token(), false);
    const base = { door: 'graphql', kind: mutated ? 'document' : 'valid' } as const;
    if (random.chance(0.15)) return { ...base, ...asGet(whole), headers: token };
    const text = Buffer.from(writeJson(whole));
    const body = mutated && random.chance(0.05) ? mutateBytes(text, random) : text;
    return {
      ...base,
      method: 'POST',
      target: '/graphql',
      headers: [...token, ['content-type', 'application/json']],
      body,
    };
  };
}

/** Short enough for a request line, or else as a query that is cut: what comes after that is not even written. */
function asGet(whole: unknown): { readonly method: string; readonly target: string; readonly body: null } {
  const members = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  const text = (value: unknown) => (typeof value === 'string' ? value : writeJson(value)).slice(0, LONGEST_QUERY);
  const pairs: string[] = [];
  for (const [name, value] of members) {
    if (value === undefined) continue;
    pairs.push(`${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text(value).toWellFormed())}`);
    if (pairs.join('&').length > LONGEST_QUERY) break;
  }
  return { method: 'GET', target: bytesText(`/graphql?${pairs.join('&')}`.slice(0, LONGEST_QUERY)), body: null };
}

function withBrokenImages(variables: Readonly<Record<string, unknown>>, pictures: Pictures): unknown {
  return JSON.parse(JSON.stringify(variables), (_key, value) =>
    typeof value === 'string' && value.startsWith('data:image/')
      ? `data:image/png;base64,${pictures.broken().toString('base64')}`
      : value,
  );
}

function oddExtensions(random: Random, values: Values): unknown {
  const sha256Hash = random.pick([
    'a'.repeat(64),
    '',
    'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38',
  ]);
  return random.pick<unknown>([
    { persistedQuery: { version: 1, sha256Hash } },
    { persistedQuery: { version: random.pick([0, 2, -1]), sha256Hash: values.any() } },
    { persistedQuery: values.any() },
    { tracing: true, __proto__: { persistedQuery: {} } },
    values.any(),
  ]);
}
