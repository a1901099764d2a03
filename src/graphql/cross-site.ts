import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Whether a page of another site may have made a browser send this GET. Such a page sends no token, but it asks from where
 * its visitor is, maybe a network that the page cannot reach itself; and the time of an answer tells it something of what
 * is there. A POST from such a page needs a preflight, as it is `application/json`. A GET needs none, and is refused
 *
 * - in the mode `no-cors`: `<img>`, `<script>` and the like send it to whatever address they are given, unseen;
 * - in the mode `navigate`: links, forms and frames send it, and show the answer;
 * - with an `Origin` that CORS refuses: `fetch` sends it, and only hides the answer from its page.
 *
 * Clients that are no browser send none of these headers, and are answered.
 */
export function isCrossSite({ headers, host }: FastifyRequest, reply: FastifyReply): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode === 'no-cors' || mode === 'navigate') return true;
  const { origin } = headers;
  return origin !== undefined && !reply.hasHeader('access-control-allow-origin') && URL.parse(origin)?.host !== host;
}
