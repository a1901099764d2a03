import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../dialect.ts';

export const DOCUMENT_PATH = '/openapi.json';
export const PAGE_PATH = '/docs';

interface Content {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
  readonly policy: string;
}

interface Served {
  readonly dialects: readonly Dialect[];
  readonly version: string;
  /** The server's own address, as far as it knows. */
  readonly address: string;
}

/** Serves the document and its page to everybody; each is made when first asked for. */
export function serveDocument(app: FastifyInstance, served: Served): void {
  let made: Promise<{ readonly document: Content; readonly page: Content }> | undefined;
  const make = () => {
    made ??= makeContents(served);
    return made;
  };
  app.get(DOCUMENT_PATH, async (request, reply) => send(request, reply, (await make()).document));
  app.get(PAGE_PATH, async (request, reply) => send(request, reply, (await make()).page));
}

// Loaded on demand, so that a server starts without it.
async function makeContents({ dialects, version, address }: Served) {
  const { openApiDocument } = await import('./document.ts');
  const { documentPage, PAGE_STYLE } = await import('./html.ts');
  const document = openApiDocument(dialects, version);
  const style = createHash('sha256').update(PAGE_STYLE).digest('base64');
  const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  return {
    document: content('application/json; charset=utf-8', JSON.stringify(document), nothing),
    page: content(
      'text/html; charset=utf-8',
      documentPage(document, address),
      `${nothing}; style-src 'sha256-${style}'`,
    ),
  };
}

function content(type: string, text: string, policy: string): Content {
  return { type, text, policy, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

function send(request: FastifyRequest, reply: FastifyReply, { type, text, etag, policy }: Content): FastifyReply {
  reply.headers({ etag, 'cache-control': 'public, no-cache', 'content-security-policy': policy });
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*') ? reply.code(304).send() : reply.type(type).send(text);
}
