import { describe, expect, it } from 'vitest';
import {
  decodeCreate,
  decodeCreatePage,
  decodeRoomId,
  decodeUpdateGroup,
  decodeUpdatePage,
  decodeUrl,
} from '../../../../src/rest/rooms/groups/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const created = (fields: Record<string, unknown>) => decodeCreate(wireRequest({ fields }));

/** What is made of a body that has no more than its url. */
const NEW = {
  name: null,
  claimsName: false,
  slug: null,
  description: null,
  maxDescription: 200,
  privacy: 'PRIVATE',
  visible: false,
  hideJoinButton: null,
  idempotencyKey: null,
  unreadable: [],
};

/** Bodies as the examples of Quran Foundation's definition and its JavaScript client have them. */
describe('a new group', () => {
  it('is read from JSON', () => {
    const body = { name: 'Readers', description: 'We read on Fridays.', url: 'readers', public: true };

    expect(created(body)).toEqual({
      ok: true,
      value: {
        ...NEW,
        name: 'Readers',
        description: 'We read on Fridays.',
        slug: 'readers',
        privacy: 'PUBLIC',
        visible: true,
      },
    });
  });

  it('is private and hidden unless it says otherwise', () => {
    expect(created({ name: 'Readers', url: 'readers' })).toEqual({
      ok: true,
      value: { ...NEW, name: 'Readers', slug: 'readers' },
    });
  });

  it('needs a url', () => {
    expect(created({ name: 'Readers' })).toEqual({
      ok: true,
      value: { ...NEW, name: 'Readers', unreadable: [{ field: 'slug', reason: 'required' }] },
    });
  });

  it('names all that cannot be read', () => {
    expect(created({ name: 1, url: 'readers', public: 'yes', hideFollowJoinButton: 0 })).toEqual({
      ok: true,
      value: {
        ...NEW,
        slug: 'readers',
        unreadable: [
          { field: 'privacy', reason: 'invalid', cause: 'wrong_type' },
          { field: 'name', reason: 'invalid', cause: 'wrong_type' },
          { field: 'hideJoinButton', reason: 'invalid', cause: 'wrong_type' },
        ],
      },
    });
  });

  it('carries the key of the request', () => {
    expect(decodeCreate(wireRequest({ fields: { url: 'readers' }, idempotencyKey: 'key-1' }))).toEqual({
      ok: true,
      value: { ...NEW, slug: 'readers', idempotencyKey: 'key-1' },
    });
  });
});

describe('a new page', () => {
  it('is public, and says whose it is', () => {
    const fields = {
      name: 'The reading room',
      description: '',
      jobTitle: 'Librarian',
      contactNumber: '+44 20 7946 0000',
      organizationName: 'Readers Ltd',
      organizationWebsite: 'https://readers.example',
      purpose: 'To read.',
      additionalDetails: '',
      country: 'GB',
      url: 'reading-room',
    };

    expect(decodeCreatePage(wireRequest({ fields }))).toEqual({
      ok: true,
      value: {
        ...NEW,
        name: 'The reading room',
        description: '',
        slug: 'reading-room',
        privacy: 'PUBLIC',
        visible: true,
        country: 'GB',
        organization: {
          jobTitle: 'Librarian',
          contactNumber: '+44 20 7946 0000',
          organizationName: 'Readers Ltd',
          organizationWebsite: 'https://readers.example',
          purpose: 'To read.',
          additionalDetails: '',
        },
      },
    });
  });
});

/** What is made of a body that changes nothing. */
const SAME = {
  groupId: 1,
  kind: 'GROUP',
  claimsName: false,
  maxDescription: 200,
  visibleOncePrivate: false,
  unreadable: [],
};

const updated = (fields: Record<string, unknown>) => decodeUpdateGroup(wireRequest({ fields }));

describe('an update', () => {
  it('is read from JSON', () => {
    const body = { id: 1, name: 'Readers', description: 'Books.', url: 'books', country: 'IT', public: false };

    expect(updated(body)).toEqual({
      ok: true,
      value: { ...SAME, name: 'Readers', description: 'Books.', slug: 'books', country: 'IT', privacy: 'PRIVATE' },
    });
  });

  it('leaves as it is what is null', () => {
    expect(updated({ id: 1, name: null, public: null, avatar: null })).toEqual({ ok: true, value: SAME });
  });

  it('takes the country away by null', () => {
    expect(updated({ id: 1, country: null })).toEqual({ ok: true, value: { ...SAME, country: null } });
  });

  it('reads an avatar as text', () => {
    expect(updated({ id: 1, avatar: 'data:image/png;base64,AAEC' })).toEqual({
      ok: true,
      value: { ...SAME, image: Buffer.from([0, 1, 2]) },
    });
  });

  it('removes the avatar when told, whatever comes beside it', () => {
    expect(updated({ id: 1, removeAvatar: true, avatar: 'data:image/png;base64,AAEC' })).toEqual({
      ok: true,
      value: { ...SAME, image: null },
    });
  });

  it.each([[undefined], ['1'], [-1], [1.5]])('is of a group that nobody has for the number %j', (id) => {
    expect(updated({ id })).toEqual({ ok: true, value: { ...SAME, groupId: 0 } });
  });

  it('of a page may change the website of its organisation', () => {
    const fields = { id: 1, organizationWebsite: 'https://readers.example' };

    expect(decodeUpdatePage(wireRequest({ fields }))).toEqual({
      ok: true,
      value: { ...SAME, kind: 'PAGE', organizationWebsite: 'https://readers.example' },
    });
  });
});

describe('what names a room in a path', () => {
  it('is its number', () => {
    expect(decodeRoomId(wireRequest({ params: { id: '42' } }))).toEqual({ ok: true, value: { by: 'id', ids: [42] } });
  });

  it('is no other text', () => {
    expect(decodeRoomId(wireRequest({ params: { id: 'readers' } }))).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', kind: 'group' },
    });
  });

  it.each(['GROUP', 'PAGE'] as const)('is its url, among those of the kind %s', (kind) => {
    expect(decodeUrl(kind)(wireRequest({ params: { url: 'readers' } }))).toEqual({
      ok: true,
      value: { by: 'slug', slug: 'readers', kind },
    });
  });
});
