import type { TokenRefusal } from '../auth/verify-token.ts';
import type { Refusal } from '../domain/errors.ts';

/** A limit of a request's size; `asked` is left out where counting ended at the limit. */
export interface Exceeded {
  readonly of: 'bytes' | 'bytes in its document' | 'parts' | 'names and values' | 'comments';
  readonly most: number;
  readonly asked?: number;
}

/**
 * Every way a request is refused before the domain is asked: data only, as in `domain/errors.ts`. What the domain may
 * refuse as well stands there alone: UNAUTHENTICATED, and OVERLOADED, with which bodies that find no room are refused.
 */
export type RequestRefusal =
  | TokenRefusal
  /** No door has this path. */
  | { readonly code: 'NO_SUCH_PATH' }
  | { readonly code: 'BAD_METHOD'; readonly allowed: readonly string[] }
  | { readonly code: 'MALFORMED' }
  | { readonly code: 'TOO_LARGE'; readonly exceeded?: Exceeded }
  | { readonly code: 'UNSUPPORTED_TYPE' }
  /** A body whose bytes are encoded, such as by gzip. */
  | { readonly code: 'UNSUPPORTED_ENCODING' }
  | { readonly code: 'UNSUPPORTED_CHARSET' }
  /** The request costs `points`, of which the caller has `limit` a minute; enough of them are back in `retryAfter` seconds. */
  | { readonly code: 'RATE_LIMITED'; readonly limit: number; readonly points: number; readonly retryAfter: number };

/** Whatever a door has to word: what the domain refuses, and what is refused before. */
export type DoorRefusal = Refusal | RequestRefusal;

type Code = DoorRefusal['code'];
type ByCode = { readonly [Each in DoorRefusal as Each['code']]: Each };

/** What a door says to each refusal of a list. A refusal that joins the list stops every such table compiling. */
export type WordingOf<Listed extends DoorRefusal, Words> = {
  readonly [Each in Listed['code']]: (refusal: ByCode[Each]) => Words;
};

/** Looks up what a table says to a refusal. */
export function worded<Given extends Code, Words>(
  wording: { readonly [Each in Given]: (refusal: ByCode[Each]) => Words },
  refusal: { [Each in Given]: ByCode[Each] & { readonly code: Each } }[Given],
): Words {
  return wording[refusal.code](refusal);
}

/** A refusal where there is no place to return one, as while a body is read. Thrown to the door's error handler. */
export class RefusedRequest extends Error {
  readonly refusal: DoorRefusal;

  constructor(refusal: DoorRefusal) {
    super(`the request is refused: ${refusal.code}`);
    this.refusal = refusal;
  }
}
