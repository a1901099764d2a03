import { describe, expect, it } from 'vitest';
import {
  decodeCreate,
  decodeGroup,
  decodeListOf,
  decodeOwnList,
  decodePatch,
  decodePut,
  decodeSearchList,
  decodeWholeList,
} from '../../../../src/rest/selfcommunity/groups/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

const created = (fields: Record<string, unknown>, idempotencyKey: string | null = null) =>
  decodeCreate(wireRequest({ fields, idempotencyKey }));

/** What is made of a body that says nothing. */
const NEW = {
  name: null,
  slug: null,
  description: null,
  color: null,
  privacy: null,
  visible: null,
  inviteUserIds: null,
  image: null,
  coverImage: null,
  coverImagePosition: null,
  idempotencyKey: null,
  unreadable: [],
};

/** Bodies as `@selfcommunity/api-services` 0.7.0-alpha.13 sends them, read by their encoding. */
describe('a create', () => {
  it('is read from JSON', () => {
    const body = { name: 'Rück', privacy: 'private', visible: false, description: 'd', invite_users: [2, 3] };

    expect(created(body)).toEqual({
      ok: true,
      value: {
        ...NEW,
        name: 'Rück',
        privacy: 'PRIVATE',
        visible: false,
        description: 'd',
        inviteUserIds: [2, 3],
      },
    });
  });

  it('with a name alone leaves the rest to the domain', () => {
    expect(created({ name: 'n' })).toEqual({ ok: true, value: { ...NEW, name: 'n' } });
  });

  it('is read from the fields of the form that GroupForm fills in', () => {
    const form = {
      name: 'My group',
      description: '',
      privacy: 'private',
      visible: 'false',
      products: '[]',
      'invite_users[0]': '2',
      'invite_users[1]': '3',
      image_original: PNG,
      emotional_image_original: PNG,
    };

    expect(created(form)).toEqual({
      ok: true,
      value: {
        ...NEW,
        name: 'My group',
        description: '',
        privacy: 'PRIVATE',
        visible: false,
        inviteUserIds: [2, 3],
        image: PNG,
        coverImage: PNG,
      },
    });
  });

  it.each([
    ['`invite_users[]`, repeated', { 'invite_users[]': ['2', '3'] }],
    ['`invite_users`, repeated', { invite_users: ['2', '3'] }],
    ['numbered names in any order', { 'invite_users[1]': '3', 'invite_users[0]': '2' }],
    ['the JSON of a form', { invite_users: ['2', '3', ''] }],
  ])('reads those to invite from %s', (_spelling, fields) => {
    expect(created(fields)).toEqual({ ok: true, value: { ...NEW, inviteUserIds: [2, 3] } });
  });

  it('takes an empty text of a form for no value', () => {
    const form = { name: 'n', privacy: '', visible: '', color: '', image_original: '', emotional_image_position: '' };

    expect(created(form)).toEqual({ ok: true, value: { ...NEW, name: 'n' } });
  });

  it('carries the key of the request', () => {
    expect(created({ name: 'n' }, 'key-1')).toEqual({
      ok: true,
      value: { ...NEW, name: 'n', idempotencyKey: 'key-1' },
    });
  });

  it('names all that cannot be read, such as a file that became an object of JSON', () => {
    const body = { name: ['n'], privacy: 'secret', visible: 'maybe', invite_users: [2, 'bo'], image_original: {} };

    expect(created(body)).toEqual({
      ok: true,
      value: {
        ...NEW,
        unreadable: [
          { field: 'name', reason: 'invalid', cause: 'wrong_type' },
          { field: 'privacy', reason: 'invalid_choice', choices: ['public', 'private'] },
          { field: 'visible', reason: 'invalid', cause: 'wrong_type' },
          { field: 'inviteUserIds', reason: 'invalid', cause: 'wrong_type', item: 1 },
          { field: 'image', reason: 'invalid', cause: 'not_an_image' },
        ],
      },
    });
  });
});

/** What is made of a body that changes nothing. */
const SAME = {
  groupId: 1,
  kind: 'GROUP',
  name: undefined,
  slug: undefined,
  description: undefined,
  color: undefined,
  privacy: undefined,
  visible: undefined,
  coverImagePosition: undefined,
  image: undefined,
  coverImage: undefined,
  unreadable: [],
};

