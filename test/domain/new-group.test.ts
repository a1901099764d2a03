import { describe, expect, it } from 'vitest';
import { INITIAL_FIELDS } from '../../src/domain/group-fields.ts';
import { type CheckedGroup, checkNewGroup, conflictingFields, type NewGroupInput } from '../../src/domain/new-group.ts';

const CREATOR = 7;

const cats: CheckedGroup = {
  ...INITIAL_FIELDS,
  name: 'Cats',
  nameKey: 'cats',
  slug: null,
  description: '',
  color: null,
  privacy: 'PUBLIC',
  visible: true,
  country: null,
  hideJoinButton: false,
  coverImagePosition: 50,
  inviteUserIds: [],
  idempotencyKey: null,
};

const minimal = { name: 'Cats', privacy: 'PUBLIC' } satisfies NewGroupInput;
const check = (input: NewGroupInput) => checkNewGroup(input, CREATOR);

describe('a new group', () => {
  it('needs no more than a name and a privacy', () => {
    expect(check(minimal)).toEqual({ group: cats, invalid: [] });
  });

  it('takes null for whatever may be left out', () => {
    const input = {
      ...minimal,
      slug: null,
      description: null,
      color: null,
      visible: null,
      country: null,
      hideJoinButton: null,
      coverImagePosition: null,
      inviteUserIds: null,
      image: null,
      coverImage: null,
      idempotencyKey: null,
    };

    expect(check(input)).toEqual({ group: cats, invalid: [] });
  });

  it('is what the fields say, in their normal form', () => {
    const input: NewGroupInput = {
      name: '  Cafe\u0301  Olé ',
      slug: 'Cafe-Ole',
      description: 'Coffee\nand more',
      color: '#A1b2C3',
      privacy: 'PRIVATE',
      visible: false,
      country: 'it',
      hideJoinButton: true,
      coverImagePosition: 0,
      inviteUserIds: [9, 8],
      idempotencyKey: 'key-1',
    };

    expect(check(input)).toEqual({
      group: {
        name: 'Caf\u00e9  Olé',
        nameKey: 'caf\u00e9 olé',
        slug: 'Cafe-Ole',
        description: 'Coffee\nand more',
        color: '#A1b2C3',
        privacy: 'PRIVATE',
        visible: false,
        country: 'IT',
        hideJoinButton: true,
        coverImagePosition: 0,
        inviteUserIds: [
          { id: 9, item: 0 },
          { id: 8, item: 1 },
        ],
        idempotencyKey: 'key-1',
      },
      invalid: [],
    });
  });

  it.each([
    ['PUBLIC', false, true],
    ['PUBLIC', undefined, true],
    ['PRIVATE', undefined, true],
    ['PRIVATE', true, true],
    ['PRIVATE', false, false],
  ] as const)('that is %s and asked to be visible: %s is visible: %s', (privacy, visible, expected) => {
    expect(check({ ...minimal, privacy, visible }).group.visible).toBe(expected);
  });

  it('invites each once, never its creator, and remembers where each stood', () => {
    expect(check({ ...minimal, inviteUserIds: [CREATOR, 9, 9, null, 8, CREATOR, 9] })).toEqual({
      group: {
        ...cats,
        inviteUserIds: [
          { id: 9, item: 1 },
          { id: 8, item: 4 },
        ],
      },
      invalid: [],
    });
  });

  it('invites 500 at once and not 501', () => {
    const ids = Array.from({ length: 501 }, (_, index) => 1000 + index);

    expect(check({ ...minimal, inviteUserIds: ids.slice(1) }).invalid).toEqual([]);
    expect(check({ ...minimal, inviteUserIds: ids }).invalid).toEqual([
      { field: 'inviteUserIds', reason: 'max_length', limit: 500 },
    ]);
  });

  it.each([
    ['left out', {}],
    ['null', { name: null, privacy: null }],
  ])('is refused when name and privacy are %s', (_what, input) => {
    expect(check(input).invalid).toEqual([
      { field: 'name', reason: 'required' },
      { field: 'privacy', reason: 'required' },
    ]);
  });

  it('reports everything that is wrong at once', () => {
    const input: NewGroupInput = {
      name: ' ',
      slug: 'search',
      description: 'x'.repeat(501),
      color: 'red',
      country: 'XX',
      inviteUserIds: Array.from({ length: 501 }, (_, index) => index + 1),
      idempotencyKey: '',
    };

    expect(check(input).invalid).toEqual([
      { field: 'privacy', reason: 'required' },
      { field: 'name', reason: 'blank' },
      { field: 'inviteUserIds', reason: 'max_length', limit: 500 },
      { field: 'slug', reason: 'invalid', cause: 'reserved' },
      { field: 'description', reason: 'max_length', limit: 500 },
      { field: 'color', reason: 'invalid', cause: 'format' },
      { field: 'country', reason: 'invalid', cause: 'format' },
      { field: 'idempotencyKey', reason: 'blank' },
    ]);
  });

  it('puts a harmless value where a field is wrong', () => {
    const input = { name: '\0', slug: 'a b', description: '\0', color: 'red', country: 'XX', idempotencyKey: 'ü' };

    expect(check(input).group).toEqual({ ...cats, name: '', nameKey: '', privacy: 'PRIVATE' });
  });

  it('reports what the door could not read beside the rest, and says nothing more of those fields', () => {
    const unreadable = [
      { field: 'name', reason: 'invalid', cause: 'wrong_type' },
      { field: 'inviteUserIds', reason: 'invalid', cause: 'wrong_type', item: 1 },
    ] as const;

    expect(check({ privacy: 'PUBLIC', color: 'red', inviteUserIds: [9, null], unreadable }).invalid).toEqual([
      ...unreadable,
      { field: 'color', reason: 'invalid', cause: 'format' },
    ]);
  });
});

describe('conflicts with what there is', () => {
  const group: CheckedGroup = {
    ...cats,
    inviteUserIds: [
      { id: 9, item: 0 },
      { id: 8, item: 3 },
      { id: 6, item: 4 },
    ],
  };

  it('are none when nothing is in the way', () => {
    expect(conflictingFields(group, { nameTaken: false, slugTaken: false, unknownUserIds: [] })).toEqual([]);
  });

  it('are named by the fields of the caller, and the unknown users by their place in the list', () => {
    expect(conflictingFields(group, { nameTaken: true, slugTaken: true, unknownUserIds: [6, 9] })).toEqual([
      { field: 'name', reason: 'unique' },
      { field: 'slug', reason: 'unique' },
      { field: 'inviteUserIds', reason: 'does_not_exist', id: '9', item: 0 },
      { field: 'inviteUserIds', reason: 'does_not_exist', id: '6', item: 4 },
    ]);
  });
});
