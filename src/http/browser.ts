import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

const HTML = 'text/html';
/** UTF-16 units of an `Accept` header. No browser sends a longer one, and negotiating 16,000 takes 90 ms. */
const MAX_LENGTH = 1_000;
/** The default `Accept` of Java's HttpURLConnection: apps that use it read JSON. */
const JAVA = 'text/html, image/gif, image/jpeg';

/** Whether a person will read the answer: a browser that opens an address prefers HTML to all else. */
export function isBrowser({ method, headers: { accept = '' } }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  if (!/text\/html/i.test(accept) || (method !== 'GET' && method !== 'HEAD')) return false;
  if (accept.length > MAX_LENGTH || accept.startsWith(JAVA)) return false;
  return new Negotiator({ headers: { accept } }).mediaTypes()[0]?.toLowerCase() === HTML;
}
