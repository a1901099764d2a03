import { describe, expect, it } from 'vitest';
import {
  decodeMembers,
  decodeSubscribe,
  decodeSuggestions,
  decodeSuggestionsFor,
  decodeUser,
  decodeUsers,
} from '../../../../src/rest/selfcommunity/members/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const params = { id: '1' };
const asked = (query: string) => wireRequest({ params, query: new URLSearchParams(query) });

/** Requests as `@selfcommunity/api-services` 0.7.0-alpha.13 sends them. */
describe('a list of members', () => {
  it('is of those who stand to the group in one way', () => {
    expect(decodeMembers('INVITED')(asked('limit=5'))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', status: 'INVITED', slice: { limit: 5, offset: 0 } },
    });
  });

  it('leads nowhere without the number of a group', () => {
    expect(decodeMembers('SUBSCRIBED')(wireRequest({ params: { id: 'undefined' } }))).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', kind: 'group' },
    });
  });
});

describe('an invitation', () => {
  it.each([
    ['JSON', { users: [4, 5] }],
    ['a form', { 'users[]': ['4', '5'] }],
    ['a form with numbered names', { 'users[0]': '4', 'users[1]': '5' }],
  ])('names its users in %s', (_encoding, fields) => {
    expect(decodeUsers(wireRequest({ params, fields }))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', userIds: [4, 5], unreadable: [] },
    });
  });

  it('says which of its users is none', () => {
    expect(decodeUsers(wireRequest({ params, fields: { users: [4, 'bo'] } }))).toEqual({
      ok: true,
      value: {
        groupId: 1,
        kind: 'GROUP',
        userIds: null,
        unreadable: [{ field: 'userIds', reason: 'invalid', cause: 'wrong_type', item: 1 }],
      },
    });
  });
});

describe('a subscription', () => {
  it('is for the caller where nobody is named', () => {
    expect(decodeSubscribe(wireRequest({ params }))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', userIds: null, unreadable: [] },
    });
  });

  it('is for those who are named', () => {
    expect(decodeSubscribe(wireRequest({ params, fields: { users: [4, 5] } }))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', userIds: [4, 5], unreadable: [] },
    });
  });
});

describe('the end of a subscription', () => {
  it('is for the caller where nobody is named', () => {
    expect(decodeUser(wireRequest({ params }))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', userIds: null, field: 'userId', unreadable: [] },
    });
  });

  it('is for the user in the query', () => {
    expect(decodeUser(asked('user=9'))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', userIds: [9], field: 'userId', unreadable: [] },
    });
  });

  it('is refused for a user that cannot be read, and is not the caller’s then', () => {
    expect(decodeUser(asked('user=undefined'))).toEqual({
      ok: true,
      value: {
        groupId: 1,
        kind: 'GROUP',
        userIds: null,
        field: 'userId',
        unreadable: [{ field: 'userId', reason: 'invalid', cause: 'wrong_type' }],
      },
    });
  });
});

describe('suggestions', () => {
  it('are for a group that is not there yet, too', () => {
    expect(decodeSuggestions(wireRequest({ query: new URLSearchParams('search=undefined') }))).toEqual({
      ok: true,
      value: { groupId: null, search: null, slice: { limit: 20, offset: 0 } },
    });
  });

  it('are for the group in the path', () => {
    expect(decodeSuggestionsFor(asked('search=bo'))).toEqual({
      ok: true,
      value: { groupId: 1, kind: 'GROUP', search: 'bo', slice: { limit: 20, offset: 0 } },
    });
  });
});
