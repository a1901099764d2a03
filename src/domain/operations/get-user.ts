import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';

/** In no order; ids of nobody are left out. */
export async function getUsers(
  { store, anonymousRead }: Deps,
  viewer: Viewer | null,
  ids: readonly number[],
): Promise<Result<User[]>> {
  if (viewer === null && !anonymousRead) return refuse({ code: 'UNAUTHENTICATED' });
  return ok(await store.findUsers(ids));
}

/** Null when nobody has that username. */
export async function getUserByUsername(
  { store, anonymousRead }: Deps,
  viewer: Viewer | null,
  username: string,
): Promise<Result<User | null>> {
  if (viewer === null && !anonymousRead) return refuse({ code: 'UNAUTHENTICATED' });
  return ok(await store.findUserByUsername(username));
}
