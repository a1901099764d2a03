/**
 * Reads groups as SelfCommunity's API defines them, from JSON and from forms. Its words end here: what leaves are
 * inputs of the domain, with all that could not be read.
 */

import { z } from 'zod';
import type { InputField } from '../../../domain/errors.ts';
import type { GroupRef } from '../../../domain/group.ts';
import { MAX_DESCRIPTION_LENGTH, MAX_INVITATIONS, MAX_NAME_LENGTH } from '../../../domain/group-fields.ts';
import type { NewGroupInput } from '../../../domain/new-group.ts';
import type { ListGroupsOfInput } from '../../../domain/operations/list-groups-of.ts';
import type { ListOwnGroupsInput } from '../../../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../../../domain/operations/search-groups.ts';
import type { UpdateGroupInput } from '../../../domain/operations/update-group.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { MAX_SLUG_LENGTH } from '../../../domain/slug.ts';
import type { GroupSelector } from '../../../domain/store.ts';
import { type DeclaredRequest, decoder, documentedAs, needed, optional } from '../../decoder.ts';
import { fieldReader, image } from '../../field-reader.ts';
import { groupParams, idIn, listed, userIds, userParams } from '../ids.ts';
import { decodeSearch, decodeSlice, decodeWholeSlice, searchQuery, sliceQuery, wholeListQuery } from '../pagination.ts';

const privacy = z.enum(['public', 'private']).transform((word) => (word === 'public' ? 'PUBLIC' : 'PRIVATE'));

// Forms can only send text, and the client turns a FormData without headers into JSON of the same texts.
const flag = documentedAs(
  z
    .union([z.boolean(), z.stringbool({ truthy: ['true', '1', 'on'], falsy: ['false', '0', 'off'] })])
    .or(z.literal([0, 1]).transform((bit) => bit === 1)),
  { enum: [true, false, 'true', 'false', '1', '0', 'on', 'off', 1, 0, ''] },
);

const position = documentedAs(
  z.union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number),
  ]),
  {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 100 },
      { type: 'string', pattern: '^(\\d{1,3})?$' },
    ],
  },
);

const text = z.string();
const name = {
  maxLength: MAX_NAME_LENGTH,
  description: 'Unique among the groups that claim their name, ignoring case.',
};

const fields = {
  slug: optional(text, {
    maxLength: MAX_SLUG_LENGTH,
    description:
      'Unique, ignoring case; of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit. A new group without one gets it from its name.',
  }),
  description: optional(text, { maxLength: MAX_DESCRIPTION_LENGTH }),
  color: optional(text, 'Hexadecimal, such as #ff0000; empty for none.'),
  visible: optional(
    flag,
    'Whether strangers can find it. A public group is always visible: `false` without a `privacy` is refused for one.',
  ),
  image_original: optional(image, 'A picture: a file of a form, or `data:image/...;base64,` text.'),
  emotional_image_original: optional(image, 'A cover, given like a picture.'),
  emotional_image_position: optional(position, 'Which part of the cover matters, in percent from its top; else 50.'),
};

const newGroup = {
  name: needed(text, name),
  privacy: needed(privacy),
  ...fields,
  invite_users: optional(userIds, {
    maxItems: MAX_INVITATIONS,
    description: 'Whom to invite, by number. Forms may spell it `invite_users[]` or `invite_users[0]`, too.',
  }),
};

const changes = {
  name: optional(text, name),
  privacy: optional(privacy),
  ...fields,
  emotional_image: optional(text, 'Empty for the default cover; else ignored, since it is an address that was read.'),
};

const patch = { params: groupParams, body: changes };

export const decodeCreate = decoder(
  { body: newGroup, idempotencyKey: true },
  ({ fields, idempotencyKey }): Result<NewGroupInput> => {
    const { read, unreadable } = fieldReader(newGroup, (name) => fields[name]);
    const readUnlessEmpty = <Name extends keyof typeof newGroup>(field: InputField, name: Name) =>
      read(field, name, unlessEmpty(fields[name]));
    return ok({
      name: read('name', 'name'),
      slug: read('slug', 'slug'),
      description: read('description', 'description'),
      color: readUnlessEmpty('color', 'color'),
      privacy: readUnlessEmpty('privacy', 'privacy'),
      visible: readUnlessEmpty('visible', 'visible'),
      inviteUserIds: read('inviteUserIds', 'invite_users', listed(fields, 'invite_users')),
      image: readUnlessEmpty('image', 'image_original'),
      coverImage: readUnlessEmpty('coverImage', 'emotional_image_original'),
      coverImagePosition: readUnlessEmpty('coverImagePosition', 'emotional_image_position'),
      idempotencyKey,
      unreadable,
    });
  },
);

