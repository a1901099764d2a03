import { describe, expect, it } from 'vitest';
import {
  encodeCreated,
  encodeEmptyFeed,
  encodeGroupPage,
  encodeReduced,
  encodeStatus,
  encodeWholeGroupPage,
} from '../../../../src/rest/selfcommunity/groups/encode.ts';
import { ANNA_SHOWN } from '../../../support/selfcommunity-users.ts';
import { CHESS, LIBRARY, wireContext, withProfiles } from '../../../support/wire.ts';

const REDUCED = {
  id: 42,
  name: 'Chess',
  description: 'Openings.',
  slug: 'chess',
  privacy: 'private',
  image_bigger: 'https://club.example/media/a1-bigger.webp',
  image_big: 'https://club.example/media/a1-big.webp',
  image_medium: 'https://club.example/media/a1-medium.webp',
  image_small: 'https://club.example/media/a1-small.webp',
  subscribers_counter: 3,
  subscription_status: 'subscribed',
};

const WHOLE = {
  ...REDUCED,
  color: '#ff0000',
  visible: true,
  active: true,
  subscribed: true,
  emotional_image: 'https://club.example/media/b2-cover.webp',
  emotional_image_position: 50,
  created_at: '2026-04-02T09:00:00.000Z',
  created_by: ANNA_SHOWN,
  managed_by: ANNA_SHOWN,
};

describe('a group', () => {
  it('is shown whole once it is made', () => {
    expect(encodeCreated(withProfiles(CHESS), wireContext())).toEqual({ status: 201, body: WHOLE });
  });

  it('has the default images where it has none', () => {
    const { body } = encodeReduced({ items: [LIBRARY], count: 1, end: 1 }, wireContext());

    expect(body).toEqual([
      {
        id: 43,
        name: 'Library',
        description: '',
        slug: 'library',
        privacy: 'public',
        image_bigger: 'https://club.example/media/default-bigger.webp',
        image_big: 'https://club.example/media/default-big.webp',
        image_medium: 'https://club.example/media/default-medium.webp',
        image_small: 'https://club.example/media/default-small.webp',
        subscribers_counter: 3,
        subscription_status: null,
      },
    ]);
  });

  it.each([
    ['SUBSCRIBED', 'subscribed'],
    ['REQUESTED', 'requested'],
    ['INVITED', 'invited'],
  ] as const)('has a status for someone who is %s', (status, word) => {
    const group = { ...CHESS, viewerMembership: { status, admin: false } };

    expect(encodeStatus(group, wireContext())).toEqual({ status: 200, body: { status: word } });
  });

  it('has none for a stranger', () => {
    expect(encodeStatus(LIBRARY, wireContext())).toEqual({ status: 200, body: { status: null } });
  });
});

describe('a list of groups', () => {
  const page = (query: string, end: number) =>
    encodeGroupPage(
      { items: [withProfiles(CHESS)], count: end, end },
      wireContext({ path: '/api/v2/group/', query: new URLSearchParams(query) }),
    );

  it('names the pages beside it, with every other parameter kept', () => {
    expect(page('search=chess&limit=1&offset=1', 3)).toEqual({
      status: 200,
      body: {
        count: 3,
        next: 'https://club.example/api/v2/group/?search=chess&limit=1&offset=2',
        previous: 'https://club.example/api/v2/group/?search=chess&limit=1&offset=0',
        results: [WHOLE],
      },
    });
  });

  it('leads back to its last page from beyond its end', () => {
    expect(page('limit=2&offset=9', 3)).toEqual({
      status: 200,
      body: {
        count: 3,
        next: null,
        previous: 'https://club.example/api/v2/group/?limit=2&offset=1',
        results: [WHOLE],
      },
    });
  });

  it('is one page where it is given whole', () => {
    const context = wireContext({ path: '/api/v2/user/7/groups/' });

    expect(encodeWholeGroupPage({ items: [withProfiles(CHESS)], count: 1, end: 1 }, context)).toEqual({
      status: 200,
      body: { count: 1, next: null, previous: null, results: [WHOLE] },
    });
  });

  it('of posts is empty', () => {
    expect(encodeEmptyFeed({ items: [], count: 0, end: 0 }, wireContext())).toEqual({
      status: 200,
      body: { count: 0, next: null, previous: null, results: [] },
    });
  });
});
