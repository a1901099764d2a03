// A GraphQL request over HTTP and its answer, whatever carries and whatever answers them. What is read of a request is read
// here, once, so that trusted documents, compiled execution and Apollo understand it in the same way.
import type { IncomingHttpHeaders } from 'node:http';
import type { GraphQLOperation } from './engine/operation-cache.ts';
import type { MediaType } from './media-type.ts';

/** The parts of an HTTP request that GraphQL reads. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A GraphQL request, without the parameters that are empty or null. */
export interface GraphQLRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The media type of the answer, chosen from the header. */
  readonly accept: MediaType;
  /** The parameters in the address of a GET; null for any other request, which has them in its body. */
  readonly parameters: URLSearchParams | null;
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
const PARAMETERS = [...TEXTS, ...OBJECTS];
/** Parameters of a request that needs nothing of Apollo. */
const PLAIN = ['query', 'operationName', 'variables', 'extensions'];
const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

export function graphqlRequest({ method, url, headers, body }: HttpRequest, accept: MediaType): GraphQLRequest {
  return method === 'GET'
    ? { method, headers, accept, parameters: withoutEmptyParameters(new URLSearchParams(searchOf(url))), body: null }
    : { method, headers, accept, parameters: null, body: withoutEmptyMembers(body) };
}

function withoutEmptyMembers(body: unknown): unknown {
  if (!isRecord(body) || !PARAMETERS.some((name) => isEmpty(name, body[name]))) return body;
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !isEmpty(name, value)));
}

/** An empty text in the place of an object is wrong, and left to be refused. */
function isEmpty(name: string, value: unknown): boolean {
  return value === null ? PARAMETERS.includes(name) : value === '' && TEXTS.includes(name);
}

function withoutEmptyParameters(parameters: URLSearchParams): URLSearchParams {
  for (const name of PARAMETERS) parameters.delete(name, '');
  for (const name of OBJECTS) parameters.delete(name, 'null');
  return parameters;
}

/** The part of an address from its question mark on; empty for none. */
function searchOf(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? '' : url.slice(question);
}

/**
 * The operation of a request that has a query, its name and its variables alone; null for anything else, which Apollo
 * judges. Of `extensions` only `persistedQuery` means anything: Apollo Client tells its name and version there each time.
 */
export function plainOperation(request: GraphQLRequest): GraphQLOperation | null {
  const members = membersOf(request);
  if (!isRecord(members)) return null;
  const { query, operationName = null, variables, extensions } = members;
  if (typeof query !== 'string' || !Object.keys(members).every((name) => PLAIN.includes(name))) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  const [values, more] = [variables ?? {}, extensions ?? {}];
  return isRecord(values) && isRecord(more) && !more['persistedQuery']
    ? { query, operationName, variables: values }
    : null;
}

/** The body of a POST of JSON, or what it would be for the parameters of a GET; null where there is none. */
function membersOf({ method, headers, parameters, body }: GraphQLRequest): unknown {
  if (parameters === null) return method === 'POST' && JSON_TYPE.test(headers['content-type'] ?? '') ? body : null;
  const members: Record<string, unknown> = {};
  for (const [name, text] of parameters) {
    // Twice in the address, or named like what every object has.
    if (name in members) return null;
    members[name] = OBJECTS.includes(name) ? objectIn(text) : text;
  }
  return members;
}

/** The object that a text holds as JSON; the text itself where it holds none. */
function objectIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : text;
  } catch {
    return text;
  }
}

/** The document in a request; null for one that is named by its hash, and was looked at when it first came. */
export function documentOf({ parameters, body }: GraphQLRequest): unknown {
  if (parameters !== null) return parameters.get('query');
  return isRecord(body) ? body['query'] : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
