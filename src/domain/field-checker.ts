import type { FieldRefusal, InputField, InvalidField } from './errors.ts';
import type { Result } from './result.ts';

/** Takes fields one by one, and keeps the first thing that is wrong with each. */
export interface FieldChecker {
  readonly invalid: readonly InvalidField[];
  report(field: InputField, refusal: FieldRefusal): void;
  /** Null for a field that is not given, or wrong. */
  take<Given, Value>(
    field: InputField,
    given: Given | null | undefined,
    check: (given: Given) => Result<Value, FieldRefusal>,
  ): Value | null;
}

/** `unreadable` is what the door found wrong before. */
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
