import { describe, expect, it } from 'vitest';
import { EMPTY_PROFILE, type Profile } from '../../src/domain/profile.ts';
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
const profile = { ...EMPTY_PROFILE, bio: 'I run.', website: 'https://anna.example/' };
const known: KnownUser = {
  id: 7,
  ...told,
  profile,
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
  profile: {},
  issuedAt: NOW,
};

const FOUNDER = { id: 3, name: 'Founder', description: '', color: '#b45309' };
const always = () => true;

describe('a token that is younger than the one followed last', () => {
  it.each([
    { username: 'anna-b' },
    { realName: 'Anna B' },
    { avatarUrl: 'https://a.example/2.png' },
    { extId: 'a-8' },
    { username: 'anna-b', realName: 'Anna B', avatarUrl: 'https://a.example/2.png', extId: 'a-8' },
  ])('changes what it says otherwise, and no more: %j', (says) => {
    expect(followToken(known, { ...silent, ...says }, always)).toEqual({ ...told, profile, ...says, followedAt: NOW });
  });

  it.each([{}, told, { profile }])('changes nothing when it says %j', (says) => {
    expect(followToken(known, { ...silent, ...says }, always)).toBeNull();
  });

  it.each<Partial<Profile>>([
    { bio: 'I swim.' },
    { bio: '' },
    { location: 'Milan' },
    { website: null },
    { tags: [FOUNDER] },
    { bio: 'I swim.', location: 'Milan', website: 'https://swim.example/', tags: [FOUNDER] },
  ])('changes of the profile what it says otherwise, and no more: %j', (says) => {
    expect(followToken(known, { ...silent, profile: says }, always)).toEqual({
      ...told,
      profile: { ...profile, ...says },
      followedAt: NOW,
    });
  });

  it('changes tags that differ in anything, or in their order', () => {
    const tags = [FOUNDER, { ...FOUNDER, id: 4 }];
    const tagged = { ...known, profile: { ...profile, tags } };
    const others = [tags.toReversed(), [FOUNDER], [FOUNDER, { ...FOUNDER, id: 4, color: '#fff' }]];

    expect(followToken(tagged, { ...silent, profile: { tags: structuredClone(tags) } }, always)).toBeNull();
    expect(others.map((told) => followToken(tagged, { ...silent, profile: { tags: told } }, always)?.profile)).toEqual(
      others.map((told) => ({ ...profile, tags: told })),
    );
  });

  it('leaves a username as it is where the other is not free', () => {
    const says = { ...silent, username: 'bo', realName: 'Bo' };

    expect(followToken(known, says, () => false)).toEqual({ ...told, profile, realName: 'Bo', followedAt: NOW });
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
  const milan = { ...EMPTY_PROFILE, location: 'Milan' };
  const key = { communityId: 7 };

  expect(recordOf({ key, username: 'ann', ...person, profile: { location: 'Milan' }, issuedAt: NOW }, 'anna')).toEqual({
    username: 'anna',
    ...person,
    profile: milan,
    reviewer: false,
    imported: false,
    followedAt: NOW,
  });
  expect(importedRecord({ key, username: 'anna', ...person, profile: milan, reviewer: true })).toEqual({
    username: 'anna',
    ...person,
    profile: milan,
    reviewer: true,
    imported: true,
    followedAt: null,
  });
});
