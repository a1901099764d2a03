import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { MEDIA_PATH } from '../links.ts';
import { usableFolder } from '../usable-folder.ts';

const DEFAULT_IMAGES = fileURLToPath(new URL('../images/defaults', import.meta.url));
const YEAR_MS = 365 * 24 * 3_600_000;

/** Serves the pictures of groups and the default ones. Creates the folder of the former where it is missing. */
export async function serveMedia(app: FastifyInstance, mediaDir: string): Promise<void> {
  usableFolder('MEDIA_DIR', mediaDir);
  await app.register(staticFiles, {
    root: [resolve(mediaDir), DEFAULT_IMAGES],
    prefix: MEDIA_PATH,
    // Only finished images: nothing else in the folder, or above it.
    allowedPath: (path) => /^\/[0-9a-z]+-[a-z]+\.webp$/.test(path),
    index: false,
    immutable: true,
    maxAge: YEAR_MS,
    dotfiles: 'ignore',
  });
}
