import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { TalliedHistogram } from '../../src/telemetry/tallied-histogram.ts';

const described = { name: 'seconds', help: 'Time.', labelNames: ['door', 'status'], buckets: [0.1, 1, 10] };
const VALUES = [
  [0.05, 'graphql', '200'],
  [0.1, 'graphql', '200'],
  [0.5, 'rooms', '404'],
  [10, 'graphql', '200'],
  [11, 'rooms', '404'],
  [0, 'a "quoted"\ndoor', '200'],
] as const;

it('a tallied histogram tells what one of prom-client tells', async () => {
  const [own, theirs] = [new Registry(), new Registry()];
  const tallied = new TalliedHistogram({ ...described, registers: [own] });
  const observed = new Histogram({ ...described, registers: [theirs] });
  for (const [value, door, status] of VALUES) {
    tallied.tally(value, door, status);
    observed.observe({ door, status }, value);
  }

  expect(await own.metrics()).toBe(await theirs.metrics());
});

it('a tallied histogram without labels tells of nothing before there is anything', async () => {
  const [own, theirs] = [new Registry(), new Registry()];
  new TalliedHistogram({ ...described, labelNames: [], registers: [own] });
  new Histogram({ ...described, labelNames: [], registers: [theirs] });

  expect(await own.metrics()).toBe(await theirs.metrics());
});
