import { z } from 'zod';
import type { InputField } from '../../../domain/errors.ts';
import type { GroupRef } from '../../../domain/group.ts';
import type { NewGroupInput } from '../../../domain/new-group.ts';
import type { ListGroupsOfInput } from '../../../domain/operations/list-groups-of.ts';
import type { ListOwnGroupsInput } from '../../../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../../../domain/operations/search-groups.ts';
import type { UpdateGroupInput } from '../../../domain/operations/update-group.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { GroupSelector } from '../../../domain/store.ts';
import type { WireRequest } from '../../dialect.ts';
import { fieldReader, image } from '../../field-reader.ts';
import { idIn, listed, userIds } from '../ids.ts';
import { decodeSearch, decodeSlice } from '../pages.ts';

const privacy = z.enum(['public', 'private']).transform((word) => (word === 'public' ? 'PUBLIC' : 'PRIVATE'));

// Forms can only send text, and the client turns a FormData without headers into JSON with the same texts.
const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ['true', '1', 'on'], falsy: ['false', '0', 'off'] })])
  .or(z.literal([0, 1]).transform((bit) => bit === 1));

const WHOLE_LIST = 1000;

const position = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number),
]);

export function decodeCreate({ fields, idempotencyKey }: WireRequest): Result<NewGroupInput> {
  const { read, unreadable } = fieldReader();
  return ok({
    name: read('name', fields['name'], z.string()),
    slug: read('slug', fields['slug'], z.string()),
    description: read('description', fields['description'], z.string()),
    color: read('color', unlessEmpty(fields['color']), z.string()),
    privacy: read('privacy', unlessEmpty(fields['privacy']), privacy),
    visible: read('visible', unlessEmpty(fields['visible']), flag),
    inviteUserIds: read('inviteUserIds', listed(fields, 'invite_users'), userIds),
    image: read('image', unlessEmpty(fields['image_original']), image),
    coverImage: read('coverImage', unlessEmpty(fields['emotional_image_original']), image),
    idempotencyKey,
    unreadable,
  });
}

/** Any of the fields; an empty text clears what can be without a value. */
export function decodePatch(request: WireRequest): Result<UpdateGroupInput> {
  const groupId = idIn(request, 'group');
  if (!groupId.ok) return groupId;

  const { fields } = request;
  const { read, unreadable } = fieldReader();
  const change = <Value>(field: InputField, name: string, schema: z.ZodType<Value>) =>
    fields[name] === undefined ? undefined : read(field, unlessEmpty(fields[name]), schema);
  return ok({
    groupId: groupId.value,
    kind: 'GROUP',
    name: fields['name'] === '' ? '' : change('name', 'name', z.string()),
    slug: fields['slug'] === '' ? '' : change('slug', 'slug', z.string()),
    description: change('description', 'description', z.string()),
    color: change('color', 'color', z.string()),
    privacy: change('privacy', 'privacy', privacy),
    visible: change('visible', 'visible', flag),
    coverImagePosition: change('coverImagePosition', 'emotional_image_position', position),
    image: change('image', 'image_original', image),
    coverImage: change('coverImage', 'emotional_image_original', image),
    unreadable,
  });
}

/** As documented, PUT needs a name, and leaves the rest of what is not given as it is. */
export function decodePut(request: WireRequest): Result<UpdateGroupInput> {
  const patch = decodePatch(request);
  return patch.ok ? ok({ ...patch.value, name: patch.value.name ?? null }) : patch;
}

export function decodeGroup(request: WireRequest): Result<GroupSelector> {
  const id = idIn(request, 'group');
  return id.ok ? ok({ by: 'id', ids: [id.value], kind: 'GROUP' }) : id;
}

export function decodeGroupId(request: WireRequest): Result<GroupRef> {
  const id = idIn(request, 'group');
  return id.ok ? ok({ groupId: id.value, kind: 'GROUP' }) : id;
}

export function decodeSearchList({ query }: WireRequest): Result<SearchGroupsInput> {
  return ok({ search: decodeSearch(query), kind: 'GROUP', slice: decodeSlice(query) });
}

export function decodeOwnList({ query }: WireRequest): Result<ListOwnGroupsInput> {
  const order = { field: 'NAME', descending: false } as const;
  return ok({ search: decodeSearch(query), kind: 'GROUP', roles: null, order, slice: decodeSlice(query) });
}

/** Documented without pages: whole, unless someone asks for less. */
export function decodeWholeList({ query }: WireRequest): Result<ListOwnGroupsInput> {
  const order = { field: 'NAME', descending: false } as const;
  const slice = query.has('limit') ? decodeSlice(query) : { limit: WHOLE_LIST, offset: 0 };
  return ok({ search: decodeSearch(query), kind: 'GROUP', roles: null, order, slice });
}

export function decodeListOf(request: WireRequest): Result<ListGroupsOfInput> {
  const id = idIn(request, 'user');
  if (!id.ok) return id;
  return ok({ userId: id.value, search: decodeSearch(request.query), slice: decodeSlice(request.query) });
}

/** Forms send an empty text for what was not filled in. */
function unlessEmpty(value: unknown): unknown {
  return value === '' ? null : value;
}
