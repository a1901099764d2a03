import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Limits } from '../config/limits.ts';
import { Refused } from '../domain/refused.ts';
import {
  type DoorRefusal,
  type Exceeded,
  RefusedRequest,
  type RequestRefusal,
  type WordingOf,
  worded,
} from './refusals.ts';

/** Errors of Fastify that have a refusal of their own; others are MALFORMED. */
const REFUSALS: Readonly<Record<string, RequestRefusal>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_TYPE' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'TOO_LARGE' },
};

/** The refusal that an error stands for; null for a fault, which only the log may tell. */
export function refusalOf(error: unknown): DoorRefusal | null {
  if (error instanceof RefusedRequest || error instanceof Refused) return error.refusal;
  if (!(error instanceof Error)) return null;

  const { code, statusCode } = { code: undefined, statusCode: undefined, ...error };
  if (typeof code === 'string' && REFUSALS[code]) return REFUSALS[code];
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? { code: 'MALFORMED' } : null;
}

/** Adds to a refusal the limit that the body of a request exceeds, where it is known. */
export function withExceeded(
  refusal: DoorRefusal,
  headers: IncomingHttpHeaders,
  { json, upload }: Pick<Limits['bodies'], 'json' | 'upload'>,
): DoorRefusal {
  if (refusal.code !== 'TOO_LARGE' || refusal.exceeded) return refusal;
  const most = headers['content-type']?.startsWith('multipart/') ? upload : json;
  const asked = Number(headers['content-length']);
  return asked > most ? { ...refusal, exceeded: { of: 'bytes', most, asked } } : refusal;
}

/** A sentence about the exceeded limit, which doors append; empty when it is unknown. */
export function exceededSentence({ exceeded }: { readonly exceeded?: Exceeded }): string {
  if (exceeded === undefined) return '';
  const { of, most, asked } = exceeded;
  return asked === undefined
    ? ` It has more than ${most} ${of}.`
    : ` It has ${asked} ${of}; at most ${most} are allowed.`;
}

export function setRefusalHeaders(reply: FastifyReply, refusal: DoorRefusal): void {
  reply.headers(refusalHeaders(refusal));
}

/** Headers of a refusal, the same at every door. */
export function refusalHeaders(refusal: DoorRefusal): Headers {
  return worded(HEADERS, refusal);
}

type Headers = Readonly<Record<string, string>>;

const none = (): Headers => ({});
const soon = (): Headers => ({ 'retry-after': '1' });
const later = ({ retryAfter }: { readonly retryAfter: number }): Headers => ({ 'retry-after': String(retryAfter) });

const HEADERS: WordingOf<DoorRefusal, Headers> = {
  UNAUTHENTICATED: () => ({ 'www-authenticate': 'Bearer' }),
  INSUFFICIENT_SCOPE: none,
  FORBIDDEN: none,
  NOT_FOUND: none,
  INVALID: none,
  BAD_INVITATION: none,
  IDEMPOTENCY_CONFLICT: none,
  IDEMPOTENCY_IN_FLIGHT: none,
  TOO_MANY_MAILS: later,
  TOO_MANY_JOIN_REQUESTS: none,
  OVERLOADED: soon,
  SEARCH_UNAVAILABLE: soon,
  STORE_UNAVAILABLE: soon,
  PICTURES_UNAVAILABLE: soon,
  BAD_TOKEN: () => ({ 'www-authenticate': 'Bearer error="invalid_token"' }),
  // Keys are not asked for again before.
  UNAVAILABLE: () => ({ 'retry-after': '30' }),
  NO_SUCH_PATH: none,
  BAD_METHOD: ({ allowed }) => ({ allow: allowed.join(', ') }),
  MALFORMED: none,
  // The rest of the body is not read, so nothing can follow it.
  TOO_LARGE: () => ({ connection: 'close' }),
  UNSUPPORTED_TYPE: none,
  UNSUPPORTED_ENCODING: () => ({ 'accept-encoding': 'identity' }),
  UNSUPPORTED_CHARSET: none,
  RATE_LIMITED: later,
};
