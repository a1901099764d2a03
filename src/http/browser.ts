import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

const HTML = 'text/html';
/** Characters of an `Accept` header. A longer one is no browser's, and takes long to negotiate: 90 ms for 16,000. */
const MAX_LENGTH = 1_000;
/** What Java's HttpURLConnection asks for unless it is told otherwise: apps that use it read JSON. */
const JAVA = 'text/html, image/gif, image/jpeg';

/** Whether a person is to read the answer: a browser that opens an address accepts HTML before all else. */
export function isBrowser({ method, headers: { accept = '' } }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  if (!/text\/html/i.test(accept) || (method !== 'GET' && method !== 'HEAD')) return false;
  if (accept.length > MAX_LENGTH || accept.startsWith(JAVA)) return false;
  return new Negotiator({ headers: { accept } }).mediaTypes()[0]?.toLowerCase() === HTML;
}
