import type { Viewer } from '../domain/viewer.ts';
import type { Fields } from '../http/bodies.ts';
import type { Links } from '../links.ts';

/** The parts of a request that a translator may read. */
export interface WireRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  readonly idempotencyKey: string | null;
}

/** What an encoder is told beside the value: viewer-dependent and address-dependent parts are made from it. */
export interface WireContext {
  readonly viewer: Viewer | null;
  readonly links: Links;
  readonly request: WireRequest;
}

export interface WireAnswer<Body = unknown> {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Body;
}
