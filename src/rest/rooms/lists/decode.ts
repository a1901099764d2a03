import { z } from 'zod';
import type { MemberRole } from '../../../domain/membership.ts';
import type { ListOwnGroupsInput } from '../../../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../../../domain/operations/search-groups.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { GroupOrder } from '../../../domain/store.ts';
import { decoder, documentedAs, optional } from '../../decoder.ts';
import { type FieldReader, fieldReader } from '../../field-reader.ts';
import { LONG_PAGES, pageQuery, readSlice, SHORT_PAGES } from '../pagination.ts';

const ORDERS: Readonly<Record<'NAME_ASC' | 'NAME_DESC' | 'LATEST_ACTIVITY', GroupOrder>> = {
  NAME_ASC: { field: 'NAME', descending: false },
  NAME_DESC: { field: 'NAME', descending: true },
  LATEST_ACTIVITY: { field: 'LATEST_ACTIVITY', descending: true },
};

const sortBy = z.enum(['NAME_ASC', 'NAME_DESC', 'LATEST_ACTIVITY']);

/** The kind of a room: documented in upper case, but in lower case in the rooms themselves. */
const roomType = documentedAs(
  z
    .string()
    .toUpperCase()
    .pipe(z.enum(['GROUP', 'PAGE'])),
  { enum: ['GROUP', 'PAGE', 'group', 'page', ''] },
);

const search = optional(z.string(), 'Every word must be in any part of a word.');

const ownQuery = {
  query: search,
  sortBy: optional(sortBy, 'NAME_ASC by default.'),
  ...pageQuery(SHORT_PAGES),
};

export const decodeOwn = (roles: readonly MemberRole[] | null) =>
  decoder({ query: ownQuery }, ({ query }): Result<ListOwnGroupsInput> => {
    const reader = fieldReader(ownQuery, (name) => query.get(name));
    const order = ORDERS[reader.read('orderBy', 'sortBy') ?? 'NAME_ASC'];
    const slice = readSlice(SHORT_PAGES, reader);
    return unless(reader, { kind: null, roles, order, search: searched(query.get('query')), slice });
  });

const myQuery = { name: search, ...pageQuery(LONG_PAGES) };

export const decodeMine = decoder({ query: myQuery }, ({ query }): Result<ListOwnGroupsInput> => {
  const reader = fieldReader(myQuery, (name) => query.get(name));
  const slice = readSlice(LONG_PAGES, reader);
  const scope = 'user.rooms.read';
  const search = searched(query.get('name'));
  return unless(reader, { kind: null, roles: null, order: ORDERS.NAME_ASC, scope, search, slice });
});

const searchQuery = { query: search, roomType: optional(roomType), ...pageQuery(LONG_PAGES) };

export const decodeSearch = decoder({ query: searchQuery }, ({ query }): Result<SearchGroupsInput> => {
  const reader = fieldReader(searchQuery, (name) => query.get(name));
  const kind = reader.read('kind', 'roomType', query.get('roomType') || null);
  const slice = readSlice(LONG_PAGES, reader);
  return unless(reader, { kind, search: searched(query.get('query')), slice });
});

function searched(text: string | null): string | null {
  return text?.trim() || null;
}

function unless<Input>({ unreadable }: Pick<FieldReader<never>, 'unreadable'>, input: Input): Result<Input> {
  return unreadable.length === 0 ? ok(input) : refuse({ code: 'INVALID', fields: unreadable });
}
