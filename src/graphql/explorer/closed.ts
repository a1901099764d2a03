import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../../http/pages/html.ts';
import { page, sendPage } from '../../http/pages/page.ts';

/** Makes the answer to a browser in production, where neither GraphiQL nor Apollo Sandbox is shown. */
export function closedPage() {
  const closed = page(
    'GraphQL is served here',
    html`<p>Send operations to this address by POST, as <code>application/json</code>. The page on which to write them, and
introspection, are off in production.</p>
<p><a href="/">To the start page</a></p>`,
  );
  return (_request: FastifyRequest, reply: FastifyReply): FastifyReply => sendPage(reply, closed);
}
