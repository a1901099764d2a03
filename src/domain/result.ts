import type { Refusal } from './errors.ts';

/** The answer of an operation: a value or a refusal. Faults are thrown instead. */
export type Result<Value, No = Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: No };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refuse<const No>(refusal: No): { readonly ok: false; readonly refusal: No } {
  return { ok: false, refusal };
}
