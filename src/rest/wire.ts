import type { Viewer } from '../domain/viewer.ts';
import type { Fields } from '../http/bodies.ts';
import type { Links } from '../links.ts';

/** All of a request that a translator may look at. */
export interface WireRequest {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  readonly idempotencyKey: string | null;
}

/** What the viewer-dependent and address-dependent parts of an answer are made from. */
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
