import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type InTurn, turns } from '../../src/images/semaphore.ts';

const ROOM = { waiting: 100, waitingOfOneCaller: 100 };
const caller = (callerId: number, isAbandoned = () => false) => ({ callerId, isAbandoned });

/** Works that end when they are told to; they are named in the order in which they began. */
function recorded(inTurn: InTurn) {
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const bring = (name: string, callerId: number, isAbandoned?: () => boolean) =>
    inTurn(caller(callerId, isAbandoned), async () => {
      began.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      return name;
    });
  /** Ends what is running, and whatever begins then, until nothing is left. */
  const endAll = async () => {
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await sleep(1);
    }
  };
  return { began, bring, endAll };
}

describe('turns', () => {
  it('let so much go on at once, and the rest in the order in which it came', async () => {
    const inTurn = turns({ atOnce: 2, ...ROOM });
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

    const done = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => inTurn(caller(1), work(number))));

    expect({ done, began, most }).toEqual({ done: [0, 1, 2, 3, 4, 5], began: [0, 1, 2, 3, 4, 5], most: 2 });
  });

  it('go on after work that failed', async () => {
    const inTurn = turns({ atOnce: 1, ...ROOM });

    const outcomes = await Promise.allSettled([
      inTurn(caller(1), () => Promise.reject(new Error('no'))),
      inTurn(caller(1), async () => 'yes'),
      inTurn(caller(1), async () => 'yes'),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('are given to each caller in each round, however many one of them brings', async () => {
    const { began, bring, endAll } = recorded(turns({ atOnce: 1, ...ROOM }));

    const all = [
      ...['a0', 'a1', 'a2', 'a3'].map((name) => bring(name, 1)),
      ...['b0', 'b1'].map((name) => bring(name, 2)),
      bring('c0', 3),
    ];
    await endAll();
    await Promise.all(all);

    expect(began).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'a3']);
  });

  it('are refused to whoever has too many waiting, and to all when too many wait', async () => {
    const { bring, endAll } = recorded(turns({ atOnce: 1, waiting: 3, waitingOfOneCaller: 2 }));

    const all = [
      ...['a0', 'a1', 'a2', 'a3'].map((name) => bring(name, 1)),
      ...['b0', 'b1'].map((name) => bring(name, 2)),
    ];
    await endAll();

    expect(await Promise.all(all)).toEqual(['a0', 'a1', 'a2', null, 'b0', null]);
  });

  it('are not held by who has gone', async () => {
    const { began, bring, endAll } = recorded(turns({ atOnce: 1, waiting: 2, waitingOfOneCaller: 2 }));
    let hasGone = false;
    const all = ['a0', 'a1', 'a2'].map((name) => bring(name, 1, () => hasGone));

    hasGone = true;
    const others = [bring('b0', 2), bring('b1', 2)];
    await endAll();

    expect(await Promise.all([...all, ...others])).toEqual(['a0', null, null, 'b0', 'b1']);
    expect(began).toEqual(['a0', 'b0', 'b1']);
  });
});
