import { describe, expect, it } from 'vitest';
import { encodeAsked, encodeStatus } from '../../../../src/rest/rooms/requests/encode.ts';
import { CHESS, LIBRARY, wireContext } from '../../../support/wire.ts';

describe('how the caller stands to a room', () => {
  it.each([
    ['SUBSCRIBED', 'member'],
    ['REQUESTED', 'pending'],
    ['INVITED', 'invited'],
  ] as const)('is for someone who is %s the word %s', (status, word) => {
    const group = { ...CHESS, viewerMembership: { status, admin: false } };

    expect(encodeStatus(group, wireContext())).toEqual({ status: 200, body: { success: true, status: word } });
  });

  it('is null for a stranger', () => {
    expect(encodeStatus(LIBRARY, wireContext())).toEqual({ status: 200, body: { success: true, status: null } });
  });

  it('is told as it is after a request to join', () => {
    const after = { ...CHESS, viewerMembership: { status: 'REQUESTED', admin: false } } as const;

    expect(encodeAsked({ after }, wireContext())).toEqual({ status: 200, body: { success: true, status: 'pending' } });
  });
});
