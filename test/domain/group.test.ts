import { describe, expect, it } from 'vitest';
import { canAdminister, canSee, requestsAfter, roleOf, type ViewedGroup } from '../../src/domain/group.ts';
import { INITIAL_FIELDS } from '../../src/domain/group-fields.ts';
import type { Membership } from '../../src/domain/membership.ts';

const MANAGER = 1;
const VIEWER = 2;

const group: ViewedGroup = {
  id: 10,
  kind: 'GROUP',
  name: 'Cats',
  slug: 'cats',
  ...INITIAL_FIELDS,
  privacy: 'PRIVATE',
  visible: false,
  active: true,
  verified: false,
  image: null,
  coverImage: null,
  subscribersCount: 1,
  createdAt: new Date('2026-01-02T03:04:05Z'),
  lastActivityAt: new Date('2026-01-02T03:04:05Z'),
  privateToken: 'secret',
  createdById: MANAGER,
  managedById: MANAGER,
  viewerMembership: null,
};

const invited: Membership = { status: 'INVITED', admin: false };
const requested: Membership = { status: 'REQUESTED', admin: false };
const member: Membership = { status: 'SUBSCRIBED', admin: false };
const admin: Membership = { status: 'SUBSCRIBED', admin: true };

const HIDDEN = { privacy: 'PRIVATE', visible: false } as const;
const VISIBLE = { privacy: 'PRIVATE', visible: true } as const;
const PUBLIC = { privacy: 'PUBLIC', visible: true } as const;

describe('seeing a group', () => {
  it.each([
    ['a stranger', 'public', null, PUBLIC, true],
    ['a stranger', 'private visible', null, VISIBLE, true],
    ['a stranger', 'private hidden', null, HIDDEN, false],
    ['someone invited', 'private hidden', invited, HIDDEN, true],
    ['someone who asked to join', 'private visible', requested, VISIBLE, true],
    ['someone who asked to join', 'private hidden', requested, HIDDEN, false],
    ['a member', 'private hidden', member, HIDDEN, true],
    ['an admin', 'private hidden', admin, HIDDEN, true],
  ])('is, for %s of a %s one, as the table says', (_who, _kind, viewerMembership, privacy, expected) => {
    expect(canSee({ ...group, ...privacy, viewerMembership })).toBe(expected);
  });
});

describe('who has asked to join', () => {
  it.each([
    ['hidden', 'public', HIDDEN, PUBLIC, 'admit'],
    ['private visible', 'public', VISIBLE, PUBLIC, 'admit'],
    ['private visible', 'hidden', VISIBLE, HIDDEN, 'drop'],
    ['public', 'hidden', PUBLIC, HIDDEN, 'drop'],
    ['public', 'private visible', PUBLIC, VISIBLE, null],
    ['hidden', 'private visible', HIDDEN, VISIBLE, null],
    ['public', 'public', PUBLIC, PUBLIC, null],
    ['hidden', 'hidden', HIDDEN, HIDDEN, null],
    ['private visible', 'private visible', VISIBLE, VISIBLE, null],
  ] as const)('of a %s group that becomes %s is let in, dropped or left', (_from, _to, before, after, requests) => {
    expect(requestsAfter({ ...group, ...before }, after)).toBe(requests);
  });
});

describe('a role in a group', () => {
  it.each([
    ['a stranger', VIEWER, null, { role: null, administers: false }],
    ['someone invited', VIEWER, invited, { role: null, administers: false }],
    ['an invited admin of old', VIEWER, { ...invited, admin: true }, { role: null, administers: false }],
    ['someone who asked to join', VIEWER, requested, { role: null, administers: false }],
    ['a member', VIEWER, member, { role: 'MEMBER', administers: false }],
    ['an admin', VIEWER, admin, { role: 'ADMIN', administers: true }],
    ['the manager', MANAGER, member, { role: 'MANAGER', administers: true }],
    ['the manager, were they an admin too', MANAGER, admin, { role: 'MANAGER', administers: true }],
  ])('is, for %s, as the table says', (_who, userId, viewerMembership, expected) => {
    const viewer = { userId, scopes: null };
    const viewed = { ...group, viewerMembership };

    expect({ role: roleOf(viewed, viewer), administers: canAdminister(viewed, viewer) }).toEqual(expected);
  });

  it('is none for an anonymous caller', () => {
    expect({ role: roleOf(group, null), administers: canAdminister(group, null) }).toEqual({
      role: null,
      administers: false,
    });
  });
});
