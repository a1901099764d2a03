import { setImmediate as nextTurn } from 'node:timers/promises';

/** Bytes of text in an answer that is worth a turn: to make its JSON takes some milliseconds. */
export const LARGE_ANSWER = 256 * 1024;
/** Objects of an operation that is worth a turn: to execute it takes some milliseconds. */
export const MANY_OBJECTS = 500;
/** Bytes of a request body whose reading is worth turns of its own: each of its steps takes some milliseconds. */
export const LARGE_BODY = 1024 * 1024;

/** Turns of the event loop between two large operations: a connection takes one to be accepted, read, and answered each. */
const TURNS = 3;

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop of its own. Operations that come together would else all be executed in one turn,
 * and their answers be made in one: ten of 12 MB held up everybody else for half a second.
 */
export function ownTurn(): Promise<void> {
  last = last.then(nextTurns);
  return last;
}

async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}
