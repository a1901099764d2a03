import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { RequestContext } from '../request-context.ts';
import { shortError } from './format-error.ts';
import { variablesOf } from './request-variables.ts';

const WRONG_INPUT: ErrorCode = 'BAD_USER_INPUT';

/** Refuses an operation with wrong variables before graphql-js does, whose errors are many and print all values. */
export const wrongVariables: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async responseForOperation({ schema, operation, request }) {
        if (!operation) return null;
        const { errors } = variablesOf({ schema, operation, request });
        if (errors.length === 0) return null;
        const told = errors.map((error) => shortError({ ...error.toJSON(), extensions: { code: WRONG_INPUT } }));
        return {
          http: { status: 400, headers: new HeaderMap() },
          body: { kind: 'single', singleResult: { errors: told } },
        };
      },
    };
  },
};
