// @ts-check
// Loaded before all else (`node --import`), which makes a start twice as fast: from the bundle, and as it was compiled
// before. Not TypeScript, so that what strips types is not needed then. Without a folder to write to, code is compiled
// each time anew.
import './node-version.js';
// Not by name: a Node that is too old lacks some of it, and would end here with a stack trace.
import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBundle } from './bundle/find.js';

const COMPILED = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
const MAIN = new URL('main.ts', import.meta.url).href;
const LARGE_PACKAGE = '/node_modules/drizzle-orm/';

module.enableCompileCache(COMPILED);
module.registerHooks({
  resolve(specifier, context, next) {
    const bundle = context.parentURL === MAIN ? findBundle() : null;
    if (bundle !== null) return { url: pathToFileURL(bundle).href, format: 'module', shortCircuit: true };
    // Node parses a package's whole list of exports for each file in it that it resolves; this one's has 5,000 lines.
    const inside = specifier.startsWith('.') && context.parentURL?.includes(LARGE_PACKAGE);
    if (!inside) return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  },
});
