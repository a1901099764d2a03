import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Limits } from '../config/limits.ts';
import type { Exceeded, Refusal } from '../domain/errors.ts';
import { Refused } from '../domain/refused.ts';
import { UnreadableBody } from './body-bytes.ts';

/** Errors of Fastify that say more than that the request was bad. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_TYPE' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'TOO_LARGE' },
};

/** The refusal that an error stands for; null for a fault, which is nobody's business but the log's. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof UnreadableBody || error instanceof Refused) return error.refusal;
  if (!(error instanceof Error)) return null;

  const { code, statusCode } = { code: undefined, statusCode: undefined, ...error };
  if (typeof code === 'string' && REFUSALS[code]) return REFUSALS[code];
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? { code: 'MALFORMED' } : null;
}

/** The same refusal with the limit that the body of a request exceeds, where that can be told. */
export function withExceeded(
  refusal: Refusal,
  headers: IncomingHttpHeaders,
  { json, upload }: Pick<Limits['bodies'], 'json' | 'upload'>,
): Refusal {
  if (refusal.code !== 'TOO_LARGE' || refusal.exceeded) return refusal;
  const most = headers['content-type']?.startsWith('multipart/') ? upload : json;
  const asked = Number(headers['content-length']);
  return asked > most ? { ...refusal, exceeded: { of: 'bytes', most, asked } } : refusal;
}

/** One more sentence for the doors to say, or nothing. */
export function exceededSentence({ exceeded }: { readonly exceeded?: Exceeded }): string {
  if (exceeded === undefined) return '';
  const { of, most, asked } = exceeded;
  return asked === undefined
    ? ` It has more than ${most} ${of}.`
    : ` It has ${asked} ${of}; at most ${most} are taken.`;
}

export function setRefusalHeaders(reply: FastifyReply, refusal: Refusal): void {
  reply.headers(refusalHeaders(refusal));
}

/** What every refusal of a kind says in its headers, at whatever door. */
export function refusalHeaders(refusal: Refusal): Readonly<Record<string, string>> {
  switch (refusal.code) {
    case 'UNAUTHENTICATED':
      return { 'www-authenticate': 'Bearer' };
    case 'BAD_TOKEN':
      return { 'www-authenticate': 'Bearer error="invalid_token"' };
    case 'BAD_METHOD':
      return { allow: refusal.allowed.join(', ') };
    case 'RATE_LIMITED':
    case 'TOO_MANY_MAILS':
      return { 'retry-after': String(refusal.retryAfter) };
    case 'OVERLOADED':
    case 'SEARCH_UNAVAILABLE':
      return { 'retry-after': '1' };
    case 'UNAVAILABLE':
      // An issuer that does not answer is asked once in so long.
      return { 'retry-after': '30' };
    case 'UNSUPPORTED_ENCODING':
      return { 'accept-encoding': 'identity' };
    case 'TOO_LARGE':
      // The rest of the body is not read, so nothing can follow it.
      return { connection: 'close' };
    default:
      return {};
  }
}
