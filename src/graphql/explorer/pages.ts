import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../http/pages/page.ts';
import { sendPlain } from '../../http/plain.ts';
import { type Bundle, graphiqlBundle } from './bundle.ts';
import { graphiqlPage } from './graphiql.ts';
import { sandboxPage } from './sandbox.ts';

/** Tells whether Apollo Sandbox, which is loaded from the network, can be reached. */
export type SandboxReachable = () => Promise<boolean>;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Makes the answer to a browser that opens `path`: Apollo Sandbox if it can be reached, or else GraphiQL. */
export function browserPages(door: FastifyInstance, path: string, reachable: SandboxReachable) {
  let bundling: Promise<Bundle> | null = null;
  const bundle = () => {
    bundling ??= graphiqlBundle().catch((cause) => {
      bundling = null;
      throw cause;
    });
    return bundling;
  };

  door.get<{ Params: { key: string; file: string } }>(`${path}/page/:key/:file`, async ({ params, headers }, reply) => {
    const { key, files } = await bundle();
    const content = key === params.key ? files.get(params.file) : undefined;
    if (content !== undefined) return sendFile(reply, params.file, content, headers['accept-encoding']);
    reply.callNotFound();
    return reply;
  });

  let reached: Promise<boolean> | null = null;
  /** Asks the network once in a process, and only for a browser that does not say which page it wants. */
  const prefersSandbox = () => {
    reached ??= reachable();
    return reached;
  };

  return async (request: FastifyRequest<{ Querystring: Record<string, unknown> }>, reply: FastifyReply) => {
    const { sandbox, graphiql } = request.query;
    if (sandbox !== undefined) return sendPage(reply, await sandboxPage());
    if (graphiql === undefined && (await prefersSandbox())) return sendPage(reply, await sandboxPage());
    try {
      const { key } = await bundle();
      return sendPage(reply, graphiqlPage(`${path}/page/${key}`));
    } catch (cause) {
      request.log.error({ err: cause }, 'GraphiQL cannot be bundled: is it installed, with the other devDependencies?');
      return sendPlain(reply, 503, 'GraphiQL cannot be shown. The log of the server says why.');
    }
  };
}

async function sendFile(reply: FastifyReply, name: string, compressed: Buffer, accepted: string | string[] = '') {
  const takesGzip = accepted.includes('gzip');
  if (takesGzip) reply.header('content-encoding', 'gzip');
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('content-security-policy', "default-src 'none'")
    .header('vary', 'accept-encoding')
    .type(TYPES[extname(name)] ?? 'application/octet-stream')
    .send(takesGzip ? compressed : await promisify(gunzip)(compressed));
}
