import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../domain/refused.ts';
import type { AskForFile, FileAnswer, FileRequest, PictureFiles } from '../images/picture-files.ts';
import { DEFAULT_KEY, MEDIA_PATH } from '../links.ts';
import { setRefusalHeaders } from './failures.ts';
import { sendPlain } from './plain.ts';

const DEFAULT_IMAGES = fileURLToPath(new URL('../images/defaults', import.meta.url));
const YEAR_MS = 365 * 24 * 3_600_000;
/** Names of finished images: nothing else in a folder, or above it, is served. */
const IMAGE_FILE = /^[0-9a-z]+-[a-z]+\.webp$/;
/** One range, which is all that readers of pictures ask for; several are answered with the whole file. */
const RANGE = /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/;

const SENDING = { index: false, immutable: true, maxAge: YEAR_MS, dotfiles: 'ignore' } as const;
/** Headers of an answer out of a bucket; those of a folder are the same. */
const HEADERS = {
  'cache-control': `public, max-age=${YEAR_MS / 1_000}, immutable`,
  'accept-ranges': 'bytes',
};

/** Serves the pictures of groups and the default ones. */
export async function serveMedia(app: FastifyInstance, { source }: PictureFiles): Promise<void> {
  if ('folder' in source) {
    await app.register(staticFiles, {
      ...SENDING,
      root: [resolve(source.folder), DEFAULT_IMAGES],
      prefix: MEDIA_PATH,
      allowedPath: (path) => IMAGE_FILE.test(path.slice(1)),
    });
    return;
  }

  await app.register(staticFiles, { ...SENDING, root: DEFAULT_IMAGES, serve: false });
  await app.register(async (pictures) => serveEach(pictures, source.ask), { prefix: MEDIA_PATH });
}

/** Serves files that have to be asked for. */
function serveEach(pictures: FastifyInstance, ask: AskForFile): void {
  pictures.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Refused)) throw error;
    setRefusalHeaders(reply, error.refusal);
    return sendPlain(reply, 503, 'Pictures cannot be reached at the moment.');
  });
  pictures.route<{ Params: { file: string } }>({
    method: ['GET', 'HEAD'],
    url: ':file',
    handler: async (request, reply) => {
      const { file } = request.params;
      if (!IMAGE_FILE.test(file)) return reply.callNotFound();
      if (file.startsWith(`${DEFAULT_KEY}-`)) return reply.sendFile(file);
      const answer = await ask(file, fileRequest(request));
      return answer === null ? reply.callNotFound() : sendFile(reply, answer);
    },
  });
}

function sendFile(reply: FastifyReply, { status, headers, content }: FileAnswer): FastifyReply {
  reply.code(status);
  if (status === 416) return reply.send();
  reply.headers({ ...HEADERS, ...headers });
  return status === 304 ? reply.send() : reply.type('image/webp').send(content ?? undefined);
}

/** Reads a range and conditions; what cannot be read, or is about another version of a file, asks for all of it. */
function fileRequest({ method, headers }: FastifyRequest): FileRequest {
  const { range = '', 'if-range': ifRange, 'if-none-match': ifNoneMatch, 'if-modified-since': since } = headers;
  return {
    headOnly: method === 'HEAD',
    range: RANGE.test(range) && ifRange === undefined ? range : null,
    ifNoneMatch: ifNoneMatch ?? null,
    ifModifiedSince: since ?? null,
  };
}
