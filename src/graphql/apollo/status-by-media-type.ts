import type { ApolloServerPlugin } from '@apollo/server';
import { Refused } from '../../domain/refused.ts';
import { refusalHeaders } from '../../http/failures.ts';
import { topLevelError } from '../errors/top-level-error.ts';
import { RESPONSE_TYPE } from '../media-type.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * Sets the status as GraphQL over HTTP has it: it is about the operation only in an answer of the newer media type. In
 * `application/json` it is about the request alone: 200 for one that could be read, whatever its errors.
 */
export const statusByMediaType: ApolloServerPlugin<RequestContext> = {
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

/** Gives an answer without data, because the store refused a read, the status that the other doors give it. */
export const statusOfRefusedReads: ApolloServerPlugin<RequestContext> = {
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
