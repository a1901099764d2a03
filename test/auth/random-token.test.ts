import { expect, it } from 'vitest';
import { randomToken } from '../../src/auth/random-token.ts';

it('random tokens are 24 bytes in base64url, and never the same', () => {
  const tokens = Array.from({ length: 1_000 }, randomToken);

  expect(new Set(tokens).size).toBe(1_000);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  // Each of its characters takes all 64 values.
  expect(new Set(tokens.map((token) => token.at(-1))).size).toBe(64);
});
