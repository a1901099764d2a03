import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from './context.ts';

const RESPONSE_TYPE = 'application/graphql-response+json';

/**
 * As GraphQL over HTTP has it: only in an answer of the newer media type is the status about the operation. In
 * `application/json` it is about the request alone, so that one which could be read is 200, whatever its errors.
 */
export const statusByMediaType: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response: { http }, errors }) {
        const accepted = request.http?.headers.get('accept') ?? '';
        const isMalformed = errors?.some(({ extensions }) => extensions['code'] === 'BAD_REQUEST');
        if (http.status === 400 && !isMalformed && !accepted.includes(RESPONSE_TYPE)) http.status = 200;
      },
    };
  },
};
