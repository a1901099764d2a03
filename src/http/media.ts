import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Store } from '../domain/store.ts';
import { findLeftovers } from '../images/leftovers.ts';
import { MEDIA_PATH } from '../links.ts';
import { usableFolder } from '../usable-folder.ts';

const DEFAULT_IMAGES = fileURLToPath(new URL('../images/defaults', import.meta.url));
const YEAR_MS = 365 * 24 * 3_600_000;

/** The pictures of groups, and the default ones; those that nobody needs any more are removed at the start. */
export async function serveMedia(app: FastifyInstance, mediaDir: string, store: Store): Promise<void> {
  usableFolder('MEDIA_DIR', mediaDir);
  if (await store.wasOpenedAlone()) {
    const leftovers = await findLeftovers(mediaDir);
    app.addHook('onListen', async () => {
      const removed = await leftovers.remove((keys) => store.findNamedImages(keys));
      if (removed > 0) app.log.info({ removed }, 'removed image files that no group has');
    });
  }
  await app.register(staticFiles, {
    root: [resolve(mediaDir), DEFAULT_IMAGES],
    prefix: MEDIA_PATH,
    // Finished images alone: nothing else that may lie there, or above it.
    allowedPath: (path) => /^\/[0-9a-z]+-[a-z]+\.webp$/.test(path),
    index: false,
    immutable: true,
    maxAge: YEAR_MS,
    dotfiles: 'ignore',
  });
}
