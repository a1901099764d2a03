import type { Desk, Write } from './desk.ts';
import { create, createInRace, createWithTakenName, requestPage } from './foundings.ts';
import {
  administer,
  deleteAsStranger,
  inviteNobody,
  join,
  leave,
  remove,
  review,
  setRole,
  transfer,
  update,
} from './group-writes.ts';

/** With how often each is tried; one that is not possible at the moment leaves its turn to another. */
const CHOICES: readonly (readonly [weight: number, choose: (desk: Desk) => Write | null])[] = [
  [8, create],
  [2, createInRace],
  [2, requestPage],
  [6, update],
  [8, join],
  [4, leave],
  [4, administer('invite')],
  [2, administer('cancel invitation')],
  [3, administer('approve')],
  [2, administer('reject')],
  [3, administer('add')],
  [3, administer('remove')],
  [3, setRole],
  [3, transfer],
  [3, remove],
  [2, review],
  [1, createWithTakenName],
  [1, inviteNobody],
  [1, deleteAsStranger],
];
const TURNS = CHOICES.flatMap(([weight, choose]) => Array.from({ length: weight }, () => choose));

export function nextWrite(desk: Desk): Write {
  for (;;) {
    const write = desk.random.pick(TURNS)(desk);
    if (write) return write;
  }
}
