import type { IncomingHttpHeaders } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Asked, CompiledExecution } from '../engine/operation-cache.ts';
import { type Context, newContext } from '../request-context.ts';

export interface Execution {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

/** What of an HTTP request GraphQL is about. */
export interface Requested {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type Execute = (request: Requested, context: Context) => Promise<Execution>;

/** `Accept` headers whose answers' headers are remembered. Clients send few kinds; the least used make way. */
const MAX_ACCEPTED = 50;

/**
 * Answers as Apollo does, but for the end of line after its JSON: to add one to a long text is to copy it. An operation
 * that has come before, asked in the plainest form of GraphQL over HTTP, does not go through Apollo again; what headers
 * Apollo gives such an answer is learned from it.
 */
export function executor(apollo: ApolloServer<Context>, { answer }: CompiledExecution): Execute {
  const learned = new LRUCache<string, readonly (readonly [string, string])[]>({ max: MAX_ACCEPTED });

  return async (request, context) => {
    const asked = plainly(request);
    const accepted = request.headers.accept ?? '';
    const headers = asked && learned.get(accepted);
    const data = headers && (await answer(asked, context));
    if (data) return { status: 200, headers, body: JSON.stringify({ data }) };

    const response = await apollo.executeHTTPGraphQLRequest({
      context: async () => newContext(context, context.attempt),
      httpGraphQLRequest: httpRequest(request),
    });
    if (response.body.kind === 'chunked') throw new Error('an answer in parts, though the schema defers nothing');
    const status = response.status ?? 200;
    response.headers.delete('content-length');
    if (asked && status === 200) learned.set(accepted, [...response.headers]);
    return { status, headers: response.headers, body: response.body.string.trimEnd() };
  };
}

const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/**
 * A POST of a query, its name and its variables as JSON; null for anything else, which is for Apollo to judge. Of
 * `extensions` only `persistedQuery` means anything: Apollo Client tells its name and version there each time.
 */
function plainly({ method, headers, body }: Requested): Asked | null {
  if (method !== 'POST' || !JSON_TYPE.test(headers['content-type'] ?? '') || !isRecord(body)) return null;
  const { query, operationName = null, variables, extensions, ...rest } = body;
  if (typeof query !== 'string' || Object.keys(rest).length > 0) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  const [values, more] = [variables ?? {}, extensions ?? {}];
  return isRecord(values) && isRecord(more) && !more['persistedQuery']
    ? { query, operationName, variables: values }
    : null;
}

/** The document that a request brings along; one that is named by its hash was looked at when it came. */
export function documentOf({ method, url, body }: Requested): unknown {
  if (method !== 'GET') return isRecord(body) ? body['query'] : null;
  return new URLSearchParams(searchOf(url)).get('query');
}

function searchOf(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? '' : url.slice(question);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function httpRequest({ method, url, headers, body }: Requested) {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return { method, headers: map, search: searchOf(url), body };
}
