import type { Deps } from '../domain/deps.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Links } from '../links.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestRecord } from '../telemetry/request-record.ts';
import type { Loaders } from './loaders.ts';

/** What a resolver has at hand, made anew for every request. */
export interface Context {
  readonly deps: Deps;
  readonly viewer: Viewer | null;
  readonly loaders: Loaders;
  readonly links: Links;
  readonly record: RequestRecord;
  readonly metrics: Metrics;
}
