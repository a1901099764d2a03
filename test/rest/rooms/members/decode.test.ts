import { describe, expect, it } from 'vitest';
import { decodeAdminAccess, decodeMember, decodeMembers } from '../../../../src/rest/rooms/members/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

describe('a list of members', () => {
  it('is a page of those who stand to the room in one way', () => {
    const request = wireRequest({ params: { id: '42' }, query: new URLSearchParams('limit=20&page=2') });

    expect(decodeMembers('SUBSCRIBED')(request)).toEqual({
      ok: true,
      value: { groupId: 42, status: 'SUBSCRIBED', slice: { limit: 20, offset: 20 } },
    });
  });

  it('is refused for a page that is no number', () => {
    const request = wireRequest({ params: { id: '42' }, query: new URLSearchParams('limit=many') });

    expect(decodeMembers('SUBSCRIBED')(request)).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [{ field: 'first', reason: 'invalid', cause: 'out_of_range', limit: 100 }],
      },
    });
  });
});

it('names a member by the text in the path', () => {
  expect(decodeMember(wireRequest({ params: { id: '42', userId: 'user-123' } }))).toEqual({
    ok: true,
    value: { groupId: 42, userRefs: ['user-123'] },
  });
});

describe('admin access', () => {
  it.each([
    [true, 'ADMIN'],
    [false, 'MEMBER'],
  ])('that is %j makes the user a %s', (admin, role) => {
    const fields = { roomId: 42, userId: 'user-123', admin };

    expect(decodeAdminAccess(wireRequest({ fields }))).toEqual({
      ok: true,
      value: { groupId: 42, userRef: 'user-123', role },
    });
  });

  it('needs a user and what they get', () => {
    expect(decodeAdminAccess(wireRequest({ fields: { roomId: 42 } }))).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [
          { field: 'userId', reason: 'required' },
          { field: 'role', reason: 'required' },
        ],
      },
    });
  });

  it('names all that cannot be read', () => {
    expect(decodeAdminAccess(wireRequest({ fields: { roomId: 42, userId: 7, admin: 'yes' } }))).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [
          { field: 'userId', reason: 'invalid', cause: 'wrong_type' },
          { field: 'role', reason: 'invalid', cause: 'wrong_type' },
        ],
      },
    });
  });
});
