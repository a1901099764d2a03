import { describe, expect, it } from 'vitest';
import { together } from '../load.ts';

describe('loads on several instances', () => {
  it('count as one, with all their answers in the longest of their times', () => {
    const one = { requests: 100, seconds: 3, p50: 5, p99: 9, failed: 0 };
    const other = { requests: 60, seconds: 3.1, p50: 4, p99: 12, failed: 1 };

    expect(together([one, other])).toEqual({ requests: 160, seconds: 3.1, p50: 5, p99: 12, failed: 1 });
    expect(together([one])).toEqual(one);
  });
});
