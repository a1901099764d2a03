import { describe, expect, it } from 'vitest';
import { instancesWithin, reachOf } from '../on-paper.ts';

describe('what instances reach on paper', () => {
  it('is bounded by one core of each, and by all cores of PostgreSQL', () => {
    expect(reachOf({ instance: 200, database: 100 }, 4)).toEqual({ instance: 5_000, database: 40_000, instances: 8 });
  });

  it('leaves a connection for an instance that starts', () => {
    expect([instancesWithin(97, 11), instancesWithin(23, 11), instancesWithin(22, 11)]).toEqual([8, 2, 1]);
  });
});
