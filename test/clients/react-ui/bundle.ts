import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = import.meta.dirname;
/** Where the app lies once it is bundled. */
export const BUNDLE = join(FOLDER, 'node_modules/.cache/app');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>A community</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/app.css">
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/app.js"></script>
  </body>
</html>
`;

/** Bundles the app with the vendor's packages as they are. */
export default async function bundle(): Promise<void> {
  await rm(BUNDLE, { recursive: true, force: true });
  await mkdir(BUNDLE, { recursive: true });
  await writeFile(join(BUNDLE, 'index.html'), PAGE);
  await build({
    entryPoints: { app: join(FOLDER, 'app/main.tsx') },
    outdir: BUNDLE,
    bundle: true,
    // Each screen loads what it shows.
    splitting: true,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    mainFields: ['browser', 'module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis' },
    external: ['canvas', 'fs', 'zlib', 'http', 'https', 'url'],
    loader: {
      '.js': 'jsx',
      '.svg': 'dataurl',
      '.png': 'dataurl',
      '.woff2': 'file',
      '.woff': 'file',
      '.ttf': 'file',
      '.eot': 'empty',
    },
    logLevel: 'error',
  });
}
