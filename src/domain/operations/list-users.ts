import type { Deps } from '../deps.ts';
import { type Count, countOf, type Page, readPage, type SliceInput } from '../page.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { UserFilter } from '../store.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';

export interface ListUsersInput {
  readonly search: string | null;
  readonly slice: SliceInput;
}

/** The directory, by username; only for those who have signed in. */
export async function listUsers(
  { store }: Deps,
  viewer: Viewer | null,
  { search, slice }: ListUsersInput,
): Promise<Result<Page<User>>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  return readPage(slice, (keyset) => store.listUsers(everyoneLike(search), keyset));
}

/** How many users `listUsers` would give in all. */
export async function countUsers(
  { store }: Deps,
  viewer: Viewer | null,
  search: string | null,
): Promise<Result<Count>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  return ok(countOf(search, await store.countUsers(everyoneLike(search))));
}

function everyoneLike(search: string | null): UserFilter {
  return { search, exceptId: null, outsideGroupId: null };
}
