import { describe, expect, it } from 'vitest';
import { type Membership, roleIn, sinceWhen } from '../../src/domain/membership.ts';

const MANAGER = 1;
const group = { managedById: MANAGER };

const member: Membership = { status: 'SUBSCRIBED', admin: false };
const admin: Membership = { status: 'SUBSCRIBED', admin: true };

describe("a member's role", () => {
  it.each<[string, number, Membership, ReturnType<typeof roleIn>]>([
    ['the manager', MANAGER, member, 'MANAGER'],
    ['a manager who is still noted as an admin', MANAGER, admin, 'MANAGER'],
    ['an admin', 2, admin, 'ADMIN'],
    ['a member', 2, member, 'MEMBER'],
    ['someone invited', 2, { status: 'INVITED', admin: false }, null],
    ['someone who has asked', 2, { status: 'REQUESTED', admin: false }, null],
  ])('of %s', (_who, userId, membership, role) => {
    expect(roleIn(group, userId, membership)).toBe(role);
  });
});

describe('since when a user stands to a group', () => {
  const since = new Date(1_000);
  const now = new Date(2_000);

  it('is kept while the status stays the same, whatever the role', () => {
    expect(sinceWhen({ status: 'SUBSCRIBED', since }, admin, now)).toBe(since);
  });

  it('is now for another status, and for someone new', () => {
    expect(sinceWhen({ status: 'REQUESTED', since }, member, now)).toBe(now);
    expect(sinceWhen(undefined, member, now)).toBe(now);
  });
});
