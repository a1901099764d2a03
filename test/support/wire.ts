import type { Group, ViewedGroup } from '../../src/domain/group.ts';
import { INITIAL_FIELDS } from '../../src/domain/group-fields.ts';
import { EMPTY_PROFILE, type Profile } from '../../src/domain/profile.ts';
import type { GroupWithProfiles } from '../../src/domain/steps/with-profiles.ts';
import type { GroupWithUsers } from '../../src/domain/steps/with-users.ts';
import type { User } from '../../src/domain/user.ts';
import { linksFrom } from '../../src/links.ts';
import type { WireContext, WireRequest } from '../../src/rest/wire.ts';

const NOTHING: WireRequest = {
  path: '/',
  params: {},
  query: new URLSearchParams(),
  fields: {},
  idempotencyKey: null,
};

/** A request as a door hands it to a decoder. */
export function wireRequest(parts: Partial<WireRequest>): WireRequest {
  return { ...NOTHING, ...parts };
}

/** What an encoder is told of the request that it answers; the caller is `ANNA`. */
export function wireContext(parts: Partial<WireRequest> = {}): WireContext {
  return {
    viewer: { userId: ANNA.id, scopes: null },
    links: linksFrom('https://club.example'),
    request: wireRequest(parts),
  };
}

/** A user of the community. */
export const ANNA: User = {
  id: 7,
  username: 'anna',
  realName: 'Anna Maria Berg',
  avatarUrl: 'https://club.example/anna.png',
  extId: 'crm-7',
  subject: null,
  reviewer: false,
  createdAt: new Date('2026-01-02T03:04:05.006Z'),
};

/** What Anna tells of herself. */
export const ANNAS_PROFILE: Profile = {
  bio: 'Chess.\nAnd go.',
  location: 'Milan',
  website: 'https://anna.example/',
  tags: [{ id: 3, name: 'Founder', description: 'Was there first.', color: '#b45309' }],
};

/** A user who signs in by OpenID, and of whom nothing but the name is known. */
export const BO: User = {
  id: 4_294_967_301,
  username: 'bo',
  realName: '',
  avatarUrl: null,
  extId: null,
  subject: 'e3b0c442-98fc',
  reviewer: false,
  createdAt: new Date('2026-01-03T00:00:00.000Z'),
};

/** A private group that Anna manages, with pictures. */
export const CHESS: ViewedGroup = {
  ...INITIAL_FIELDS,
  id: 42,
  kind: 'GROUP',
  name: 'Chess',
  slug: 'chess',
  description: 'Openings.',
  color: '#ff0000',
  privacy: 'PRIVATE',
  visible: true,
  active: true,
  verified: false,
  country: 'IT',
  image: 'a1',
  coverImage: 'b2',
  subscribersCount: 3,
  createdAt: new Date('2026-04-02T09:00:00.000Z'),
  lastActivityAt: new Date('2026-04-03T09:00:00.000Z'),
  privateToken: 'secret',
  createdById: ANNA.id,
  managedById: ANNA.id,
  viewerMembership: { status: 'SUBSCRIBED', admin: false },
};

/** A public page of Bo's that Anna has nothing to do with, without pictures. */
export const LIBRARY: ViewedGroup = {
  ...CHESS,
  id: 43,
  kind: 'PAGE',
  name: 'Library',
  slug: 'library',
  description: '',
  color: null,
  privacy: 'PUBLIC',
  verified: true,
  country: null,
  image: null,
  coverImage: null,
  createdById: BO.id,
  managedById: BO.id,
  viewerMembership: null,
};

export function withUsers(group: ViewedGroup): GroupWithUsers {
  return { group, createdBy: userOf(group.createdById), managedBy: userOf(group.managedById) };
}

/** The group with its users, of whom Anna alone has a profile. */
export function withProfiles(group: ViewedGroup): GroupWithProfiles {
  const profiled = (id: number) => ({ user: userOf(id), profile: id === ANNA.id ? ANNAS_PROFILE : EMPTY_PROFILE });
  return { group, createdBy: profiled(group.createdById), managedBy: profiled(group.managedById) };
}

function userOf(id: Group['managedById']): User {
  return id === ANNA.id ? ANNA : BO;
}
