// A GraphQL request over HTTP and its answer, whatever carries and whatever answers them. What is read of a request is read
// here, so that trusted documents, compiled execution and Apollo understand it in the same way.
import type { IncomingHttpHeaders } from 'node:http';
import type { GraphQLOperation } from './engine/operation-cache.ts';
import type { MediaType } from './media-type.ts';

/** What GraphQL reads of an HTTP request. */
export interface GraphQLRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

const TEXTS = ['query', 'documentId', 'operationName'];
/** Parameters that are JSON, as text, in an address. */
const OBJECTS = ['variables', 'extensions'];
const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/** Normalizes a request: parameters that are empty or null are absent, and `accept` names the one type of the answer. */
export function normalizedRequest({ method, url, headers, body }: GraphQLRequest, accept: MediaType): GraphQLRequest {
  if (method !== 'GET') return { method, url, headers: { ...headers, accept }, body: withoutEmptyMembers(body) };
  // A GET has no content for its `content-type` to be about.
  const { 'content-type': _type, ...rest } = headers;
  return { method, url: withoutEmptyParameters(url), headers: { ...rest, accept }, body: undefined };
}

/** An empty text in the place of an object is wrong, and left to be refused. */
function withoutEmptyMembers(body: unknown): unknown {
  if (!isRecord(body)) return body;
  const members = Object.entries(body);
  const given = members.filter(([name, value]) =>
    TEXTS.includes(name) ? value !== '' && value !== null : value !== null || !OBJECTS.includes(name),
  );
  return given.length === members.length ? body : Object.fromEntries(given);
}

function withoutEmptyParameters(url: string): string {
  const search = searchOf(url);
  const parameters = new URLSearchParams(search);
  const { size } = parameters;
  for (const name of [...TEXTS, ...OBJECTS]) parameters.delete(name, '');
  for (const name of OBJECTS) parameters.delete(name, 'null');
  return parameters.size === size ? url : `${url.slice(0, url.length - search.length)}?${parameters}`;
}

/**
 * The operation of a POST of a query, its name and its variables as JSON; null for anything else, which Apollo judges. Of
 * `extensions` only `persistedQuery` means anything: Apollo Client tells its name and version there each time.
 */
export function plainOperation({ method, headers, body }: GraphQLRequest): GraphQLOperation | null {
  if (method !== 'POST' || !JSON_TYPE.test(headers['content-type'] ?? '') || !isRecord(body)) return null;
  const { query, operationName = null, variables, extensions, ...rest } = body;
  if (typeof query !== 'string' || Object.keys(rest).length > 0) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  const [values, more] = [variables ?? {}, extensions ?? {}];
  return isRecord(values) && isRecord(more) && !more['persistedQuery']
    ? { query, operationName, variables: values }
    : null;
}

/** The document in a request; null for one that is named by its hash, and was looked at when it first came. */
export function documentOf({ method, url, body }: GraphQLRequest): unknown {
  if (method !== 'GET') return isRecord(body) ? body['query'] : null;
  return new URLSearchParams(searchOf(url)).get('query');
}

/** The part of an address from its question mark on; empty for none. */
export function searchOf(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? '' : url.slice(question);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
