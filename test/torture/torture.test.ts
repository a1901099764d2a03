import { expect, it } from 'vitest';
import { TEST_SEED } from '../support/seed.ts';
import { torture } from './torture.ts';

it('loses nothing that it has acknowledged, and does nothing by halves, when it is killed', async () => {
  const seed = TEST_SEED;

  const { figures, violations } = await torture({
    engine: 'sqlite',
    kills: 5,
    databaseKills: 0,
    seed,
    writers: 12,
    longestLifeMs: 800,
  });

  expect({ seed, violations }).toEqual({ seed, violations: [] });
  expect(figures).toMatchObject({ kills: 5, killsWhileEnding: 1, killsDuringStart: 1, killsDuringFirstStart: 1 });
});
