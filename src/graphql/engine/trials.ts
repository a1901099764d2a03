const FEWEST_PASSED = 7;
const MOST_PASSED = 1_023;

/** How an operation fared that was tried by compiled execution. */
export interface Trials {
  /** Those that are left to graphql-js before it is tried again. */
  toPass: number;
  /** Those that will be, when it fails the next time: about twice as many after each failure. */
  nextPass: number;
}

export function newTrials(): Trials {
  return { toPass: 0, nextPass: FEWEST_PASSED };
}

/** Whether the operation is worth a try: one that keeps failing would be executed twice each time. */
export function mayTry(trials: Trials): boolean {
  if (trials.toPass === 0) return true;
  trials.toPass -= 1;
  return false;
}

export function noteTrial(trials: Trials, hasSucceeded: boolean): void {
  trials.toPass = hasSucceeded ? 0 : trials.nextPass;
  trials.nextPass = hasSucceeded ? FEWEST_PASSED : Math.min(2 * trials.nextPass + 1, MOST_PASSED);
}
