import type { Deps } from '../domain/deps.ts';
import type { Result } from '../domain/result.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Links } from '../links.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import { Loaders } from './loading/loaders.ts';

/** What one request is answered from. */
export interface RequestContext {
  readonly deps: Deps;
  readonly viewer: Viewer | null;
  readonly links: Links;
  readonly record: RequestRecord;
  readonly metrics: Metrics;
  /** Takes points from the caller's account, for what is worth more than one request; null for no limit. */
  readonly spend: (points: number) => Result<unknown> | null;
}

/** What a resolver has at hand, made anew for every request. */
export interface Context extends RequestContext {
  /** Others from each field of a mutation on: what was read for the ones before is old by then. */
  loaders: Loaders;
  readonly attempt: Attempt;
  /** Bytes of the texts in the answer so far, or a few less. */
  texts: number;
}

/** What became of a request so far, which may be executed a second time. */
export interface Attempt {
  /** Whether an answer was begun that may be begun again: a mutation is done once, and what it gave is kept here. */
  made: boolean;
  mutation: { readonly given: unknown } | null;
  /** Whether compiled execution has left it to graphql-js without a try. */
  passed: boolean;
  /** Points for a run of the operation; those that were taken for this one, until some are given back. */
  price: number;
  paid: number;
  /** Points for what was searched and counted so far: the rest goes by the objects of the answer. */
  due: number;
}

function newAttempt(): Attempt {
  return { made: false, mutation: null, passed: false, price: 0, paid: 0, due: 0 };
}

/** With loaders that nothing has been read with. */
export function newContext(
  { deps, viewer, links, record, metrics, spend }: RequestContext,
  attempt: Attempt = newAttempt(),
): Context {
  const loaders = new Loaders({ deps, viewer, metrics });
  return { deps, viewer, links, record, metrics, spend, attempt, loaders, texts: 0 };
}
