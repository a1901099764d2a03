/** Requests that are left to graphql-js after a first failure, and after many in a row. */
const FEWEST_PASSED = 7;
const MOST_PASSED = 1_023;

/** How compiled execution has fared with an operation. */
export interface Trials {
  /** Requests still left to graphql-js before the operation is tried again. */
  toPass: number;
  /** Requests to be left after the next failure: about twice as many after each. */
  nextPass: number;
}

export function newTrials(): Trials {
  return { toPass: 0, nextPass: FEWEST_PASSED };
}

/** Whether the operation is tried for this request: one that keeps failing would be executed twice for each. */
export function mayTry(trials: Trials): boolean {
  if (trials.toPass === 0) return true;
  trials.toPass -= 1;
  return false;
}

export function noteTrial(trials: Trials, hasSucceeded: boolean): void {
  trials.toPass = hasSucceeded ? 0 : trials.nextPass;
  trials.nextPass = hasSucceeded ? FEWEST_PASSED : Math.min(2 * trials.nextPass + 1, MOST_PASSED);
}
