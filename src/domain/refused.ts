import type { Refusal } from './errors.ts';

/** Carries a refusal where a function returns a bare value, as reads of the store do. The door catches and words it. */
export class Refused extends Error {
  readonly refusal: Refusal;

  /** `message` tells the operator more than the refusal tells the caller. */
  constructor(refusal: Refusal, message: string = refusal.code) {
    super(message);
    this.refusal = refusal;
  }
}
