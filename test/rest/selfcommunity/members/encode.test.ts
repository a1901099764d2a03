import { expect, it } from 'vitest';
import { encodeMemberPage, encodeUserPage } from '../../../../src/rest/selfcommunity/members/encode.ts';
import { ANNA, BO, wireContext } from '../../../support/wire.ts';

it('shows five fields of each user', () => {
  expect(encodeUserPage({ items: [ANNA, BO], count: 2, end: 2 }, wireContext())).toEqual({
    status: 200,
    body: {
      count: 2,
      next: null,
      previous: null,
      results: [
        {
          id: 7,
          username: 'anna',
          real_name: 'Anna Maria Berg',
          avatar: 'https://club.example/anna.png',
          ext_id: 'crm-7',
        },
        {
          id: 4_294_967_301,
          username: 'bo',
          real_name: '',
          avatar: null,
          ext_id: null,
        },
      ],
    },
  });
});

it('shows a member as a user, with the page that follows', () => {
  const context = wireContext({ path: '/api/v2/group/1/members/', query: new URLSearchParams('limit=1') });

  expect(encodeMemberPage({ items: [{ user: BO }], count: 2, end: 2 }, context)).toEqual({
    status: 200,
    body: {
      count: 2,
      next: 'https://club.example/api/v2/group/1/members/?limit=1&offset=1',
      previous: null,
      results: [
        {
          id: 4_294_967_301,
          username: 'bo',
          real_name: '',
          avatar: null,
          ext_id: null,
        },
      ],
    },
  });
});
