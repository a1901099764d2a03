import { describe, expect, it } from 'vitest';
import { differ, farthest, median, spread } from '../statistics.ts';

describe('the median', () => {
  it('is the value in the middle, or halfway between two', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
  });

  it('of nothing is null', () => {
    expect(median([])).toBeNull();
  });
});

describe('the spread', () => {
  it('leaves out the smallest and the largest', () => {
    expect(spread([10, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([2, 9]);
  });

  it('of a few values is their median alone', () => {
    expect([spread([1, 5, 2]), spread([4]), spread([])]).toEqual([[2, 2], [4, 4], null]);
  });
});

describe('what is measured again', () => {
  it('is the round that is farthest from the median, by more than 15 %', () => {
    expect([farthest([100, 101, 78, 99, 120]), farthest([100, 90, 114]), farthest([])]).toEqual([2, null, null]);
  });

  it('is a cell whose rounds differ by more than 15 %', () => {
    expect([differ([100, 114]), differ([100, 116]), differ([100])]).toEqual([false, true, false]);
  });
});
