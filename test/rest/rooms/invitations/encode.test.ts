import { expect, it } from 'vitest';
import type { InviteStatuses } from '../../../../src/domain/operations/invite-people.ts';
import {
  encodeAccepted,
  encodeInvited,
  encodeLetIn,
  encodeRejected,
} from '../../../../src/rest/rooms/invitations/encode.ts';
import { wireContext } from '../../../support/wire.ts';

it('says what became of each invitation, by the text that named the invited', () => {
  const statuses: InviteStatuses = new Map<string, boolean | 'already_a_member'>([
    ['user-123', true],
    ['user-456', 'already_a_member'],
    ['bo@example.org', false],
  ]);

  expect(encodeInvited(statuses, wireContext())).toEqual({
    status: 200,
    body: {
      invited: true,
      inviteStatus: { 'user-123': true, 'user-456': 'already_a_member', 'bo@example.org': false },
    },
  });
});

it('says that an invitation was accepted', () => {
  expect(encodeAccepted(null, wireContext())).toEqual({ status: 200, body: { accepted: true } });
});

it('says that an invitation was rejected', () => {
  expect(encodeRejected(null, wireContext())).toEqual({ status: 200, body: { rejected: true } });
});

it('says which room a private token let its holder into', () => {
  expect(encodeLetIn({ groupId: 42, isNewMember: true }, wireContext())).toEqual({
    status: 200,
    body: { success: true, roomId: 42, isNewMember: true },
  });
});
