import { type ApolloServer, HeaderMap } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import { type GraphQLAnswer, type GraphQLRequest, plainOperation, searchOf } from '../http-request.ts';
import type { RequestContext } from '../request-context.ts';
import type { CompiledExecution } from './compiled-execution.ts';

export type Executor = (request: GraphQLRequest, context: RequestContext) => Promise<GraphQLAnswer>;

/** `Accept` headers whose answers' headers are remembered. Clients send few kinds; those used longest ago make way. */
const MAX_ACCEPTED = 50;

/**
 * Answers as Apollo does, but for the line break after its JSON: to add one to a long text is to copy it. An operation
 * that has come before, in the plainest form of GraphQL over HTTP, does not go through Apollo again; what headers Apollo
 * gives such an answer is learned from it.
 */
export function executor(apollo: ApolloServer<RequestContext>, { answer }: CompiledExecution): Executor {
  const learned = new LRUCache<string, readonly (readonly [string, string])[]>({ max: MAX_ACCEPTED });

  return async (request, context) => {
    const operation = plainOperation(request);
    const accepted = request.headers.accept ?? '';
    const headers = operation && learned.get(accepted);
    const data = headers && (await answer(operation, context));
    if (data) return { status: 200, headers, body: JSON.stringify({ data }) };

    const response = await apollo.executeHTTPGraphQLRequest({
      context: async () => context,
      httpGraphQLRequest: httpRequest(request),
    });
    if (response.body.kind === 'chunked') throw new Error('an answer in parts, though the schema defers nothing');
    const status = response.status ?? 200;
    response.headers.delete('content-length');
    if (operation && status === 200) learned.set(accepted, [...response.headers]);
    return { status, headers: response.headers, body: response.body.string.trimEnd() };
  };
}

function httpRequest({ method, url, headers, body }: GraphQLRequest) {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return { method, headers: map, search: searchOf(url), body };
}