describe('an update', () => {
  const params = { id: '1' };

  it('is read from JSON, in which null clears', () => {
    const fields = { name: 'n', description: null, color: '#ff0000', visible: true };

    expect(decodePut(wireRequest({ params, fields }))).toEqual({
      ok: true,
      value: { ...SAME, name: 'n', description: null, color: '#ff0000', visible: true },
    });
  });

  it('is read from the form that GroupForm sends back', () => {
    const fields = { name: 'n', description: 'd', privacy: 'private', visible: 'true', products: '[]' };

    expect(decodePut(wireRequest({ params, fields }))).toEqual({
      ok: true,
      value: { ...SAME, name: 'n', description: 'd', privacy: 'PRIVATE', visible: true },
    });
  });

  it('by PUT asks for a name', () => {
    expect(decodePut(wireRequest({ params, fields: { visible: true } }))).toEqual({
      ok: true,
      value: { ...SAME, name: null, visible: true },
    });
  });

  it('by PATCH leaves what is not given as it is', () => {
    expect(decodePatch(wireRequest({ params, fields: { visible: false } }))).toEqual({
      ok: true,
      value: { ...SAME, visible: false },
    });
  });

  it('reads a new cover beside the address of the old one', () => {
    const fields = { emotional_image: 'https://club.example/old.webp', emotional_image_original: PNG };

    expect(decodePatch(wireRequest({ params, fields }))).toEqual({ ok: true, value: { ...SAME, coverImage: PNG } });
  });

  it('drops the cover for an empty address', () => {
    expect(decodePatch(wireRequest({ params, fields: { emotional_image: '' } }))).toEqual({
      ok: true,
      value: { ...SAME, coverImage: null },
    });
  });

  it('keeps an empty name and slug for the domain to refuse', () => {
    expect(decodePatch(wireRequest({ params, fields: { name: '', slug: '' } }))).toEqual({
      ok: true,
      value: { ...SAME, name: '', slug: '' },
    });
  });
});

describe('the number of a group', () => {
  it('is that in the path', () => {
    expect(decodeGroup(wireRequest({ params: { id: '12' } }))).toEqual({
      ok: true,
      value: { by: 'id', ids: [12], kind: 'GROUP' },
    });
  });

  it.each(['', 'undefined', '-1', '1.5', '1e3', '9'.repeat(16)])('cannot be %j', (id) => {
    expect(decodeGroup(wireRequest({ params: { id } }))).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', kind: 'group' },
    });
  });
});

describe('a list of groups', () => {
  const asked = (query: string) => wireRequest({ query: new URLSearchParams(query) });
  const OWN = { kind: 'GROUP', roles: null, order: { field: 'NAME', descending: false } };

  it('is read from what the client asks of a search', () => {
    expect(decodeSearchList(asked('search=run+club&limit=2&offset=4'))).toEqual({
      ok: true,
      value: { search: 'run club', kind: 'GROUP', slice: { limit: 2, offset: 4 } },
    });
  });

  it('takes what the client makes of undefined and null for nothing', () => {
    expect(decodeOwnList(asked('limit=undefined&search=null'))).toEqual({
      ok: true,
      value: { ...OWN, search: null, slice: { limit: 20, offset: 0 } },
    });
  });

  it('has no more than 100 at once', () => {
    expect(decodeOwnList(asked('limit=5000&offset=10&search=a+b%26c%3D%C3%A9'))).toEqual({
      ok: true,
      value: { ...OWN, search: 'a b&c=é', slice: { limit: 100, offset: 10 } },
    });
  });

  it('is whole where it is documented without pages', () => {
    expect(decodeWholeList(asked(''))).toEqual({
      ok: true,
      value: { ...OWN, search: null, slice: { limit: 1_000, offset: 0 } },
    });
  });

  it('of a user names the user in the path', () => {
    const request = wireRequest({ params: { id: '7' }, query: new URLSearchParams('limit=2&offset=0&search=q') });

    expect(decodeListOf(request)).toEqual({
      ok: true,
      value: { userId: 7, search: 'q', slice: { limit: 2, offset: 0 } },
    });
  });
});
