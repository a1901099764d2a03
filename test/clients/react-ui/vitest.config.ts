import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  test: {
    dir: import.meta.dirname,
    include: ['*.browser.ts'],
    globalSetup: resolve(import.meta.dirname, 'bundle.ts'),
    reporters: ['default', resolve(import.meta.dirname, 'recorder.ts')],
    fileParallelism: false,
    // A busy machine takes ten times as long as a quiet one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
