import type { ApolloServerPlugin } from '@apollo/server';
import { refusalHeaders } from '../http/failures.ts';
import type { Context } from './context.ts';
import { topLevel } from './errors.ts';
import { searchUnavailable } from './format-error.ts';

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

/** An answer that has no data for want of searches is as unavailable as at the other doors. */
export const unavailableWithoutData: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { http, body }, errors = [] }) {
        const unavailable = errors.map(searchUnavailable).find((found) => found !== null);
        if (!unavailable || body.kind !== 'single' || body.singleResult.data) return;
        http.status = topLevel(unavailable.refusal).status;
        for (const [name, value] of Object.entries(refusalHeaders(unavailable.refusal))) http.headers.set(name, value);
      },
    };
  },
};
