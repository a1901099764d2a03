import { StartError } from '../start-error.ts';

/** Why a database cannot be moved, with the cure. */
export function nothingMoved(problem: string): StartError {
  return new StartError(`Nothing was moved: ${problem}.`);
}
