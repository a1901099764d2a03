import type { Deps } from '../domain/deps.ts';
import type { Result } from '../domain/result.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Links } from '../links.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import { Loaders } from './loaders.ts';

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
  readonly loaders: Loaders;
  readonly attempt: Attempt;
}

/** Whether an answer was begun that may be begun again: a mutation is done once, and what it gave is kept here. */
export interface Attempt {
  made: boolean;
  mutation: { readonly given: unknown } | null;
}

/** With loaders that nothing has been read with. */
export function newContext(
  { deps, viewer, links, record, metrics, spend }: RequestContext,
  attempt: Attempt = { made: false, mutation: null },
): Context {
  const loaders = new Loaders({ deps, viewer, metrics });
  return { deps, viewer, links, record, metrics, spend, attempt, loaders };
}
