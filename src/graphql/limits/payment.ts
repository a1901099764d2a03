import { priceOfRows } from '../../domain/price.ts';
import type { Result } from '../../domain/result.ts';
import type { RequestRefusal } from '../../http/refusals.ts';
import { type Attempt, hasMutated } from '../engine/attempt.ts';

/** What an operation costs at most. */
export interface OperationCost {
  readonly objects: number;
  /** Points beyond those for its objects: for searches, filters and counts. */
  readonly points: number;
}

/** The points of one request, beyond the one that every request costs. */
export interface Payment {
  /** Points for one execution of the operation. */
  price: number;
  /** Points that were taken for this execution, until some are given back; 0 for none. */
  paid: number;
  /** Points for what it has searched and counted so far. Those for objects depend on the answer. */
  due: number;
}

interface PayingRequest {
  readonly attempt: Attempt;
  readonly payment: Payment;
  /** Takes points from the caller's account; a negative number gives some back. Null for no limit. */
  readonly spend: (points: number) => Result<unknown, RequestRefusal> | null;
}

export function newPayment(): Payment {
  return { price: 0, paid: 0, due: 0 };
}

/** Takes what an operation costs. Null when there is nothing to pay, or no limit. */
export function payFor(
  { objects, points }: OperationCost,
  request: PayingRequest,
): Result<unknown, RequestRefusal> | null {
  request.payment.price = priceOfRows(objects) + points;
  return pay(request.payment.price, 0, request);
}

/**
 * Takes the price of the whole request once more, for its second execution: the first has read as much. What a mutation
 * has done is told even where there are no points left.
 */
export function payForSecondRun(request: PayingRequest): Result<unknown, RequestRefusal> | null {
  const paid = pay(request.payment.price + 1, 1, request);
  return hasMutated(request.attempt) ? null : paid;
}

function pay(points: number, due: number, { spend, payment }: PayingRequest): Result<unknown, RequestRefusal> | null {
  const paid = points > 0 ? spend(points) : null;
  payment.paid = paid?.ok ? points : 0;
  payment.due = due;
  return paid;
}

/** Gives back what was paid for objects that are not in the answer, and for searches and counts that were not done. */
export function giveBack({ spend, payment }: PayingRequest, objects: number): void {
  const rest = payment.paid - payment.due - priceOfRows(objects);
  payment.paid = 0;
  if (rest > 0) spend(-rest);
}
