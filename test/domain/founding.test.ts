import { expect, it } from 'vitest';
import { CREATOR, INVITEE, initialFields } from '../../src/domain/founding.ts';

it('gives a new group its creator as manager and only member, and activity since it was made', () => {
  const createdAt = new Date(1_000);

  expect(initialFields({ createdAt, creatorId: 7 })).toEqual({
    verified: false,
    subscribersCount: 1,
    lastActivityAt: createdAt,
    createdById: 7,
    managedById: 7,
  });
});

it('makes the creator a member without the rights of an admin, and nobody else a member', () => {
  expect(CREATOR).toEqual({ status: 'SUBSCRIBED', admin: false });
  expect(INVITEE).toEqual({ status: 'INVITED', admin: false });
});
