import { describe, expect, it } from 'vitest';
import { boundedCache } from '../../../src/graphql/apollo/bounded-cache.ts';

describe('a bounded cache', () => {
  it('forgets what was asked for longest ago, once there is too much', async () => {
    const cache = boundedCache<string>(30, (text) => text.length);
    await cache.set('a', 'x'.repeat(10));
    await cache.set('b', 'x'.repeat(10));
    await cache.get('a');
    await cache.set('c', 'x'.repeat(15));

    const found = await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)));
    expect(found.map((text) => text?.length)).toEqual([10, undefined, 15]);
  });

  it('does not keep what is too large for it', async () => {
    const cache = boundedCache<string>(30, (text) => text.length);

    await cache.set('a', 'x'.repeat(31));

    expect(await cache.get('a')).toBeUndefined();
  });
});
