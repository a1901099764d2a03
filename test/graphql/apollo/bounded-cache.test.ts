import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { boundedCache, bytesOfDocument, bytesOfText } from '../../../src/graphql/apollo/bounded-cache.ts';

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

describe('the size of a document', () => {
  const bytesOf = (query: string) => bytesOfDocument(parse(query));

  it('grows with its text', () => {
    const [short, long] = [bytesOf('{ a(b: "x") }'), bytesOf(`{ a(b: "${'x'.repeat(1_001)}") }`)];

    expect(long - short).toBe(2_000);
    expect(bytesOfText('x'.repeat(1_001)) - bytesOfText('x')).toBe(2_000);
  });

  it('grows far more with its fields', () => {
    const [short, long] = [bytesOf('{ a }'), bytesOf(`{${' a'.repeat(1_000)} }`)];

    expect(long - short).toBeGreaterThanOrEqual(200 * 999);
  });
});
