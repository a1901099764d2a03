import type { Runner } from '../statements/prepared.ts';

/** What a batch makes of one of its writes. */
export type BatchOutcome<Value> =
  /** The answer to the write, to be given after the commit. */
  | { readonly done: Value }
  /** The write has to see what another one writes: it is tried again in the next round, or in the next batch. */
  | { readonly later: true }
  /** A fault of this write alone, met before anything was written for it. */
  | { readonly failed: unknown };

/** One kind of write: how many of it run together, inside the transaction of a batch. */
export interface BatchStep<Input, Value> {
  /**
   * Keys of what a write reads and changes: no two writes that run together share a key. There is no key for what a step
   * keeps in order by itself.
   */
  keys(input: Input): readonly string[];
  /** Runs these writes by a few statements; gives an outcome for each. A refusal is an outcome like others. */
  run(on: Runner, inputs: readonly Input[]): Promise<readonly BatchOutcome<Value>[]>;
}

export const LATER = { later: true } as const;

export function done<Value>(value: Value): BatchOutcome<Value> {
  return { done: value };
}
