import { z } from 'zod';
import type { NewGroupInput } from '../../domain/new-group.ts';
import type { ListOwnGroupsInput } from '../../domain/operations/list-own-groups.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../domain/page.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { GroupSelector } from '../../domain/store.ts';
import type { Fields } from '../../http/bodies.ts';
import type { WireRequest } from '../dialect.ts';
import { fieldReader, image } from '../field-reader.ts';

const privacy = z.enum(['public', 'private']).transform((word) => (word === 'public' ? 'PUBLIC' : 'PRIVATE'));

// Forms can only send text, and the client turns a FormData without headers into JSON with the same texts.
const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ['true', '1', 'on'], falsy: ['false', '0', 'off'] })])
  .or(z.literal([0, 1]).transform((bit) => bit === 1));

const userIds = z.array(
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().nonnegative()),
);

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

export function decodeGroupId({ params }: WireRequest): Result<GroupSelector> {
  const id = params['id'] ?? '';
  if (!/^\d{1,15}$/.test(id)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
  return ok({ by: 'id', ids: [Number(id)], kind: 'GROUP' });
}

export function decodeOwnGroups({ query }: WireRequest): Result<ListOwnGroupsInput> {
  return ok({ search: searchIn(query), slice: sliceIn(query) });
}

/** The client sends `limit=undefined` and the like: what cannot be read is as if it were not there. */
export function sliceIn(query: URLSearchParams): { readonly limit: number; readonly offset: number } {
  const limit = wholeNumber(query.get('limit')) ?? 0;
  return {
    limit: limit === 0 ? DEFAULT_PAGE_SIZE : Math.min(limit, MAX_PAGE_SIZE),
    offset: wholeNumber(query.get('offset')) ?? 0,
  };
}

function searchIn(query: URLSearchParams): string | null {
  const search = query.get('search')?.trim() ?? '';
  return ['', 'undefined', 'null'].includes(search) ? null : search;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Forms send an empty text for what was not filled in. */
function unlessEmpty(value: unknown): unknown {
  return value === '' ? null : value;
}

/** A list in any of the spellings that the client's encodings make: `a`, `a[]`, `a[0]`. */
function listed(fields: Fields, name: string): unknown {
  const given = fields[name];
  // JSON that holds something else than a list is left for the reader to refuse.
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;

  const indexed = Object.keys(fields)
    .map((key) => ({ key, index: new RegExp(`^${name}\\[(\\d{1,6})\\]$`).exec(key)?.[1] }))
    .filter(({ index }) => index !== undefined)
    .sort((one, other) => Number(one.index) - Number(other.index))
    .map(({ key }) => fields[key]);
  return [given, fields[`${name}[]`], ...indexed]
    .flat()
    .filter((value) => value !== undefined && value !== null && value !== '');
}
