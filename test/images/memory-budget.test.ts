import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { memoryBudget } from '../../src/images/memory-budget.ts';

it('lets work go on as long as it fits, in the order in which it came', async () => {
  const within = memoryBudget(10);
  const began: number[] = [];
  let used = 0;
  let most = 0;
  const works = [6, 4, 10, 1, 1].map((bytes) =>
    within(bytes, async () => {
      began.push(bytes);
      used += bytes;
      most = Math.max(most, used);
      await sleep(2);
      used -= bytes;
    }),
  );

  await Promise.all(works);

  expect({ began, most }).toEqual({ began: [6, 4, 10, 1, 1], most: 10 });
});

it('lets work that needs more than there is go on alone', async () => {
  const within = memoryBudget(10);
  let running = 0;
  const together: number[] = [];
  const works = [3, 25, 3].map((bytes) =>
    within(bytes, async () => {
      running += 1;
      together.push(running);
      await sleep(2);
      running -= 1;
    }),
  );

  await Promise.all(works);

  expect(together).toEqual([1, 1, 1]);
});

it('has the bytes of work that failed again', async () => {
  const within = memoryBudget(10);

  const outcomes = await Promise.allSettled([
    within(10, () => Promise.reject(new Error('no'))),
    within(10, async () => 'yes'),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
