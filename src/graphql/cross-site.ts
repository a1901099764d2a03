import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Whether a page of another site can have made a browser send this GET. Such a page sends no token, but it asks from
 * where its visitor is, which may be a network that the page cannot reach itself; and the time that an answer takes tells
 * it something of what is there. A POST cannot come from such a page without a preflight, as it has to be
 * `application/json`; a GET could, and is refused
 *
 * - in the mode `no-cors`: `<img>`, `<script>` and their like ask whatever address they are given, unseen;
 * - in the mode `navigate`: links, forms and frames do, and show what is answered;
 * - with an `Origin` that CORS refuses: `fetch` asks, and hides from its page only what is answered.
 *
 * Whatever is no browser sends none of these headers, and is answered.
 */
export function isCrossSite({ headers, host }: FastifyRequest, reply: FastifyReply): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode === 'no-cors' || mode === 'navigate') return true;
  const { origin } = headers;
  return origin !== undefined && !reply.hasHeader('access-control-allow-origin') && URL.parse(origin)?.host !== host;
}
