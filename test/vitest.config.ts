import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  // Vite would choose another build of it than Node does, and two in one process do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  // Three at a time even where there are two cores: much of the time goes to waiting for disks and processes. Files share
  // what they import, which spares a minute of loading; so none may leave anything behind.
  test: {
    dir: 'test',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 3,
    isolate: false,
    // As the server is started.
    execArgv: ['--import', new URL('../src/load-fast.js', import.meta.url).href],
  },
});
