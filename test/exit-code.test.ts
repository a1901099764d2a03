import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([0, 1])('a process that can start PostgreSQL for tests ends with its own code, as with %i', (code) => {
  const script = `await import('./test/support/embedded-postgres.ts'); process.exitCode = ${code};`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: code, stderr: '' });
});
