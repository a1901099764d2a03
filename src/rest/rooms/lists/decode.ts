import { z } from 'zod';
import type { MemberRole } from '../../../domain/membership.ts';
import type { ListOwnGroupsInput } from '../../../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../../../domain/operations/search-groups.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { GroupOrder } from '../../../domain/store.ts';
import type { WireRequest } from '../../dialect.ts';
import { type FieldReader, fieldReader } from '../../field-reader.ts';
import { LONG_PAGES, readSlice, SHORT_PAGES } from '../pages.ts';

const ORDERS: Readonly<Record<'NAME_ASC' | 'NAME_DESC' | 'LATEST_ACTIVITY', GroupOrder>> = {
  NAME_ASC: { field: 'NAME', descending: false },
  NAME_DESC: { field: 'NAME', descending: true },
  LATEST_ACTIVITY: { field: 'LATEST_ACTIVITY', descending: true },
};

const sortBy = z.enum(['NAME_ASC', 'NAME_DESC', 'LATEST_ACTIVITY']);

/** Documented in upper case; the rooms themselves say it in lower case. */
const roomType = z
  .string()
  .toUpperCase()
  .pipe(z.enum(['GROUP', 'PAGE']));

export function decodeOwn(roles: readonly MemberRole[] | null) {
  return (request: WireRequest): Result<ListOwnGroupsInput> => {
    const reader = fieldReader();
    const order = ORDERS[reader.read('orderBy', request.query.get('sortBy'), sortBy) ?? 'NAME_ASC'];
    const slice = readSlice(request, SHORT_PAGES, reader);
    return unless(reader, { kind: null, roles, order, search: searchIn(request, 'query'), slice });
  };
}

export function decodeMine(request: WireRequest): Result<ListOwnGroupsInput> {
  const reader = fieldReader();
  const slice = readSlice(request, LONG_PAGES, reader);
  const search = searchIn(request, 'name');
  const scope = 'user.rooms.read';
  return unless(reader, { kind: null, roles: null, order: ORDERS.NAME_ASC, scope, search, slice });
}

export function decodeSearch(request: WireRequest): Result<SearchGroupsInput> {
  const reader = fieldReader();
  const kind = reader.read('kind', request.query.get('roomType') || null, roomType);
  const slice = readSlice(request, LONG_PAGES, reader);
  return unless(reader, { kind, search: searchIn(request, 'query'), slice });
}

function searchIn({ query }: WireRequest, name: string): string | null {
  return query.get(name)?.trim() || null;
}

function unless<Input>({ unreadable }: FieldReader, input: Input): Result<Input> {
  return unreadable.length === 0 ? ok(input) : refuse({ code: 'INVALID', fields: unreadable });
}
