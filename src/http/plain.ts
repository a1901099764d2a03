import type { FastifyReply } from 'fastify';
import { isBrowser } from './browser.ts';
import { setRefusalHeaders } from './failures.ts';
import { html } from './pages/html.ts';
import { page, sendPage } from './pages/page.ts';
import type { RequestRefusal } from './refusals.ts';

const TITLES = {
  400: 'Bad request',
  404: 'Not found',
  429: 'Too many requests',
  500: 'Server error',
  503: 'Not available',
} as const;

/** Sends an answer for a path that belongs to no door: JSON, or for a browser a page that says the same. */
export function sendPlain(reply: FastifyReply, status: keyof typeof TITLES, message: string): FastifyReply {
  reply.code(status);
  if (!isBrowser(reply.request)) return reply.header('cache-control', 'no-store').send({ error: message });
  return sendPage(reply, page(TITLES[status], html`<p>${message}</p>\n<p><a href="/">To the start page</a></p>`));
}

export function sendNotFound(reply: FastifyReply): FastifyReply {
  return sendPlain(reply, 404, 'There is nothing at this path.');
}

export function sendUnpaid(reply: FastifyReply, unpaid: RequestRefusal): FastifyReply {
  setRefusalHeaders(reply, unpaid);
  return sendPlain(reply, 429, 'Too many requests.');
}
