import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

/** Seconds for which browsers keep the icon: a day. */
const MAX_AGE = 86_400;
const ICONS = { 'favicon.svg': 'image/svg+xml', 'favicon.ico': 'image/x-icon' } as const;

/** Serves Guildhall's icon for the tabs of browsers, which ask for the `.ico` by themselves. */
export async function serveFavicon(app: FastifyInstance): Promise<void> {
  for (const [name, type] of Object.entries(ICONS)) {
    const icon = await readFile(new URL(`./${name}`, import.meta.url));
    app.get(`/${name}`, (_request, reply) =>
      reply
        .header('cache-control', `public, max-age=${MAX_AGE}`)
        .header('content-security-policy', "default-src 'none'")
        .type(type)
        .send(icon),
    );
  }
}
