import { describe, expect, it } from 'vitest';
import { freeUsername } from '../../src/domain/username.ts';

describe('the username of a new user', () => {
  it.each<[string, string | null, readonly string[], string]>([
    ['is what their token says', 'anna', [], 'anna'],
    ['is made of their id where it says none', null, [], 'user-7'],
    ['ends with their id where it is taken', 'anna', ['anna'], 'anna-7'],
    ['is numbered where that is taken, too', 'anna', ['anna', 'anna-7', 'anna-7-2'], 'anna-7-3'],
    ['is numbered where the default is taken', null, ['user-7'], 'user-7-7'],
    ['differs by case alone, which is no collision', 'Anna', ['anna'], 'Anna'],
  ])('%s', (_what, given, taken, username) => {
    expect(freeUsername(given, 7, (candidate) => taken.includes(candidate))).toBe(username);
  });
});
