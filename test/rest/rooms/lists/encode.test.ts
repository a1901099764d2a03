import { describe, expect, it } from 'vitest';
import { encodeMyPage, encodeOwnPage } from '../../../../src/rest/rooms/lists/encode.ts';
import { CHESS, LIBRARY, wireContext, withUsers } from '../../../support/wire.ts';

describe('a page of a list', () => {
  it('says where it stands among those that can be asked for', () => {
    const context = wireContext({ query: new URLSearchParams('limit=2&page=3') });

    expect(encodeOwnPage({ items: [], count: 12, end: 9 }, context)).toEqual({
      status: 200,
      body: { total: 12, currentPage: 3, limit: 2, pages: 5, data: [] },
    });
  });

  it('holds whole rooms', () => {
    expect(encodeOwnPage({ items: [withUsers(CHESS)], count: 1, end: 1 }, wireContext())).toEqual({
      status: 200,
      body: {
        total: 1,
        currentPage: 1,
        limit: 5,
        pages: 1,
        data: [
          {
            id: 42,
            name: 'Chess',
            description: 'Openings.',
            roomType: 'group',
            isActive: true,
            isVerified: false,
            isPublic: false,
            isOwner: true,
            isAdmin: true,
            isMember: true,
            ownerId: '7',
            postsCount: 0,
            membersCount: 3,
            url: 'chess',
            avatarUrls: {
              thumb: 'https://club.example/media/a1-medium.webp',
              original: 'https://club.example/media/a1-original.webp',
            },
            createdAt: '2026-04-02T09:00:00.000Z',
            country: 'IT',
            hideFollowJoinButton: false,
          },
        ],
      },
    });
  });

  it('has a shape of its own for the rooms of a user', () => {
    expect(encodeMyPage({ items: [CHESS, LIBRARY], count: 2, end: 2 }, wireContext())).toEqual({
      status: 200,
      body: {
        total: 2,
        currentPage: 1,
        limit: 10,
        pages: 1,
        data: [
          {
            id: 42,
            name: 'Chess',
            group: 'chess',
            public: false,
            roomType: 'group',
            verified: false,
            subdomain: '',
            description: 'Openings.',
            membersCount: 3,
            avatarUrl: {
              small: 'https://club.example/media/a1-small.webp',
              medium: 'https://club.example/media/a1-medium.webp',
              large: 'https://club.example/media/a1-bigger.webp',
            },
          },
          {
            id: 43,
            name: 'Library',
            group: '',
            public: true,
            roomType: 'page',
            verified: true,
            subdomain: 'library',
            description: '',
            membersCount: 3,
            avatarUrl: {
              small: 'https://club.example/media/default-small.webp',
              medium: 'https://club.example/media/default-medium.webp',
              large: 'https://club.example/media/default-bigger.webp',
            },
          },
        ],
      },
    });
  });
});
