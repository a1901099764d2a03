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

export async function getUser(deps: Deps, viewer: Viewer | null, id: number): Promise<Result<User>> {
  const found = await getUsers(deps, viewer, [id]);
  if (!found.ok) return found;
  const [user] = found.value;
  return user ? ok(user) : refuse({ code: 'NOT_FOUND', kind: 'user' });
}

/** The user that the token speaks for. */
export async function getViewer(deps: Deps, viewer: Viewer | null): Promise<Result<User>> {
  return viewer === null ? refuse({ code: 'UNAUTHENTICATED' }) : getUser(deps, viewer, viewer.userId);
}
