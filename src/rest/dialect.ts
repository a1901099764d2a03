import type { IncomingHttpHeaders } from 'node:http';
import type { Deps } from '../domain/deps.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { BodyType, Fields } from '../http/bodies.ts';
import type { PresentedCredentials } from '../http/credentials.ts';
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

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for what `params` holds. */
  readonly path: string;
  readonly answer: (deps: Deps, context: WireContext) => Promise<Result<WireAnswer>>;
}

/** One vendor's API: everything the runner needs to serve it. */
export interface Dialect {
  readonly name: string;
  /** Everything below these paths is answered in this dialect, unknown paths too. */
  readonly prefixes: readonly string[];
  readonly bodyTypes: readonly BodyType[];
  readonly routes: readonly Route[];
  /** The answer to a caller without a token; null to let the operation decide. */
  readonly withoutToken: Refusal | null;
  /** The token of a request and the client it names, as this vendor's clients send them. */
  readonly credentials: (headers: IncomingHttpHeaders) => PresentedCredentials;
  readonly encodeRefusal: (refusal: Refusal) => WireAnswer;
  /** The answer to a fault: nothing of the inside. */
  readonly encodeFault: () => WireAnswer;
}

/** Ties the types of one endpoint: what `decode` reads, `run` takes; what `run` gives, `encode` writes. */
export function route<Input, Value>({
  method,
  path,
  decode,
  run,
  encode,
}: {
  readonly method: Route['method'];
  readonly path: string;
  readonly decode: (request: WireRequest) => Result<Input>;
  readonly run: (deps: Deps, viewer: Viewer | null, input: Input) => Promise<Result<Value>>;
  readonly encode: (value: Value, context: WireContext) => WireAnswer;
}): Route {
  return {
    method,
    path,
    async answer(deps, context) {
      const input = decode(context.request);
      if (!input.ok) return input;
      const result = await run(deps, context.viewer, input.value);
      return result.ok ? { ok: true, value: encode(result.value, context) } : result;
    },
  };
}
