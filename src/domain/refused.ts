import type { Refusal } from './errors.ts';

/** A refusal where there is no place for one: reads of the store give values. Thrown to the door, which words it. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
