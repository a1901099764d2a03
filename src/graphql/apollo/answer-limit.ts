import type { ApolloServerPlugin } from '@apollo/server';
import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import { LARGE_ANSWER, ownTurn } from '../../http/own-turn.ts';
import { isLarger } from '../engine/answer-size.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { toldError } from '../errors/told-error.ts';
import type { RequestContext } from '../request-context.ts';

const MIB = 1024 * 1024;
const TOO_LARGE: ErrorCode = 'BAD_USER_INPUT';

/** Refuses an answer of more bytes than there may be, before its JSON is made. */
export const answerLimit = (maxBytes: number): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== 'single') return;
        if (contextValue.textBytes > maxBytes || isLarger(response.body.singleResult, maxBytes)) {
          response.body = {
            kind: 'single',
            singleResult: { errors: [{ message: tooLarge(maxBytes), extensions: { code: TOO_LARGE } }] },
          };
          response.http.status = 400;
        } else if (contextValue.textBytes >= LARGE_ANSWER) {
          await ownTurn();
        }
      },
    };
  },
});

/** Reads properties as graphql-js does, and counts their texts, so that an execution ends once its answer is too large. */
export function countedProperty(maxBytes: number): GraphQLFieldResolver<unknown, RequestContext> {
  return (source, args, context, info) => {
    const value = defaultFieldResolver(source, args, context, info);
    if (typeof value !== 'string') return value;
    context.textBytes += Buffer.byteLength(value);
    if (context.textBytes <= maxBytes) return value;
    throw toldError(tooLarge(maxBytes), TOO_LARGE);
  };
}

function tooLarge(maxBytes: number): string {
  return `The answer has more than ${maxBytes / MIB} MiB: ask for less at once.`;
}
