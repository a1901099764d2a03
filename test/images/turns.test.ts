import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { turns } from '../../src/images/turns.ts';

it('does so much at once, and the rest in the order in which it came', async () => {
  const inTurn = turns(2);
  const began: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) => async () => {
    began.push(number);
    running += 1;
    most = Math.max(most, running);
    await sleep(2);
    running -= 1;
    return number;
  };

  const done = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => inTurn(work(number))));

  expect({ done, began, most }).toEqual({ done: [0, 1, 2, 3, 4, 5], began: [0, 1, 2, 3, 4, 5], most: 2 });
});

it('goes on after work that failed', async () => {
  const inTurn = turns(1);

  const outcomes = await Promise.allSettled([
    inTurn(() => Promise.reject(new Error('no'))),
    inTurn(async () => 'yes'),
    inTurn(async () => 'yes'),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
