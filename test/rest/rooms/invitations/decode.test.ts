import { describe, expect, it } from 'vitest';
import { decodeAnswer, decodeInvite, decodePrivateToken } from '../../../../src/rest/rooms/invitations/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const params = { id: '42' };
const invited = (fields: Record<string, unknown>) => decodeInvite(wireRequest({ params, fields }));

describe('an invitation', () => {
  it('names users and addresses', () => {
    expect(invited({ userIds: ['user-123', '7'], emails: ['bo@example.org'] })).toEqual({
      ok: true,
      value: { groupId: 42, userRefs: ['user-123', '7'], emails: ['bo@example.org'], unreadable: [] },
    });
  });

  it('needs no more than one of the two', () => {
    expect(invited({ emails: ['bo@example.org'] })).toEqual({
      ok: true,
      value: { groupId: 42, userRefs: [], emails: ['bo@example.org'], unreadable: [] },
    });
  });

  it('needs one of them', () => {
    expect(invited({})).toEqual({
      ok: true,
      value: { groupId: 42, userRefs: [], emails: [], unreadable: [{ field: 'userIds', reason: 'required' }] },
    });
  });

  it('says which item is no text', () => {
    expect(invited({ userIds: ['user-123', 7] })).toEqual({
      ok: true,
      value: {
        groupId: 42,
        userRefs: [],
        emails: [],
        unreadable: [{ field: 'userIds', reason: 'invalid', cause: 'wrong_type', item: 1 }],
      },
    });
  });

  it('is not read beyond 500 users', () => {
    expect(invited({ userIds: Array.from({ length: 501 }, () => 7) })).toEqual({
      ok: true,
      value: {
        groupId: 42,
        userRefs: [],
        emails: [],
        unreadable: [{ field: 'userIds', reason: 'max_length', limit: 500 }],
      },
    });
  });
});

describe('the answer to an invitation', () => {
  it('carries the token of the mail', () => {
    const request = wireRequest({ params, query: new URLSearchParams('token=mC3yVZ0s') });

    expect(decodeAnswer(request)).toEqual({ ok: true, value: { groupId: 42, token: 'mC3yVZ0s' } });
  });

  it('without a token has one that no invitation has', () => {
    expect(decodeAnswer(wireRequest({ params }))).toEqual({ ok: true, value: { groupId: 42, token: '' } });
  });

  it('leads nowhere without the number of a room', () => {
    expect(decodeAnswer(wireRequest({ params: { id: 'chess' } }))).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', kind: 'group' },
    });
  });
});

it('reads a private token below the name of its room', () => {
  const request = wireRequest({ params: { url: 'library', token: 'secret' } });

  expect(decodePrivateToken('PAGE')(request)).toEqual({
    ok: true,
    value: { kind: 'PAGE', slug: 'library', token: 'secret' },
  });
});
