import { expect, it } from 'vitest';
import { encodeFound, encodeMe } from '../../../../src/rest/selfcommunity/users/encode.ts';
import { ANNA, BO, wireContext } from '../../../support/wire.ts';

it('shows a user of whom nothing but the name is known', () => {
  expect(encodeFound(BO, wireContext())).toEqual({
    status: 200,
    body: {
      id: 4_294_967_301,
      username: 'bo',
      real_name: '',
      avatar: null,
      ext_id: null,
      deleted: false,
      community_badge: false,
      date_joined: '2026-01-03T00:00:00.000Z',
    },
  });
});

it('tells callers that they may create groups', () => {
  expect(encodeMe(ANNA, wireContext())).toEqual({
    status: 200,
    body: {
      id: 7,
      username: 'anna',
      real_name: 'Anna Maria Berg',
      avatar: 'https://club.example/anna.png',
      ext_id: 'crm-7',
      deleted: false,
      community_badge: false,
      date_joined: '2026-01-02T03:04:05.006Z',
      role: null,
      permission: { create_group: true },
    },
  });
});
