import type { IncomingHttpHeaders } from 'node:http';
import type { Deps } from '../domain/deps.ts';
import type { Refusal } from '../domain/errors.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { BodyType } from '../http/bodies.ts';
import type { PresentedCredentials } from '../http/credentials.ts';
import type { DoorRefusal, RequestRefusal } from '../http/refusals.ts';
import type { WebSocketRefusal } from '../http/websockets.ts';
import type { Declared, Decoder, Takes } from './decoder.ts';
import type { Encoder, Shape } from './encoder.ts';
import { priceOfInput, unusedPrice } from './price.ts';
import type { WireAnswer, WireContext } from './wire.ts';

/** Documentation of an endpoint beyond what its decoder and encoder say. */
export interface Described {
  /** Unique in its dialect. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  /** An example of an accepted body. */
  readonly example?: object;
  /** Set when callers without a token may be served. */
  readonly anonymous?: true;
  /** Set on a GET that changes something, as its vendor defines it: HEAD, which only reads, is refused there. */
  readonly changes?: true;
  /** Refusals of this endpoint, beside those of all endpoints. */
  readonly refuses: readonly Refusal['code'][];
}

export interface Route extends Described {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` for each of `params`. */
  readonly path: string;
  readonly takes: Takes;
  /** Null for an endpoint that refuses every request. */
  readonly gives: Encoder<never>['gives'] | null;
  readonly answer: (deps: Deps, context: WireContext, pay: Pay) => Promise<Result<WireAnswer, DoorRefusal>>;
}

/** Takes points from the caller's account for what costs more than a request, or gives some back; null for no limit. */
export type Pay = (points: number) => Result<unknown, RequestRefusal> | null;

/** One vendor's API: everything the runner needs to serve it. */
export interface Dialect {
  readonly name: string;
  /** The vendor's name for it. */
  readonly title: string;
  /** Paths below which every request is answered in this dialect, at unknown paths too. */
  readonly prefixes: readonly string[];
  readonly bodyTypes: readonly BodyType[];
  /** Endpoints by noun. */
  readonly routes: Readonly<Record<string, readonly Route[]>>;
  /** Whether all routes need a token. Else routes that read a body do, and for the others the operation decides. */
  readonly needsToken: boolean;
  /** Reads the token of a request, and the client it names, as this vendor's clients send them. */
  readonly credentials: (headers: IncomingHttpHeaders) => PresentedCredentials;
  /** Headers that `credentials` reads, for each way to send a token. */
  readonly tokenHeaders: readonly (readonly TokenHeader[])[];
  readonly refusal: Shape;
  readonly encodeRefusal: (refusal: DoorRefusal) => WireAnswer;
  /** Words the answer to a fault, which tells nothing of its cause. */
  readonly encodeFault: () => WireAnswer;
  readonly webSocket?: DialectWebSocket;
}

/** A vendor's websocket, whose path is not below the prefixes of its endpoints. */
export interface DialectWebSocket {
  readonly path: string;
  readonly credentials: Dialect['credentials'];
  /** The reply to a text that a client sends; null for none. */
  readonly replyTo: (text: string) => string | null;
  readonly encodeRefusal: (refusal: WebSocketRefusal) => WireAnswer;
}

export type TokenHeader = 'authorization' | 'x-auth-token' | 'x-client-id';

/** Ties the types of one endpoint: what `decode` reads, `run` takes; what `run` gives, `encode` writes. */
export function route<Input, Value>({
  decode,
  run,
  encode,
  ...described
}: Described & {
  readonly method: Route['method'];
  readonly path: string;
  readonly decode: Decoder<Input>;
  readonly run: (deps: Deps, viewer: Viewer | null, input: Input) => Promise<Result<Value, DoorRefusal>>;
  readonly encode: Encoder<Value>;
}): Route {
  return {
    ...described,
    takes: decode.takes,
    gives: encode.gives,
    async answer(deps, context, pay) {
      const input = decode(context.request);
      if (!input.ok) return input;
      const paid = pay(priceOfInput(input.value));
      if (paid?.ok === false) return paid;
      const result = await run(deps, context.viewer, input.value);
      if (!result.ok) return result;
      pay(-unusedPrice(input.value, result.value));
      return ok(encode(result.value, context));
    },
  };
}

/** Makes an endpoint that refuses every request, for what a vendor's clients call and Guildhall does not keep. */
export function refusingRoute({
  params,
  refuse,
  ...described
}: Described & {
  readonly method: Route['method'];
  readonly path: string;
  readonly params: Declared;
  readonly refuse: (viewer: Viewer | null) => Refusal;
}): Route {
  return {
    ...described,
    takes: { params },
    gives: null,
    answer: async (_deps, { viewer }) => ({ ok: false, refusal: refuse(viewer) }),
  };
}
