import type { ApolloServerPlugin } from '@apollo/server';
import { Refused } from '../../domain/refused.ts';
import { refusalHeaders } from '../../http/failures.ts';
import { topLevelError } from '../errors/top-level-error.ts';
import { RESPONSE_TYPE } from '../media-type.ts';
import type { Context } from '../request-context.ts';

/**
 * As GraphQL over HTTP has it: only in an answer of the newer media type is the status about the operation. In
 * `application/json` it is about the request alone, so that one which could be read is 200, whatever its errors.
 */
export const statusByMediaType: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response: { http }, errors }) {
        const isMalformed = errors?.some(({ extensions }) => extensions['code'] === 'BAD_REQUEST');
        const isAboutRequest = request.http?.headers.get('accept') !== RESPONSE_TYPE;
        if (http.status === 400 && !isMalformed && isAboutRequest) http.status = 200;
      },
    };
  },
};

/** An answer that has no data, because the store refused a read, has the status that the other doors give it. */
export const statusOfRefusedReads: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { http, body }, errors = [] }) {
        const refused = errors.map(({ originalError }) => originalError).find((cause) => cause instanceof Refused);
        if (refused === undefined || body.kind !== 'single' || body.singleResult.data) return;
        http.status = topLevelError(refused.refusal).status;
        for (const [name, value] of Object.entries(refusalHeaders(refused.refusal))) http.headers.set(name, value);
      },
    };
  },
};
