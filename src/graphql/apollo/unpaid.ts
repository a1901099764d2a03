import { HeaderMap } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { RequestRefusal } from '../../http/refusals.ts';
import { toldError } from '../errors/told-error.ts';
import { topLevelError } from '../errors/top-level-error.ts';

/** Makes the error that ends a request whose price the caller cannot pay. */
export function unpaidError(refusal: RequestRefusal): GraphQLError {
  const { status, code, message } = topLevelError(refusal);
  return toldError(message, code, { status, headers: waitHeaders(refusal) });
}

/** Makes the same answer in place of an execution. */
export function unpaidAnswer(refusal: RequestRefusal) {
  const { status, code, message } = topLevelError(refusal);
  const singleResult = { errors: [{ message, extensions: { code } }] };
  return { http: { status, headers: waitHeaders(refusal) }, body: { kind: 'single' as const, singleResult } };
}

function waitHeaders(refusal: RequestRefusal): HeaderMap {
  return new HeaderMap(refusal.code === 'RATE_LIMITED' ? [['retry-after', String(refusal.retryAfter)]] : []);
}
