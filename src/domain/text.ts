import type { FieldRefusal } from './errors.ts';
import { ok, type Result, refuse } from './result.ts';

/** UTF-16 units that canonical composition joins into one character, at most. */
const MAX_UNITS_OF_ONE = 6;
/**
 * Combining marks in a row. ICU sorts them in a time that grows with the square of their number: 500 take 0.4 ms, 8,000
 * take 0.4 s. Unicode's stream-safe format (UAX 15) has 30.
 */
const MAX_MARKS = 500;

/** Length in Unicode code points, which is how every limit of a text counts. */
export function lengthOf(text: string): number {
  return text.length <= 1 ? text.length : [...text].length;
}

/** Counts no more than has to be counted: a code point is at most two units. */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > 2 * max || lengthOf(text) > max);
}

/** The text in NFC. What is longer than `max` in any form is refused before it is normalized. */
export function compose(given: string, max: number): Result<string, FieldRefusal> {
  const tooLong = { reason: 'max_length', limit: max } as const;
  if (given.length > max * MAX_UNITS_OF_ONE) return refuse(tooLong);
  if (hasManyMarks(given)) return refuse(isLonger(given, max) ? tooLong : { reason: 'invalid', cause: 'format' });
  const text = given.normalize('NFC');
  return isLonger(text, max) ? refuse(tooLong) : ok(text);
}

function hasManyMarks(text: string): boolean {
  return (text.match(/\p{M}+/gu) ?? []).some((marks) => marks.length > MAX_MARKS);
}
