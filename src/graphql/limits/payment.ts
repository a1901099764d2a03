import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { Refusal } from '../../domain/errors.ts';
import { priceOfRows } from '../../domain/price.ts';
import type { Result } from '../../domain/result.ts';
import { toldError } from '../errors/told-error.ts';
import { topLevelError } from '../errors/top-level-error.ts';
import type { Context } from '../request-context.ts';

/** What an operation costs at most. */
export interface OperationCost {
  readonly objects: number;
  /** Beyond those for its objects: of searches, filters and counts. */
  readonly points: number;
}

/** Takes what an operation costs beyond the point of its request. Null when there is nothing to pay, or no limit. */
export function payFor({ objects, points }: OperationCost, context: Context): Result<unknown> | null {
  context.attempt.price = priceOfRows(objects) + points;
  return pay(context.attempt.price, 0, context);
}

/**
 * Takes the price of the whole request once more, for an execution that has to be repeated: the first has read as much.
 * What a mutation has done is told, even where there are no points left.
 */
export function payForSecondRun(context: Context): Result<unknown> | null {
  const paid = pay(context.attempt.price + 1, 1, context);
  return context.attempt.mutation === null ? paid : null;
}

function pay(points: number, due: number, { spend, attempt }: Context): Result<unknown> | null {
  const paid = points > 0 ? spend(points) : null;
  attempt.paid = paid?.ok ? points : 0;
  attempt.due = due;
  return paid;
}

/** Gives back what was paid for objects that there are not, and for searches and counts that were not done. */
export function giveBack({ spend, attempt }: Context, objects: number): void {
  const rest = attempt.paid - attempt.due - priceOfRows(objects);
  attempt.paid = 0;
  if (rest > 0) spend(-rest);
}

/** Gives points back after an execution by graphql-js; for one with errors none, as what it read is not in its answer. */
export const givesBack: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue }) {
        if (contextValue.attempt.paid === 0 || body.kind !== 'single') return;
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

export function unpaid(refusal: Refusal): GraphQLError {
  const { status, code, message } = topLevelError(refusal);
  return toldError(message, code, { status, headers: waitHeaders(refusal) });
}

/** The same, in place of an execution. */
export function unpaidAnswer(refusal: Refusal) {
  const { status, code, message } = topLevelError(refusal);
  const singleResult = { errors: [{ message, extensions: { code } }] };
  return { http: { status, headers: waitHeaders(refusal) }, body: { kind: 'single' as const, singleResult } };
}

function waitHeaders(refusal: Refusal): HeaderMap {
  return new HeaderMap(refusal.code === 'RATE_LIMITED' ? [['retry-after', String(refusal.retryAfter)]] : []);
}
