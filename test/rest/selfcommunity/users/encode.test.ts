import { expect, it } from 'vitest';
import { EMPTY_PROFILE } from '../../../../src/domain/profile.ts';
import { encodeFound, encodeMe } from '../../../../src/rest/selfcommunity/users/encode.ts';
import { ANNA_SHOWN, SHOWN_TO_THEMSELVES, shownUser } from '../../../support/selfcommunity-users.ts';
import { ANNA, ANNAS_PROFILE, BO, wireContext } from '../../../support/wire.ts';

it('shows a user of whom nothing but the name is known, by defaults', () => {
  expect(encodeFound({ user: BO, profile: EMPTY_PROFILE }, wireContext())).toEqual({
    status: 200,
    body: shownUser({
      id: 4_294_967_301,
      username: 'bo',
      real_name: '',
      date_joined: '2026-01-03T00:00:00.000Z',
    }),
  });
});

it('shows what a user tells of themselves', () => {
  expect(encodeFound({ user: ANNA, profile: ANNAS_PROFILE }, wireContext())).toEqual({ status: 200, body: ANNA_SHOWN });
});

it('tells callers that they may create groups, and nothing else', () => {
  expect(encodeMe({ user: ANNA, profile: ANNAS_PROFILE }, wireContext())).toEqual({
    status: 200,
    body: { ...ANNA_SHOWN, ...SHOWN_TO_THEMSELVES },
  });
});

it.each([
  ['room.read', false],
  ['room.create', true],
  ['room', true],
])('tells callers with a token for %s whether they may create groups: %s', (scope, mayCreate) => {
  const context = { ...wireContext(), viewer: { userId: ANNA.id, scopes: new Set([scope]) } };

  expect(encodeMe({ user: ANNA, profile: EMPTY_PROFILE }, context).body).toMatchObject({
    permission: { create_group: mayCreate },
  });
});
