import { describe, expect, it } from 'vitest';
import {
  encodeCreated,
  encodeGroupProfile,
  encodePageProfile,
  encodePageRequested,
  encodeUpdatedGroup,
} from '../../../../src/rest/rooms/groups/encode.ts';
import { CHESS, LIBRARY, wireContext, withUsers } from '../../../support/wire.ts';

const GROUP = {
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
};

const PAGE = {
  id: 43,
  name: 'Library',
  description: '',
  roomType: 'page',
  isActive: true,
  isVerified: true,
  isPublic: true,
  isOwner: false,
  isAdmin: false,
  isMember: false,
  ownerId: 'e3b0c442-98fc',
  postsCount: 0,
  membersCount: 3,
  subdomain: 'library',
  avatarUrls: {
    thumb: 'https://club.example/media/default-medium.webp',
    original: 'https://club.example/media/default-original.webp',
  },
  createdAt: '2026-04-02T09:00:00.000Z',
  hideFollowJoinButton: false,
};

describe('a room', () => {
  it('stands below `data` once it is made', () => {
    expect(encodeCreated(withUsers(CHESS), wireContext())).toEqual({
      status: 201,
      body: { success: true, data: GROUP },
    });
  });

  it('stands below `room` once it has changed', () => {
    expect(encodeUpdatedGroup(withUsers(CHESS), wireContext())).toEqual({
      status: 200,
      body: { success: true, room: GROUP },
    });
  });

  it('that is a page has a subdomain, an owner known by subject, and no country where it has none', () => {
    expect(encodePageRequested(withUsers(LIBRARY), wireContext())).toEqual({
      status: 201,
      body: { success: true, data: PAGE, message: 'Page request submitted for admin review' },
    });
  });
});

describe('a profile', () => {
  it('is not wrapped, and tells its private token to who may invite', () => {
    expect(encodeGroupProfile(withUsers(CHESS), wireContext())).toEqual({
      status: 200,
      body: { ...GROUP, privateToken: 'secret' },
    });
  });

  it('tells it to nobody else', () => {
    expect(encodePageProfile(withUsers(LIBRARY), wireContext())).toEqual({ status: 200, body: PAGE });
  });
});
