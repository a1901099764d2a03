import { describe, expect, it } from 'vitest';
import { importConflict } from '../../src/domain/import-conflict.ts';
import { EMPTY_PROFILE } from '../../src/domain/profile.ts';
import type { Identity, ImportedUser, User } from '../../src/domain/user.ts';

const person = (username: string, key: ImportedUser['key'] = null): ImportedUser => ({
  key,
  username,
  realName: '',
  avatarUrl: null,
  extId: null,
  reviewer: false,
  profile: EMPTY_PROFILE,
});

const user = (id: number, username: string): User => ({
  ...person(username),
  id,
  subject: null,
  createdAt: new Date(0),
});

/** Community users, by id and username. */
const known = (...users: readonly User[]) => ({
  byKey: (key: Identity['key']) => users.find(({ id }) => 'communityId' in key && id === key.communityId),
  byUsername: (username: string) => users.find((one) => one.username === username),
});

const anna = user(1, 'anna');
const bo = user(2, 'bo');
const [ANNA, BO, NEW] = [{ communityId: 1 }, { communityId: 2 }, { communityId: 3 }];

describe('the conflict of an import', () => {
  it.each<[string, readonly ImportedUser[], number | null]>([
    ['is none for users who keep their usernames', [person('anna', ANNA), person('bo', BO)], null],
    ['is none for someone known by the username alone', [person('anna'), person('new')], null],
    ['is none for a username that its holder gave up before', [person('other', ANNA), person('anna', NEW)], null],
    ['is the first who takes a known user’s username', [person('new', NEW), person('anna', BO)], 1],
    ['is the second of two who want one new username', [person('new', NEW), person('new', BO)], 1],
    ['is that of a username that its holder gives up only later', [person('anna', NEW), person('other', ANNA)], 0],
    ['is none for one person twice', [person('new', NEW), person('new', NEW)], null],
  ])('%s', (_what, people, index) => {
    expect(importConflict(people, known(anna, bo))).toBe(index);
  });
});
