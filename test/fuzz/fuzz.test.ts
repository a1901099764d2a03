import { beforeAll, expect, it } from 'vitest';
import { graphiqlBundle } from '../../src/graphql/explorer/bundle.ts';
import { TEST_SEED } from '../support/seed.ts';
import { fuzz } from './fuzz.ts';
import { BUSY_LIMIT_MS } from './waits.ts';

// Whoever opens GraphiQL first waits for this, longer than a busy server keeps a silent connection.
beforeAll(async () => void (await graphiqlBundle()));

it.concurrent.each([
  ['production', true],
  ['development', false],
])('answers whatever it is sent, and stays what it was, in %s', async (_name, production) => {
  const seed = TEST_SEED;

  const { figures, findings } = await fuzz({
    seed,
    production,
    engine: process.env['SERVER_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite',
    seconds: 60,
    requests: 300,
    waitLimitMs: BUSY_LIMIT_MS,
  });

  expect({ seed, findings }).toEqual({ seed, findings: [] });
  // As many as the machine had time for.
  expect(figures.requests).toBeGreaterThan(0);
});
