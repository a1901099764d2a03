import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { variablesOf } from '../engine/variables.ts';
import type { Context } from '../request-context.ts';
import { shortError } from './format-error.ts';

/** Refuses an operation with wrong variables before graphql-js does, whose errors are many and print all values. */
export const wrongVariables: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async responseForOperation({ schema, operation, request }) {
        if (!operation) return null;
        const { errors } = variablesOf({ schema, operation, request });
        if (errors.length === 0) return null;
        const singleResult = { errors: errors.map((error) => shortError(error.toJSON())) };
        return { http: { status: 400, headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
      },
    };
  },
};
