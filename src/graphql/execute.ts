import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { Asked, CompiledExecution } from './compiled-execution.ts';
import type { Context } from './context.ts';

export interface Execution {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

export type Execute = (request: HTTPGraphQLRequest, context: Context) => Promise<Execution>;

/** Of the `Accept` headers that clients send there are few kinds. */
const MAX_ACCEPTED = 50;

/**
 * Answers as Apollo does. An operation that has come before, asked in the plainest form of GraphQL over HTTP, does not
 * go through Apollo again; what headers Apollo gives such an answer is learned from it.
 */
export function executor(apollo: ApolloServer<Context>, { answer }: CompiledExecution): Execute {
  const learned = new Map<string, readonly (readonly [string, string])[]>();

  return async (request, context) => {
    const asked = plainly(request);
    const accepted = request.headers.get('accept') ?? '';
    const headers = asked && learned.get(accepted);
    const data = headers && (await answer(asked, context));
    if (data) return { status: 200, headers, body: `${JSON.stringify({ data })}\n` };

    const response = await apollo.executeHTTPGraphQLRequest({
      context: async () => context,
      httpGraphQLRequest: request,
    });
    if (response.body.kind === 'chunked') throw new Error('an answer in parts, though the schema defers nothing');
    const status = response.status ?? 200;
    if (asked && status === 200 && learned.size < MAX_ACCEPTED) {
      learned.set(
        accepted,
        [...response.headers].filter(([name]) => name !== 'content-length'),
      );
    }
    return { status, headers: response.headers, body: response.body.string };
  };
}

/** A POST of a query, its name and its variables as JSON; null for anything else, which is for Apollo to judge. */
function plainly({ method, headers, body }: HTTPGraphQLRequest): Asked | null {
  if (method !== 'POST' || headers.get('content-type') !== 'application/json' || !isRecord(body)) return null;
  const { query, operationName = null, variables = {}, ...rest } = body;
  if (typeof query !== 'string' || Object.keys(rest).length > 0) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  return isRecord(variables) ? { query, operationName, variables } : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Node's headers as Apollo reads them. */
export function headerMap(headers: Readonly<Record<string, string | readonly string[] | undefined>>): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return map;
}
