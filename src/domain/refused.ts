import type { Refusal } from './errors.ts';

/** Carries a refusal where a function returns a bare value, as reads of the store do. The door catches and words it. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
