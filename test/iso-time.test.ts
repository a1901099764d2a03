import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../src/iso-time.ts';

it('is the time as the engine writes it, of any moment that can be', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(isoTime(date)).toBe(date.toISOString());
    }),
    { numRuns: 2_000 },
  );
});

it.each([0, 1, -1, 59_999, 60_000, 86_399_999, 86_400_000, -86_400_001, 8.64e15, -8.64e15])(
  'is right at an edge: %d',
  (ms) => {
    expect(isoTime(new Date(ms))).toBe(new Date(ms).toISOString());
  },
);

it('is refused of a date that is none', () => {
  expect(() => isoTime(new Date(Number.NaN))).toThrow(RangeError);
});
