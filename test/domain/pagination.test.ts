import { describe, expect, it } from 'vitest';
import { readPage, type SliceInput } from '../../src/domain/pagination.ts';
import type { KeysetSlice, Position } from '../../src/domain/store.ts';

const at = (id: number): Position => ({ value: id, id });

/** Reads from the numbers 1 to `total`. */
function numbersTo(total: number) {
  return async ({ after, before, fromEnd, limit }: KeysetSlice): Promise<readonly number[]> => {
    const all = Array.from({ length: total }, (_, index) => index + 1);
    const between = all.filter((id) => id > (after?.id ?? 0) && id < (before?.id ?? total + 1));
    return fromEnd ? between.slice(Math.max(0, between.length - limit)) : between.slice(0, limit);
  };
}

const page = (items: number[], hasPreviousPage: boolean, hasNextPage: boolean) => ({
  ok: true,
  value: { items, hasNextPage, hasPreviousPage, whole: !hasPreviousPage && !hasNextPage },
});

describe('a page', () => {
  it.each<[string, SliceInput, number[], boolean, boolean]>([
    ['the first 2', { first: 2 }, [1, 2], false, true],
    ['the first 2 after 2', { first: 2, after: at(2) }, [3, 4], true, true],
    ['the first 2 after 3', { first: 2, after: at(3) }, [4, 5], true, false],
    ['the first 2 after the last', { first: 2, after: at(5) }, [], true, false],
    ['the first 5', { first: 5 }, [1, 2, 3, 4, 5], false, false],
    ['the first 0', { first: 0 }, [], false, true],
    ['the last 2', { last: 2 }, [4, 5], true, false],
    ['the last 2 before 4', { last: 2, before: at(4) }, [2, 3], true, true],
    ['the last 2 before 3', { last: 2, before: at(3) }, [1, 2], false, true],
    ['the last 5', { last: 5 }, [1, 2, 3, 4, 5], false, false],
    ['the last 0', { last: 0 }, [], true, false],
    ['the first 2 between 1 and 5', { first: 2, after: at(1), before: at(5) }, [2, 3], true, true],
    ['the last 2 between 1 and 5', { last: 2, after: at(1), before: at(5) }, [3, 4], true, true],
    ['all, of nulls', { first: null, last: null, after: null, before: null }, [1, 2, 3, 4, 5], false, false],
  ])('of five holds %s', async (_what, input, items, hasPrevious, hasNext) => {
    expect(await readPage(input, numbersTo(5))).toEqual(page(items, hasPrevious, hasNext));
  });

  it.each<[string, SliceInput]>([
    ['the first of those before another', { first: 5, before: at(4) }],
    ['the last of those after another', { last: 5, after: at(2) }],
  ])('that holds %s is not the whole list', async (_what, input) => {
    expect(await readPage(input, numbersTo(5))).toMatchObject({ value: { whole: false } });
  });

  it('is of 20 when nothing is said', async () => {
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);

    expect(await readPage({}, numbersTo(21))).toEqual(page(twenty, false, true));
  });

  it.each(['first', 'last'])('may be as large as 100 by "%s"', async (end) => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

    expect(await readPage({ [end]: 100 }, numbersTo(100))).toEqual(page(hundred, false, false));
  });

  it('is refused with everything that is wrong about it', async () => {
    const unreadable = [{ field: 'after', reason: 'invalid', cause: 'format' }] as const;

    expect(await readPage({ first: 101, last: -1, unreadable }, numbersTo(5))).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [
          ...unreadable,
          { field: 'first', reason: 'invalid', cause: 'out_of_range', limit: 100 },
          { field: 'last', reason: 'invalid', cause: 'out_of_range', limit: 100 },
          { field: 'last', reason: 'invalid', cause: 'both_ends' },
        ],
      },
    });
  });

  it('asks for nothing when it is refused', async () => {
    let asked = 0;
    await readPage({ first: 1, last: 1 }, async () => {
      asked += 1;
      return [];
    });

    expect(asked).toBe(0);
  });
});
