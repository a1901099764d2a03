import { type ApolloServer, HeaderMap } from '@apollo/server';
import { type GraphQLAnswer, type GraphQLRequest, plainOperation } from '../http-request.ts';
import type { RequestContext } from '../request-context.ts';
import type { CompiledExecution } from './compiled-execution.ts';

export type Executor = (request: GraphQLRequest, context: RequestContext) => Promise<GraphQLAnswer>;

/**
 * Answers as Apollo does, but for the line break after its JSON: to add one to a long text is to copy it. An operation
 * that has come before, in the plainest form of GraphQL over HTTP, does not go through Apollo again.
 */
export function executor(apollo: ApolloServer<RequestContext>, { answer }: CompiledExecution): Executor {
  return async (request, context) => {
    const operation = plainOperation(request);
    const data = operation && (await answer(operation, context, request.method !== 'GET'));
    if (data) return { status: 200, headers: [['content-type', request.accept]], body: JSON.stringify({ data }) };

    const response = await apollo.executeHTTPGraphQLRequest({
      context: async () => context,
      httpGraphQLRequest: httpRequest(request),
    });
    if (response.body.kind === 'chunked') throw new Error('an answer in parts, though the schema defers nothing');
    response.headers.delete('content-length');
    return { status: response.status ?? 200, headers: response.headers, body: response.body.string.trimEnd() };
  };
}

function httpRequest({ method, headers, accept, parameters, body }: GraphQLRequest) {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  map.set('accept', accept);
  // A GET has no content for its `content-type` to be about.
  if (parameters !== null) map.delete('content-type');
  return { method, headers: map, search: String(parameters ?? ''), body };
}
