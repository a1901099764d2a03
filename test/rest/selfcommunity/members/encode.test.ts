import { expect, it } from 'vitest';
import { EMPTY_PROFILE } from '../../../../src/domain/profile.ts';
import { encodeUserPage } from '../../../../src/rest/selfcommunity/members/encode.ts';
import { shownUser } from '../../../support/selfcommunity-users.ts';
import { ANNA, BO, wireContext } from '../../../support/wire.ts';

it('shows all fields of each user, and the page that follows', () => {
  const context = wireContext({ path: '/api/v2/group/1/subscribe/', query: new URLSearchParams('limit=2') });
  const items = [ANNA, BO].map((user) => ({ user, profile: { ...EMPTY_PROFILE, location: `of ${user.username}` } }));

  expect(encodeUserPage({ items, count: 3, end: 3 }, context)).toEqual({
    status: 200,
    body: {
      count: 3,
      next: 'https://club.example/api/v2/group/1/subscribe/?limit=2&offset=2',
      previous: null,
      results: [
        shownUser({
          id: 7,
          username: 'anna',
          real_name: 'Anna Maria Berg',
          date_joined: '2026-01-02T03:04:05.006Z',
          location: 'of anna',
          avatar: 'https://club.example/anna.png',
          ext_id: 'crm-7',
        }),
        shownUser({
          id: 4_294_967_301,
          username: 'bo',
          real_name: '',
          date_joined: '2026-01-03T00:00:00.000Z',
          location: 'of bo',
        }),
      ],
    },
  });
});
