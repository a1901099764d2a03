import { describe, expect, it } from 'vitest';
import { decodeMine, decodeOwn, decodeSearch } from '../../../../src/rest/rooms/lists/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const asked = (query: string) => wireRequest({ query: new URLSearchParams(query) });
const BY_NAME = { field: 'NAME', descending: false };

describe('the rooms that the caller is in', () => {
  it('are five by name', () => {
    expect(decodeOwn(['MANAGER', 'ADMIN'])(asked(''))).toEqual({
      ok: true,
      value: {
        kind: null,
        roles: ['MANAGER', 'ADMIN'],
        order: BY_NAME,
        search: null,
        slice: { limit: 5, offset: 0 },
      },
    });
  });

  it('are searched, ordered and paged', () => {
    expect(decodeOwn(null)(asked('query=%20run%20&sortBy=LATEST_ACTIVITY&limit=2&page=3'))).toEqual({
      ok: true,
      value: {
        kind: null,
        roles: null,
        order: { field: 'LATEST_ACTIVITY', descending: true },
        search: 'run',
        slice: { limit: 2, offset: 4 },
      },
    });
  });

  it('are refused with all that is wrong', () => {
    expect(decodeOwn(null)(asked('sortBy=SIZE&limit=6&page=0'))).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [
          { field: 'orderBy', reason: 'invalid_choice', choices: ['NAME_ASC', 'NAME_DESC', 'LATEST_ACTIVITY'] },
          { field: 'first', reason: 'invalid', cause: 'out_of_range', limit: 5 },
          { field: 'after', reason: 'invalid', cause: 'out_of_range', limit: 10_000 },
        ],
      },
    });
  });

  it('need a scope of their own in the list for other apps', () => {
    expect(decodeMine(asked('name=run'))).toEqual({
      ok: true,
      value: {
        kind: null,
        roles: null,
        order: BY_NAME,
        scope: 'user.rooms.read',
        search: 'run',
        slice: { limit: 10, offset: 0 },
      },
    });
  });
});

describe('a search', () => {
  it.each([
    ['GROUP', 'GROUP'],
    ['page', 'PAGE'],
    ['', null],
  ])('reads the room type %j', (roomType, kind) => {
    expect(decodeSearch(asked(`query=run&roomType=${roomType}`))).toEqual({
      ok: true,
      value: { kind, search: 'run', slice: { limit: 10, offset: 0 } },
    });
  });

  it('refuses another type', () => {
    expect(decodeSearch(asked('roomType=club'))).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID',
        fields: [{ field: 'kind', reason: 'invalid_choice', choices: ['GROUP', 'PAGE'] }],
      },
    });
  });
});
