import type { Deps } from '../domain/deps.ts';
import type { Result } from '../domain/result.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { RequestRefusal } from '../http/refusals.ts';
import type { Links } from '../links.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import { type Attempt, newAttempt } from './engine/attempt.ts';
import { newPayment, type Payment } from './limits/payment.ts';
import { Loaders } from './loading/loaders.ts';

/** What the door knows of a request. */
export interface RequestSources {
  readonly deps: Deps;
  readonly viewer: Viewer | null;
  readonly links: Links;
  readonly record: RequestRecord;
  readonly metrics: Metrics;
  /** Takes points from the caller's account, beyond the one for the request; null for no limit. */
  readonly spend: (points: number) => Result<unknown, RequestRefusal> | null;
}

/** What resolvers and plugins have at hand: made once for each request, by the door. */
export interface RequestContext extends RequestSources {
  readonly attempt: Attempt;
  readonly payment: Payment;
  /** Replaced where what was read before is old or was given up: for each field of a mutation, and a second execution. */
  loaders: Loaders;
  /** Bytes of the texts in the answer so far that graphql-js makes. */
  textBytes: number;
}

export function newRequestContext({ deps, viewer, links, record, metrics, spend }: RequestSources): RequestContext {
  return {
    deps,
    viewer,
    links,
    record,
    metrics,
    spend,
    attempt: newAttempt(),
    payment: newPayment(),
    loaders: new Loaders({ deps, viewer, metrics }),
    textBytes: 0,
  };
}
