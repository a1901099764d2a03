import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const seed = process.env['TEST_SEED'] ?? String(Date.now() % 1_000_000);
console.log(`Random choices by TEST_SEED=${seed}`);

/** What holds for every engine behind all doors; the contract of the store is tested on each engine by itself. */
const CROSSING_DOORS = ['concurrency', 'doors-agree', 'hidden', 'idempotency', 'model', 'permissions'];
const engines = process.env['ENGINES']?.split(',') ?? ['sqlite', 'postgres'];

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  // Vite would choose another build of it than Node does, and two in one process do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  // Three at a time even where there are two cores: much of the time goes to waiting for disks and processes. Files share
  // what they import, which spares a minute of loading; so none may leave anything behind.
  test: {
    dir: 'test',
    env: { TEST_SEED: seed },
    globalSetup: 'test/support/postgres-server.ts',
    setupFiles: 'test/support/seed-properties.ts',
    // What hangs runs into these, and nothing that is only slow: a busy machine takes ten times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 3,
    isolate: false,
    // SelfCommunity's client tells of every refusal, which tests ask for by the hundred.
    onConsoleLog: (text) => !text.startsWith('[@selfcommunity/api-services]'),
    // As the server is started.
    execArgv: ['--import', new URL('../src/load-fast.js', import.meta.url).href],
    projects: [
      { extends: true, test: { name: 'Guildhall' } },
      ...(engines.includes('postgres')
        ? [
            {
              extends: true as const,
              test: {
                name: 'on PostgreSQL',
                include: CROSSING_DOORS.map((name) => `${name}.test.ts`),
                env: { SERVER_ENGINE: 'postgres' },
              },
            },
          ]
        : []),
    ],
  },
});
