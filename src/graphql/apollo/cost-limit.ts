import type { ApolloServerPlugin } from '@apollo/server';
import { MANY_OBJECTS, ownTurn } from '../../http/own-turn.ts';
import { isRepeated } from '../engine/attempt.ts';
import { fragmentsOf } from '../engine/collect-fields.ts';
import { toldError } from '../errors/told-error.ts';
import { costReader } from '../limits/cost.ts';
import { giveBack, payFor, payForSecondRun } from '../limits/payment.ts';
import type { RequestContext } from '../request-context.ts';
import { variablesOf } from './request-variables.ts';
import { unpaidError } from './unpaid.ts';

/** Refuses, before any of it runs, an operation that asks for more objects than one may, or more than the caller can pay. */
export const costLimit = (maxObjects: number): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request, contextValue }) {
        if (!operation) return;
        const { values, errors } = variablesOf({ schema, operation, request });
        // Wrong variables are refused before anything is executed.
        const variables = errors.length > 0 ? {} : values;
        const cost = costReader({ schema, operation, fragments: fragmentsOf(document) })(variables);
        if (cost.objects > maxObjects) {
          const message = `This asks for up to ${cost.objects} objects; at most ${maxObjects} can be asked for at once.`;
          throw toldError(message, 'BAD_USER_INPUT', { status: 400 });
        }
        const paid = isRepeated(contextValue.attempt) ? payForSecondRun(contextValue) : payFor(cost, contextValue);
        if (paid?.ok === false) throw unpaidError(paid.refusal);
        if (cost.objects >= MANY_OBJECTS) await ownTurn();
      },
    };
  },
});

/** Gives points back after an execution by graphql-js. With errors none: what was read then is not in the answer. */
export const refund: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue }) {
        if (contextValue.payment.paid === 0 || body.kind !== 'single') return;
        const { data, errors } = body.singleResult;
        if (data && !errors) giveBack(contextValue, objectsIn(data) - 1);
      },
    };
  },
};

function objectsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Object.values(value).reduce<number>((sum, part) => sum + objectsIn(part), 0);
  return Array.isArray(value) ? below : below + 1;
}
