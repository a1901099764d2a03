import { StartError } from '../start-error.ts';

export const NOTHING_MOVED = 'Nothing was moved';

/** Why a database cannot be moved, with the cure. */
export function nothingMoved(problem: string): StartError {
  return new StartError(`${NOTHING_MOVED}: ${problem}.`);
}
