import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { bytesInTurns } from '../../src/graphql/bytes-in-turns.ts';

it('leaves a small text as it is', async () => {
  expect(await bytesInTurns('😀'.repeat(1_000))).toBe('😀'.repeat(1_000));
});

it.each([
  ['emoji', '😀'.repeat(1_300_000)],
  ['emoji of which one would be cut', `a${'😀'.repeat(1_300_000)}`],
  ['halves of characters', '\ud83d'.repeat(1_200_000)],
  ['plain letters', 'a'.repeat(2 * 1024 * 1024)],
])('makes the bytes of a large text of %s, and lets others have their turns', async (_what, text) => {
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    for (; !isDone; turns += 1) await nextTurn();
  })();
  const bytes = await bytesInTurns(text);
  isDone = true;
  await others;

  expect(Buffer.from(text).equals(bytes as Buffer)).toBe(true);
  expect(turns).toBeGreaterThan(1);
});
