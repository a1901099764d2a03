import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Bundle {
  /** A hash of the content. It is in the address of each file, so that browsers may keep them for ever. */
  readonly key: string;
  /** Files by their names, compressed with gzip. */
  readonly files: ReadonlyMap<string, Buffer>;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/graphiql');
const BROWSER = fileURLToPath(new URL('./browser', import.meta.url));
const ENTRY_POINTS = {
  graphiql: join(BROWSER, 'graphiql.tsx'),
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

/** Bundles GraphiQL from the installed packages the first time, and keeps it beside them until `npm ci`. */
export async function graphiqlBundle(): Promise<Bundle> {
  const key = await keyOfSources();
  const kept = await readKept(join(CACHE, key));
  if (kept !== null) return { key, files: kept };

  const files = await bundle();
  await keep(key, files);
  return { key, files };
}

/** Hashes all that the bundle is made of; the lockfile stands for the packages. */
async function keyOfSources(): Promise<string> {
  const own = (await readdir(BROWSER)).sort().map((name) => join(BROWSER, name));
  const hash = createHash('sha256');
  for (const path of [join(ROOT, 'package-lock.json'), fileURLToPath(import.meta.url), ...own]) {
    hash.update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundle(): Promise<Map<string, Buffer>> {
  // Imported here, as esbuild is slow to load, and most servers never need it.
  const { build, stop } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: ENTRY_POINTS,
      outdir: CACHE,
      write: false,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      loader: { '.ttf': 'dataurl' },
      logLevel: 'silent',
    });
    const compress = promisify(gzip);
    const files = outputFiles.map(async ({ path, contents }) => [basename(path), await compress(contents)] as const);
    return new Map(await Promise.all(files));
  } finally {
    await stop();
  }
}

async function readKept(folder: string): Promise<Map<string, Buffer> | null> {
  try {
    const names = await readdir(folder);
    return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
  } catch {
    return null;
  }
}

/** Writes the bundle, under another name until it is whole. If nothing can be written, each process makes it anew. */
async function keep(key: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const unfinished = join(CACHE, `${key}.${process.pid}`);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [name, content] of files) await writeFile(join(unfinished, name), content);
    await rename(unfinished, join(CACHE, key));
  } catch {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
  }
}
