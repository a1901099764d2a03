import { describe, expect, it } from 'vitest';
import {
  followToken,
  type Identity,
  importedRecord,
  type KnownUser,
  nextOpenIdUserId,
  recordOf,
} from '../../src/domain/user.ts';

const BEFORE = new Date('2026-03-04T12:00:00.000Z');
const NOW = new Date('2026-03-04T12:00:00.001Z');

const told = { username: 'anna', realName: 'Anna', avatarUrl: 'https://a.example/1.png', extId: 'a-7' };
const known: KnownUser = {
  id: 7,
  ...told,
  subject: null,
  reviewer: true,
  createdAt: BEFORE,
  imported: false,
  followedAt: BEFORE,
};
const silent: Identity = {
  key: { communityId: 7 },
  username: null,
  realName: '',
  avatarUrl: null,
  extId: null,
  issuedAt: NOW,
};

const always = () => true;

describe('a token that is younger than the one followed last', () => {
  it.each([
    { username: 'anna-b' },
    { realName: 'Anna B' },
    { avatarUrl: 'https://a.example/2.png' },
    { extId: 'a-8' },
    { username: 'anna-b', realName: 'Anna B', avatarUrl: 'https://a.example/2.png', extId: 'a-8' },
  ])('changes what it says otherwise, and no more: %j', (says) => {
    expect(followToken(known, { ...silent, ...says }, always)).toEqual({ ...told, ...says, followedAt: NOW });
  });

  it.each([{}, told])('changes nothing when it says %j', (says) => {
    expect(followToken(known, { ...silent, ...says }, always)).toBeNull();
  });

  it('leaves a username as it is where the other is not free', () => {
    const says = { ...silent, username: 'bo', realName: 'Bo' };

    expect(followToken(known, says, () => false)).toEqual({ ...told, realName: 'Bo', followedAt: NOW });
    expect(followToken(known, { ...says, realName: '' }, () => false)).toBeNull();
  });

  it('does not ask whether the user’s own name is free', () => {
    const never = () => expect.unreachable('the name is their own');

    expect(followToken(known, { ...silent, ...told }, never)).toBeNull();
  });
});

it.each<[string, Partial<KnownUser>, Partial<Identity>, boolean]>([
  ['the first that says when', { followedAt: null }, {}, true],
  ['one that is as old', { followedAt: NOW }, {}, false],
  ['one that is older', {}, { issuedAt: new Date(0) }, false],
  ['one that does not say when', { followedAt: null }, { issuedAt: null }, false],
  ['one of a user who was imported', { imported: true }, {}, false],
])('a token is followed, or is not: %s', (_what, user, token, isFollowed) => {
  const followed = followToken({ ...known, ...user }, { ...silent, realName: 'Bo', ...token }, always);

  expect(followed !== null).toBe(isFollowed);
});

it.each([
  ['is the first of its range', null, 2 ** 32],
  ['follows the highest that was given', 2 ** 32 + 5, 2 ** 32 + 6],
])('the next id of an OpenID user %s', (_what, highest, id) => {
  expect(nextOpenIdUserId(highest)).toBe(id);
});

it('keeps of a first token what it says, and when; of a directory file, that tokens change nothing', () => {
  const person = { realName: 'Anna', avatarUrl: null, extId: 'a-7' };
  const key = { communityId: 7 };

  expect(recordOf({ key, username: 'ann', ...person, issuedAt: NOW }, 'anna')).toEqual({
    username: 'anna',
    ...person,
    reviewer: false,
    imported: false,
    followedAt: NOW,
  });
  expect(importedRecord({ key, username: 'anna', ...person, reviewer: true })).toEqual({
    username: 'anna',
    ...person,
    reviewer: true,
    imported: true,
    followedAt: null,
  });
});
