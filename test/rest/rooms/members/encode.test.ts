import { describe, expect, it } from 'vitest';
import { encodeDone, encodeMemberPage } from '../../../../src/rest/rooms/members/encode.ts';
import { ANNA, BO, wireContext } from '../../../support/wire.ts';

describe('a member', () => {
  it('has a first name and the rest of the name, and is owner and admin as manager', () => {
    expect(
      encodeMemberPage({ items: [{ user: ANNA, member: { role: 'MANAGER' } }], count: 1, end: 1 }, wireContext()),
    ).toEqual({
      status: 200,
      body: {
        total: 1,
        currentPage: 1,
        limit: 10,
        pages: 1,
        data: [
          {
            id: '7',
            username: 'anna',
            firstName: 'Anna',
            lastName: 'Maria Berg',
            verified: false,
            avatarUrls: {
              small: 'https://club.example/anna.png',
              medium: 'https://club.example/anna.png',
              large: 'https://club.example/anna.png',
            },
            isAdmin: true,
            isOwner: true,
            isFollowed: false,
            isActive: true,
            followersCount: 0,
          },
        ],
      },
    });
  });

  it('is named by the OpenID subject, and has the default picture without one', () => {
    expect(
      encodeMemberPage({ items: [{ user: BO, member: { role: 'MEMBER' } }], count: 1, end: 1 }, wireContext()),
    ).toEqual({
      status: 200,
      body: {
        total: 1,
        currentPage: 1,
        limit: 10,
        pages: 1,
        data: [
          {
            id: 'e3b0c442-98fc',
            username: 'bo',
            firstName: '',
            lastName: '',
            verified: false,
            avatarUrls: {
              small: 'https://club.example/media/default-medium.webp',
              medium: 'https://club.example/media/default-medium.webp',
              large: 'https://club.example/media/default-medium.webp',
            },
            isAdmin: false,
            isOwner: false,
            isFollowed: false,
            isActive: true,
            followersCount: 0,
          },
        ],
      },
    });
  });
});

it.each(['success', 'joined', 'left', 'followed', 'unfollowed'] as const)('says %s in one word', (word) => {
  expect(encodeDone(word)(null, wireContext())).toEqual({ status: 200, body: { [word]: true } });
});
