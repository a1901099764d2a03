import { INITIAL_FIELDS } from '../domain/group-fields.ts';
import type { OffsetPage } from '../domain/pagination.ts';
import { EMPTY_PROFILE } from '../domain/profile.ts';
import type { GroupWithProfiles, UserWithProfile } from '../domain/steps/with-profiles.ts';
import type { GroupWithUsers } from '../domain/steps/with-users.ts';
import type { User } from '../domain/user.ts';

/** A token in the form of a private token and of an invitation's. */
export const SAMPLE_TOKEN = 'mC3yVZ0sJ8qkXw5TnB1oRdEuGfHa7LpQ';

// A small community, which the encoders turn into the examples of the document.

export const ANNA: User = {
  id: 7,
  username: 'anna',
  realName: 'Anna B',
  avatarUrl: null,
  extId: null,
  subject: null,
  reviewer: false,
  createdAt: new Date('2026-04-02T08:30:00.000Z'),
};

export const BO: User = { ...ANNA, id: 9, username: 'bo', realName: 'Bo C' };

export const ANNA_WITH_PROFILE: UserWithProfile = {
  user: ANNA,
  profile: {
    bio: 'I run before breakfast.',
    location: 'Milan',
    website: 'https://anna.example.org/',
    tags: [{ id: 3, name: 'Founder', description: '', color: '#b45309' }],
  },
};

export const BO_WITH_PROFILE: UserWithProfile = { user: BO, profile: EMPTY_PROFILE };

export const RUNNERS: GroupWithUsers = {
  group: {
    id: 2,
    kind: 'GROUP',
    name: 'Runners',
    slug: 'runners',
    ...INITIAL_FIELDS,
    description: 'We run on Sundays.',
    privacy: 'PRIVATE',
    visible: true,
    active: true,
    verified: false,
    image: null,
    coverImage: null,
    subscribersCount: 1,
    createdAt: new Date('2026-04-02T09:00:00.000Z'),
    lastActivityAt: new Date('2026-04-02T09:00:00.000Z'),
    privateToken: SAMPLE_TOKEN,
    createdById: ANNA.id,
    managedById: ANNA.id,
    viewerMembership: { status: 'SUBSCRIBED', admin: false },
  },
  createdBy: ANNA,
  managedBy: ANNA,
};

export const RUNNERS_WITH_PROFILES: GroupWithProfiles = {
  group: RUNNERS.group,
  createdBy: ANNA_WITH_PROFILE,
  managedBy: ANNA_WITH_PROFILE,
};

export const READERS: GroupWithUsers = {
  ...RUNNERS,
  group: {
    ...RUNNERS.group,
    id: 3,
    name: 'Readers',
    slug: 'readers',
    description: 'We read on Fridays.',
    privacy: 'PUBLIC',
  },
};

/** A page that has not been reviewed. */
export const READING_ROOM: GroupWithUsers = {
  ...RUNNERS,
  group: {
    ...RUNNERS.group,
    id: 4,
    kind: 'PAGE',
    name: 'The reading room',
    slug: 'reading-room',
    description: '',
    privacy: 'PUBLIC',
    active: false,
    country: 'GB',
  },
};

export function pageWith<Item>(...items: readonly Item[]): OffsetPage<Item> {
  return { items, count: items.length, end: items.length };
}
