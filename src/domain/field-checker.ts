import type { FieldRefusal, InputField, InvalidField } from './errors.ts';
import type { Result } from './result.ts';

/** Checks fields one by one, and keeps the first mistake in each. */
export interface FieldChecker {
  readonly invalid: readonly InvalidField[];
  report(field: InputField, refusal: FieldRefusal): void;
  /** Returns the checked value; null for a field that is absent or wrong. */
  take<Given, Value>(
    field: InputField,
    given: Given | null | undefined,
    check: (given: Given) => Result<Value, FieldRefusal>,
  ): Value | null;
}

/** Starts with the mistakes that the door found before, in `unreadable`. */
export function fieldChecker(unreadable: readonly InvalidField[] = []): FieldChecker {
  const invalid = [...unreadable];
  const report = (field: InputField, refusal: FieldRefusal) => {
    if (!invalid.some((known) => known.field === field)) invalid.push({ field, ...refusal });
  };
  return {
    invalid,
    report,
    take(field, given, check) {
      if (given === undefined || given === null) return null;
      const checked = check(given);
      if (checked.ok) return checked.value;
      report(field, checked.refusal);
      return null;
    },
  };
}
