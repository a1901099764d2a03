import type { Deps } from '../deps.ts';
import { type Count, countOf, type ListPage, readPage, type SliceInput } from '../pagination.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayReadUsers } from '../steps/may-read.ts';
import type { UserFilter } from '../store.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';

export interface ListUsersInput {
  readonly search: string | null;
  readonly slice: SliceInput;
}

/** The directory of users by username; only for signed-in viewers. */
export async function listUsers(
  deps: Deps,
  viewer: Viewer | null,
  { search, slice }: ListUsersInput,
): Promise<Result<ListPage<User>>> {
  const reading = mayListUsers(deps, viewer);
  if (!reading.ok) return reading;
  return readPage(slice, (keyset) => deps.store.listUsers(everyoneLike(search), keyset));
}

/** The number of all users that `listUsers` lists. */
export async function countUsers(deps: Deps, viewer: Viewer | null, search: string | null): Promise<Result<Count>> {
  const reading = mayListUsers(deps, viewer);
  return reading.ok ? ok(countOf(search, await deps.store.countUsers(everyoneLike(search)))) : reading;
}

function mayListUsers(deps: Deps, viewer: Viewer | null): Result<null> {
  return viewer === null ? refuse({ code: 'UNAUTHENTICATED' }) : mayReadUsers(deps, viewer);
}

function everyoneLike(search: string | null): UserFilter {
  return { search, exceptId: null, outsideGroupId: null };
}
