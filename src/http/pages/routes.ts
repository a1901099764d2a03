import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Links } from '../../links.ts';
import { isBrowser } from '../browser.ts';
import { sendNotFound, sendPlain } from '../plain.ts';
import { type Home, homePage } from './home.ts';
import { INVITATION_PATH, type Invitation, invitationPage } from './invitation.ts';
import { sendPage } from './page.ts';

export interface PageDeps extends Home {
  readonly linksFor: (request: FastifyRequest) => Links;
}

/** Serves the pages for people; API clients get a 404 at the server's own address. */
export function servePages(app: FastifyInstance, { linksFor, ...about }: PageDeps): void {
  const home = homePage(about);
  app.get('/', (request, reply) => (isBrowser(request) ? sendPage(reply, home) : sendNotFound(reply)));
  app.get<{ Querystring: Invitation }>(INVITATION_PATH, (request, reply) => {
    const page = invitationPage(request.query, linksFor(request).absolute);
    return page === null
      ? sendPlain(reply, 400, 'This address of an invitation is not complete. Copy all of it from the mail.')
      : sendPage(reply, page);
  });
}
