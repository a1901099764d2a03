// @ts-check
// The server and its packages in a few files instead of a thousand, with which Node starts in half the time and memory.
// Each installation makes them; a server whose sources or packages have changed since starts from those as they are.
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { bundleFolder, findBundle, ROOT } from './find.js';

/** Packages that look for files beside them, and so stay as they are. */
const UNBUNDLED = ['better-sqlite3', 'sharp', 'pino-pretty', 'esbuild'];
/** First lines of each file of the bundle. No other code may use these names. */
const HEAD = `const BUNDLE_ROOT = new URL('../../../../', import.meta.url);
const require = process.getBuiltinModule('module').createRequire(BUNDLE_ROOT);`;

if (findBundle() === null) await make(bundleFolder());

/**
 * Makes the bundle, under another name until it is whole.
 * @param {string} folder
 */
async function make(folder) {
  const unfinished = `${folder}.${process.pid}`;
  try {
    await bundle(unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  try {
    await tryOut();
  } catch (cause) {
    await rm(folder, { recursive: true });
    throw cause;
  }
  await removeOld(folder);
}

/** @param {string} outdir */
async function bundle(outdir) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/serve.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: UNBUNDLED,
    banner: { js: HEAD },
    plugins: [{ name: 'addresses', setup: keepAddresses }],
    logLevel: 'silent',
  });
}

/**
 * Removes all older bundles but the newest of them, which a running server may still read from.
 * @param {string} folder
 */
async function removeOld(folder) {
  const others = (await readdir(dirname(folder))).filter((name) => name !== basename(folder));
  const made = await Promise.all(
    others.map(async (name) => ({ name, at: (await stat(join(dirname(folder), name))).mtimeMs })),
  );
  const old = made.sort((one, other) => other.at - one.at).slice(1);
  await Promise.all(old.map(({ name }) => rm(join(dirname(folder), name), { recursive: true, force: true })));
}

/**
 * Keeps `import.meta.url` of each source what it was: sources find other files by where they are themselves.
 * @param {import('esbuild').PluginBuild} build
 */
function keepAddresses({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const own = JSON.stringify(relative(ROOT, path).replaceAll(sep, '/'));
    const text = readFileSync(path, 'utf8');
    return { loader: 'ts', contents: text.replaceAll('import.meta.url', `new URL(${own}, BUNDLE_ROOT).href`) };
  });
}

/** Starts the server once, with data of its own, and ends it. That shows that it starts, and Node keeps it compiled. */
async function tryOut() {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-bundle-'));
  const data = { DATABASE_URL: `file:${join(folder, 'guildhall.db')}`, MEDIA_DIR: join(folder, 'media') };
  process.env = { ...data, PORT: '0', DRAIN_SECONDS: '0', LOG_LEVEL: 'silent' };
  console.log = () => undefined;
  try {
    process.on('newListener', (name) => name === 'SIGTERM' && setImmediate(() => process.emit(name)));
    await import('../main.ts');
  } finally {
    await rm(folder, { recursive: true });
  }
}
