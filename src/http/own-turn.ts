import { setImmediate as nextTurn } from 'node:timers/promises';

/** Bytes of text from which on an answer is worth a turn: making its JSON takes some milliseconds. */
export const LARGE_ANSWER = 256 * 1024;
/** Objects from which on an operation is worth a turn: executing it takes some milliseconds. */
export const MANY_OBJECTS = 500;
/** Bytes from which on a request body is worth turns: each step of reading it takes some milliseconds. */
export const LARGE_BODY = 1024 * 1024;

/** Turns of the event loop between two large operations: to accept, read and answer a connection takes one each. */
const TURNS = 3;

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop of its own. Otherwise operations that arrive together would be executed in one
 * turn, and answered in one: ten answers of 12 MB held up everybody else for half a second.
 */
export function ownTurn(): Promise<void> {
  last = last.then(nextTurns);
  return last;
}

async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}