/** Reads any of the fields; an empty text clears a value that is not required. */
export const decodePatch = decoder(patch, readChanges);

/** Reads a PUT which, as documented, needs a name and leaves other fields that are not given as they are. */
export const decodePut = decoder(
  { ...patch, body: { ...changes, name: newGroup.name } },
  (request): Result<UpdateGroupInput> => {
    const read = readChanges(request);
    return read.ok ? ok({ ...read.value, name: read.value.name ?? null }) : read;
  },
);

function readChanges(request: DeclaredRequest<typeof patch>): Result<UpdateGroupInput> {
  const groupId = idIn(request, 'group');
  if (!groupId.ok) return groupId;

  const { fields } = request;
  const { read, unreadable } = fieldReader(changes, (name) => fields[name]);
  const change = <Name extends keyof typeof changes>(field: InputField, name: Name) =>
    fields[name] === undefined ? undefined : read(field, name, unlessEmpty(fields[name]));
  const cover = change('coverImage', 'emotional_image_original');
  const resetsCover = fields['emotional_image'] === '' || fields['emotional_image'] === null;
  return ok({
    groupId: groupId.value,
    kind: 'GROUP',
    name: fields['name'] === '' ? '' : change('name', 'name'),
    slug: fields['slug'] === '' ? '' : change('slug', 'slug'),
    description: change('description', 'description'),
    color: change('color', 'color'),
    privacy: change('privacy', 'privacy'),
    visible: change('visible', 'visible'),
    coverImagePosition: change('coverImagePosition', 'emotional_image_position'),
    image: change('image', 'image_original'),
    coverImage: cover === undefined && resetsCover ? null : cover,
    unreadable,
  });
}

export const decodeGroup = decoder({ params: groupParams }, (request): Result<GroupSelector> => {
  const id = idIn(request, 'group');
  return id.ok ? ok({ by: 'id', ids: [id.value], kind: 'GROUP' }) : id;
});

export const decodeGroupId = decoder({ params: groupParams }, readGroupId);

function readGroupId(request: DeclaredRequest<{ params: typeof groupParams }>): Result<GroupRef> {
  const id = idIn(request, 'group');
  return id.ok ? ok({ groupId: id.value, kind: 'GROUP' }) : id;
}

const listQuery = { ...searchQuery, ...sliceQuery };

/** Reads a page of a feed. All pages are empty, so only the group matters. */
export const decodeFeed = decoder({ params: groupParams, query: sliceQuery }, readGroupId);

export const decodeSearchList = decoder({ query: listQuery }, ({ query }): Result<SearchGroupsInput> => {
  return ok({ search: decodeSearch(query), kind: 'GROUP', slice: decodeSlice(query) });
});

const BY_NAME = { field: 'NAME', descending: false } as const;

export const decodeOwnList = decoder({ query: listQuery }, ({ query }): Result<ListOwnGroupsInput> => {
  return ok({ search: decodeSearch(query), kind: 'GROUP', roles: null, order: BY_NAME, slice: decodeSlice(query) });
});

const wholeQuery = { ...searchQuery, ...wholeListQuery };

export const decodeWholeList = decoder({ query: wholeQuery }, ({ query }): Result<ListOwnGroupsInput> => {
  const slice = decodeWholeSlice(query);
  return ok({ search: decodeSearch(query), kind: 'GROUP', roles: null, order: BY_NAME, slice });
});

export const decodeListOf = decoder({ params: userParams, query: wholeQuery }, (request): Result<ListGroupsOfInput> => {
  const id = idIn(request, 'user');
  if (!id.ok) return id;
  return ok({ userId: id.value, search: decodeSearch(request.query), slice: decodeWholeSlice(request.query) });
});

/** Turns the empty text of a form, which stands for no value, into null. */
function unlessEmpty(value: unknown): unknown {
  return value === '' ? null : value;
}
