import type { TokenRefusal } from '../auth/verify-token.ts';
import type { Refusal } from '../domain/errors.ts';

/** A limit of a request's size; `asked` is left out where counting ended at the limit. */
export interface Exceeded {
  readonly of: 'bytes' | 'bytes in its document' | 'parts' | 'names and values' | 'comments';
  readonly most: number;
  readonly asked?: number;
}

/**
 * Every way a request is refused before the domain is asked: data only, as in `domain/errors.ts`. Refusals that the
 * domain gives as well stand only there: UNAUTHENTICATED, and OVERLOADED, which also refuses bodies that find no room.
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
  /** The request costs `points`; the caller has `limit` a minute, and enough of them again in `retryAfter` seconds. */
  | { readonly code: 'RATE_LIMITED'; readonly limit: number; readonly points: number; readonly retryAfter: number };

/** All that a door has to word: refusals of the domain, and those before it is asked. */
export type DoorRefusal = Refusal | RequestRefusal;

type Code = DoorRefusal['code'];
type ByCode = { readonly [Each in DoorRefusal as Each['code']]: Each };

/** A door's wording of each refusal of a list. A refusal that joins the list stops every such table compiling. */
export type WordingOf<Listed extends DoorRefusal, Words> = {
  readonly [Each in Listed['code']]: (refusal: ByCode[Each]) => Words;
};

/** Words a refusal by a table. */
export function worded<Given extends Code, Words>(
  wording: { readonly [Each in Given]: (refusal: ByCode[Each]) => Words },
  refusal: { [Each in Given]: ByCode[Each] & { readonly code: Each } }[Given],
): Words {
  return wording[refusal.code](refusal);
}

/** A refusal that is thrown to the door's error handler where it cannot be returned, as while a body is read. */
export class RefusedRequest extends Error {
  readonly refusal: DoorRefusal;

  constructor(refusal: DoorRefusal) {
    super(`the request is refused: ${refusal.code}`);
    this.refusal = refusal;
  }
}
