// @ts-check
// Not TypeScript, as load-fast.js, which asks for it before all else.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = 'node_modules/.cache/server';
/** Files that the bundle depends on beside the sources; the list of what npm has installed stands for all packages. */
const READ = ['package.json', 'node_modules/.package-lock.json'];

/** The folder for the bundle of what the sources and packages are now. */
export function bundleFolder() {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[jt]s$/.test(name),
  );
  const hash = createHash('sha256');
  for (const path of [...READ, ...names.sort().map((name) => join('src', name))]) {
    hash.update(path).update(readFileSync(join(ROOT, path)));
  }
  return join(ROOT, CACHE, hash.digest('hex').slice(0, 16));
}

/** The script of that bundle; null when there is none, or what it would be made of cannot all be read. */
export function findBundle() {
  try {
    const script = join(bundleFolder(), 'serve.mjs');
    return existsSync(script) ? script : null;
  } catch {
    return null;
  }
}
